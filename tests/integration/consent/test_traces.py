"""What a family's story leaves behind: facts for the other services, acts for the personvernombud, names for nobody."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, DeliverPolicy

from deploy import nats as deployed
from services.consent.family import today
from shared import wire
from shared.contracts import consent as contract
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Category, Envelope
from shared.contracts.consent import AnswerConsent, MyFamily, ReadConsents, WithdrawConsent
from tests.integration.consent.asking import NAMES, Asker, Household, ask
from tests.integration.consent.conftest import Installation
from tests.unit.consent.world import KOMMUNE, SHARED, teacher

SOON = today(datetime.now(UTC)) + timedelta(days=30)


@pytest.fixture
async def home(portal: Asker, register: Asker, services: dict[str, Asker]) -> Household:
    """Asked, answered by both, lent a key, withdrawn."""
    made = Household.new()
    await register.ask(made.told())
    consent = (await ask(portal, made, SOON, "ppt"))["ppt"]
    for guardian in (made.mother, made.father):
        await portal.ask(AnswerConsent(child=made.child, consent=consent, yes=True), guardian)
    await services["ppt"].lease(made.child, ("ppt", Category.NOTES), ("familie", Category.NOTES))
    await portal.ask(WithdrawConsent(child=made.child, consent=consent), made.mother)
    await portal.ask(MyFamily(), made.mother)
    await portal.ask(ReadConsents(child=made.child), made.mother)
    return made


@pytest.fixture
async def operator(installation: Installation) -> AsyncIterator[Client]:
    client = await deployed.connect(installation.nats.url, installation.secrets)
    yield client
    await client.close()


async def heard(operator: Client, stream: str, subjects: str) -> list[wire.Message]:
    everything = ConsumerConfig(filter_subject=subjects, deliver_policy=DeliverPolicy.ALL)
    pull = await operator.jetstream().pull_subscribe("", stream=stream, config=everything)
    found: list[wire.Message] = []
    while True:
        try:
            batch = await pull.fetch(500, timeout=1)
        except TimeoutError:
            return found
        found += [wire.received(m.subject, m.data, dict(m.headers or {})) for m in batch]


async def test_the_other_services_hear_of_it(installation: Installation, operator: Client, home: Household) -> None:
    trusted = installation.settings("case-ppt").trusted.signing
    told = [wire.opened_envelope(m, trusted) for m in await heard(operator, "EVT", f"evt.{KOMMUNE}.consent.>")]
    mine = [envelope for envelope in told if envelope.child == home.child]
    assert [envelope.type for envelope in mine] == [
        "consent.asked.v1", "consent.asked.v1", "consent.answered.v1", "consent.activated.v1", "consent.withdrawn.v1",
    ]  # fmt: skip
    asked = next(envelope for envelope in mine if envelope.data["to"] == "ppt")
    fact = wire.read_fact(contract.ConsentAsked, asked, None)
    assert (fact.givers, fact.categories, fact.expires_on) == ((home.father.id, home.mother.id), SHARED, SOON)
    assert set(asked.data) == set(contract.ConsentAsked.model_fields)
    activated = read(mine, contract.ConsentActivated)
    assert (activated.to, activated.asker, activated.categories) == ("ppt", teacher.id, SHARED)
    assert all(envelope.sealed is None for envelope in mine)


def read(envelopes: list[Envelope], kind: type[contract.ConsentActivated]) -> contract.ConsentActivated:
    return next(wire.read_fact(kind, one, None) for one in envelopes if one.type == kind.wire_name())


async def test_every_act_is_in_the_audit_log(operator: Client, home: Household) -> None:
    rows = [AuditEntry.model_validate_json(m.body) for m in await heard(operator, "AUD", f"aud.{KOMMUNE}.consent")]
    mine = [row for row in rows if row.child == home.child]
    assert [(row.action, row.actor.id) for row in mine] == [
        ("register-family", "register"),
        ("ask-consent", teacher.id),
        ("read-consents", home.mother.id),
        ("answer-consent", home.mother.id),
        ("answer-consent", home.father.id),
        ("release-keys", "case-ppt"),
        ("withdraw-consent", home.mother.id),
        ("my-family", home.mother.id),
        ("read-consents", home.mother.id),
    ]
    assert [consent.rpartition("@")[2] for row in mine for consent in row.consents] == ["1", "1", "2", "3", "4"]
    assert all(row.policies and row.legal_basis for row in mine)


# --- Nothing in the open --------------------------------------------------------------------------


async def every_row(database: asyncpg.Connection) -> str:
    tables = await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [await database.fetch(f'SELECT t::text AS row FROM "{table["tablename"]}" t') for table in tables]
    return "\n".join(row["row"] for found in rows for row in found)


def files(*folders: Path) -> Iterator[bytes]:
    return (path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


async def test_no_name_or_birth_number_stands_in_the_open(installation: Installation, home: Household) -> None:
    await asyncio.sleep(0.2)  # the logs and the streams have been written
    operator = await asyncpg.connect(installation.postgres.dsn("consent"))
    stored = await every_row(operator)
    await operator.close()
    assert home.child in stored
    state = installation.secrets.parent
    kept = [stored.encode(), *files(state / "log", state / "nats")]
    assert any(home.child.encode() in content for content in kept[1:])
    for word in (*NAMES, *home.numbers):
        for form in (word.encode(), word.encode().hex().encode()):
            assert not any(form in content for content in kept)
