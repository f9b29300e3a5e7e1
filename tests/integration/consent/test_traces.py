"""What a family's story leaves behind: facts for the other services, acts for the personvernombud, names for nobody."""

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest_asyncio
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, DeliverPolicy

from deploy.process import Process
from deploy.topology import OPERATOR
from services.consent.family import today
from shared import wire
from shared.contracts import consent as contract
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Category, Envelope
from shared.contracts.consent import Family, MyFamily, ReadConsents, WithdrawConsent
from tests.answers import answered
from tests.integration.consent.asking import NAMES, Asker, Household, ask
from tests.servers import Installation
from tests.unit.consent.world import KOMMUNE, SHARED, teacher
from tests.waiting import until

EVENTS = f"evt.{KOMMUNE}.consent.>"
SOON = today(datetime.now(UTC)) + timedelta(days=30)


@pytest_asyncio.fixture
async def story(portal: Asker, register: Asker, services: dict[str, Asker]) -> Household:
    """Asked, answered by both, lent a key, withdrawn."""
    made = Household.new()
    await register.ask(made.told())
    consent = (await ask(portal, made, SOON, "ppt"))["ppt"]
    for guardian in (made.mother, made.father):
        await portal.ask(answered(made.child, consent), guardian)
    await services["ppt"].lease(made.child, ("ppt", Category.NOTES), ("familie", Category.NOTES))
    await portal.ask(WithdrawConsent(child=made.child, consent=consent), made.mother)

    async def listed() -> bool:
        family: Family = await portal.ask(MyFamily(), made.mother)
        return [one.child for one in family.children] == [made.child]

    await until(listed)
    await portal.ask(ReadConsents(child=made.child), made.mother)
    return made


@pytest_asyncio.fixture
async def operator(installation: Installation) -> AsyncIterator[Client]:
    client = await installation.connect(OPERATOR)
    yield client
    await client.close()


async def heard(operator: Client, stream: str, subjects: str, of: str = "", least: int = 0) -> list[wire.Message]:
    """of, least: read until so many have arrived in which this stands."""
    everything = ConsumerConfig(filter_subject=subjects, deliver_policy=DeliverPolicy.ALL)
    pull = await operator.jetstream().pull_subscribe("", stream=stream, config=everything)
    found: list[wire.Message] = []
    while True:
        try:
            batch = await pull.fetch(500, timeout=1)
        except TimeoutError:
            if sum(of.encode() in message.body for message in found) >= least:
                return found
            continue
        found += [wire.received(m.subject, m.data, dict(m.headers or {})) for m in batch]


async def test_the_other_services_hear_of_it(installation: Installation, operator: Client, story: Household) -> None:
    trusted = installation.settings("case-ppt").trusted.signing
    told = [wire.opened_envelope(m, trusted) for m in await heard(operator, "EVT", EVENTS, story.child, 5)]
    mine = [envelope for envelope in told if envelope.child == story.child]
    assert [envelope.type for envelope in mine] == [
        "consent.asked.v1", "consent.asked.v1", "consent.answered.v1", "consent.activated.v1", "consent.withdrawn.v1",
    ]  # fmt: skip
    asked = next(envelope for envelope in mine if envelope.data["to"] == "ppt")
    fact = wire.read_fact(contract.ConsentAsked, asked, None)
    assert (fact.givers, fact.categories, fact.expires_on) == ((story.father.id, story.mother.id), SHARED, SOON)
    assert set(asked.data) == set(contract.ConsentAsked.model_fields)
    activated = read(mine, contract.ConsentActivated)
    assert (activated.to, activated.asker, activated.categories) == ("ppt", teacher.id, SHARED)
    assert all(envelope.sealed is None for envelope in mine)


def read(envelopes: list[Envelope], kind: type[contract.ConsentActivated]) -> contract.ConsentActivated:
    return next(wire.read_fact(kind, one, None) for one in envelopes if one.type == kind.wire_name())


async def test_every_act_is_in_the_audit_log(operator: Client, story: Household) -> None:
    audited = await heard(operator, "AUD", f"aud.{KOMMUNE}.consent", story.child, 9)
    rows = [AuditEntry.model_validate_json(m.body) for m in audited]
    mine = [row for row in rows if row.child == story.child]
    assert [(row.action, row.actor.id) for row in mine] == [
        ("register-family", "register"),
        ("ask-consent", teacher.id),
        ("read-consents", story.mother.id),
        ("answer-consent", story.mother.id),
        ("answer-consent", story.father.id),
        ("release-keys", "case-ppt"),
        ("withdraw-consent", story.mother.id),
        ("my-family", story.mother.id),
        ("read-consents", story.mother.id),
    ]
    assert [consent.rpartition("@")[2] for row in mine for consent in row.consents] == ["1", "1", "2", "3", "4"]
    assert all(row.policies and row.legal_basis for row in mine)


# --- Nothing in the open --------------------------------------------------------------------------


async def every_row(database: asyncpg.Connection) -> str:
    tables = await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [await database.fetch(f'SELECT t::text AS row FROM "{table["tablename"]}" t') for table in tables]
    return "\n".join(row["row"] for found in rows for row in found)


async def test_no_name_or_birth_number_stands_in_the_open(
    installation: Installation, service: Process, operator: Client, story: Household
) -> None:
    superuser = await installation.superuser("consent")
    stored = await every_row(superuser)
    await superuser.close()
    told = [
        m for stream, subjects in (("EVT", "evt.>"), ("AUD", "aud.>")) for m in await heard(operator, stream, subjects)
    ]
    sent = b"\n".join(part for m in told for part in (m.subject.encode(), m.body, repr(m.headers).encode()))
    places = (stored.encode(), sent, service.log.read_bytes())
    assert all(story.child.encode() in place for place in places[:2])
    for word in (*NAMES, *story.numbers):
        for form in (word.encode(), word.encode().hex().encode(), b64encode(word.encode())):
            assert not any(form in place for place in places)
