"""A family sees who has looked at what it shares, and nothing else; a question about it reaches the personvernombud."""

from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import uuid_utils.compat as uuid
from nats.aio.msg import Msg

from shared.bus import Client
from shared.contracts.audit import (
    AnomalyKind,
    AskExplanation,
    AuditEntry,
    Looks,
    Oversight,
    ReadOversight,
    WhoHasLooked,
)
from shared.contracts.common import Actor, Category, Role
from shared.contracts.consent import ReadStandings, Standings
from shared.errors import RemoteRefused
from tests.integration.audit.trail import Owners, entry
from tests.servers import Installation
from tests.waiting import until

NUMBERS = count(3_000_000)
NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
DPO = Actor(id="p-dpo", role=Role.DPO, kommune="4999", owner="audit")
MOTHER = Actor(id="p-mother", role=Role.GUARDIAN, kommune="4999", owner="familie")
OLD_ENOUGH = "c-old"
READER = Actor(id="p-reader", role=Role.EMPLOYEE, kommune="4999", owner="ppt", unit="ppt-fjordvik")


@pytest_asyncio.fixture(scope="module")
async def portal(installation: Installation, audit: asyncpg.Connection) -> AsyncIterator[Client]:
    """The consent service is a line that says that one woman has foreldreansvar."""

    async def answer(message: Msg) -> None:
        child = ReadStandings.model_validate_json(message.data).child
        known = Standings(
            child=child, standings=(), guardians=(MOTHER.id,), answers_itself=child.startswith(OLD_ENOUGH)
        )
        await message.respond(known.model_dump_json().encode())

    consent = await installation.connect("consent")
    await consent.subscribe("req.consent.audit.read-standings.v1", cb=answer)
    async with installation.asking("portal") as client:
        yield client
    await consent.close()


async def told(audit: asyncpg.Connection, owners: Owners, *rows: AuditEntry) -> None:
    for row in rows:
        await owners.send(owners.of_entry(row, next(NUMBERS), "consent" if row.owner == "consent" else None))
    last = rows[-1].correlation

    async def there() -> bool:
        return bool(await audit.fetchval("SELECT count(*) FROM entries WHERE correlation = $1", last))

    await until(there)


def look(child: str, **said: Any) -> AuditEntry:
    usual = {"actor": READER, "action": "read-stafettlogg", "owner": "familie", "child": child, "at": NOON}
    return entry(**usual | said)


async def looks(portal: Client, child: str, by: Actor = MOTHER) -> Looks:
    found: Looks = await portal.ask(WhoHasLooked(child=child), owner="audit", actor=by)
    return found


async def refused(asked: Awaitable[Any]) -> str:
    with pytest.raises(RemoteRefused) as refusal:
        await asked
    return refusal.value.code


async def test_each_persons_day_is_one_line_the_newest_first(
    portal: Client, audit: asyncpg.Connection, owners: Owners
) -> None:
    child, other = f"c-{uuid.uuid7().hex}", READER.model_copy(update={"id": "p-nurse", "owner": "helsestasjon"})
    last = look(child, at=NOON + timedelta(hours=2), policies=("A01-personvernombud",))
    await told(
        audit, owners, look(child, at=NOON - timedelta(days=1)), look(child), last,
        look(child, actor=other, at=NOON + timedelta(hours=1)),
    )  # fmt: skip
    found = (await looks(portal, child)).looks
    assert [(one.owner, one.times) for one in found] == [("ppt", 2), ("helsestasjon", 1), ("ppt", 1)]
    assert (found[0].look, found[0].last_at) == (str(last.id), last.at)
    assert found[0].rules[0].startswith("Personvernombudet kan se")


async def test_who_has_seen_what_the_family_answered_is_there_too(
    portal: Client, audit: asyncpg.Connection, owners: Owners
) -> None:
    child = f"c-{uuid.uuid7().hex}"
    seen = look(child, action="read-consents", owner="consent", service="consent", consents=("s-1@2",))
    await told(audit, owners, look(child, at=NOON - timedelta(days=1)), seen)
    found = (await looks(portal, child)).looks
    assert [(one.owner, one.last_at.day) for one in found] == [("ppt", NOON.day), ("ppt", NOON.day - 1)]


@pytest.mark.parametrize("old", [True, False])
async def test_a_youth_sees_its_own_when_it_is_old_enough(
    portal: Client, audit: asyncpg.Connection, owners: Owners, *, old: bool
) -> None:
    child = f"{OLD_ENOUGH if old else 'c-young'}-{uuid.uuid7().hex}"
    youth = Actor(id=child, role=Role.YOUTH, kommune="4999", owner="familie")
    await told(audit, owners, look(child))
    if not old:
        assert await refused(looks(portal, child, youth)) == "AccessDenied"
        return
    (one,) = (await looks(portal, child, youth)).looks
    await portal.ask(AskExplanation(child=child, look=one.look), owner="audit", actor=youth)
    (one,) = (await looks(portal, child, youth)).looks
    assert one.asked


HIDDEN: dict[str, dict[str, Any]] = {
    "own casework": {"action": "read-case", "owner": "ppt"},
    "the shielded track": {"action": "read-report", "owner": "ppt", "categories": (Category.SHIELDED,)},
    "shielded content": {"categories": (Category.AGREEMENTS, Category.SHIELDED)},
    "an emergency": {"policies": ("L08-nodapning",)},
    "the other parent": {"actor": MOTHER},
    "a refusal": {"outcome": "denied"},
    "barnevernet's report": {"action": "read-incoming", "owner": "barnevern", "categories": (Category.SHIELDED,)},
    "consents, by a service that is not let in": {"action": "read-consents", "owner": "consent"},
    "who is near": {"action": "compare-readers", "owner": "consent"},
    "the personvernombud": {"actor": DPO},
}


@pytest.mark.parametrize("said", HIDDEN.values(), ids=list(HIDDEN))
async def test_nothing_else_shows(
    portal: Client, audit: asyncpg.Connection, owners: Owners, said: dict[str, Any]
) -> None:
    child = f"c-{uuid.uuid7().hex}"
    await told(audit, owners, look(child), look(child, **said))
    (one,) = (await looks(portal, child)).looks
    assert one.times == 1


async def test_a_question_about_a_look_reaches_the_personvernombud_once(
    portal: Client, audit: asyncpg.Connection, owners: Owners
) -> None:
    child = f"c-{uuid.uuid7().hex}"
    await told(audit, owners, look(child), look(child, at=NOON + timedelta(minutes=5)))
    (one,) = (await looks(portal, child)).looks
    for _ in range(2):
        await portal.ask(AskExplanation(child=child, look=one.look), owner="audit", actor=MOTHER)
    desk: Oversight = await portal.ask(ReadOversight(), owner="audit", actor=DPO)
    (asked,) = [odd for odd in desk.anomalies if odd.child == child]
    assert (asked.kind, asked.actor) == (AnomalyKind.EXPLANATION_ASKED, READER.id)
    (one,) = (await looks(portal, child)).looks
    assert (one.asked, one.answered) == (True, False)
    rows = [AuditEntry.model_validate_json(row[0]) for row in await audit.fetch("SELECT entry FROM audit_trail")]
    assert [row.policies for row in rows if (row.action, row.child) == ("ask-explanation", child)] == [
        ("A04-familien",)
    ]
    await audit.execute(
        "INSERT INTO investigations (id, kommune, ref, actor, opened_at, closed_at) "
        "VALUES (gen_random_uuid(), '4999', $1, 'p-dpo', now(), now())",
        asked.anomaly,
    )
    (one,) = (await looks(portal, child)).looks
    assert one.answered


async def test_nobody_else_sees_or_asks(portal: Client, audit: asyncpg.Connection, owners: Owners) -> None:
    child = f"c-{uuid.uuid7().hex}"
    await told(audit, owners, look(child), hidden := look(child, policies=("L08-nodapning",)))
    (one,) = (await looks(portal, child)).looks
    for stranger in (MOTHER.model_copy(update={"id": "p-stranger"}), READER, DPO):
        assert await refused(looks(portal, child, stranger)) == "AccessDenied"
        asking = AskExplanation(child=child, look=one.look)
        assert await refused(portal.ask(asking, owner="audit", actor=stranger)) == "AccessDenied"
    unseen = AskExplanation(child=child, look=str(hidden.id))
    assert await refused(portal.ask(unseen, owner="audit", actor=MOTHER)) == "AccessDenied"
