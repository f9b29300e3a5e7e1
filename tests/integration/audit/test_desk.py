"""The personvernombud's desk on the running service: what a superuser changes is shown with its place."""

from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import uuid_utils.compat as uuid

from services.audit.checking import Checking
from shared.background import Background
from shared.bus import Client
from shared.contracts.audit import (
    AuditEntry,
    BreachEnd,
    Breaches,
    CloseInvestigation,
    EndBreach,
    FindingKind,
    LogStanding,
    Month,
    OpenBreach,
    OpenIdentity,
    OpenInvestigation,
    Outcome,
    Oversight,
    ReadBreaches,
    ReadMonth,
    ReadOversight,
    Verdict,
    Why,
)
from shared.contracts.common import Actor, Command, Done, Role
from shared.days import day_of
from shared.errors import RemoteRefused
from tests.integration.audit.sequencing import TABLES, Keys, sequencer
from tests.integration.audit.trail import Owners, entry
from tests.municipalities import NEIGHBOUR
from tests.servers import Installation
from tests.waiting import until

DPO = Actor(id="p-dpo", role=Role.DPO, kommune="4999", owner="audit")
NUMBERS = count(1)


@pytest_asyncio.fixture(scope="module", autouse=True)
async def alone(database: asyncpg.Connection) -> AsyncIterator[None]:
    """The service never leads: only this test sequences and walks through, and no owner is asked and found silent."""
    for name in ("sequencer", "checking", "trails"):
        await database.execute("SELECT pg_advisory_lock(hashtext(current_schema() || '.' || $1))", name)
    yield
    await database.execute("SELECT pg_advisory_unlock_all()")


@pytest_asyncio.fixture(scope="module")
async def portal(installation: Installation, audit: asyncpg.Connection) -> AsyncIterator[Client]:
    async with installation.asking("portal") as client:
        yield client


@pytest_asyncio.fixture
async def told(audit: asyncpg.Connection, owners: Owners) -> AsyncIterator[asyncpg.Connection]:
    """Nine rows of the kindergarten's in a log that was walked through."""
    await audit.execute(f"TRUNCATE {TABLES}, investigations, identities_opened")
    rows = [entry(child=None) for _ in range(9)]
    for row in rows:
        await owners.send(owners.of_entry(row, next(NUMBERS)))
    last = rows[-1].correlation

    async def there() -> bool:
        return bool(await audit.fetchval("SELECT count(*) FROM entries WHERE correlation = $1", last))

    await until(there)
    await sequencer(Keys()).look(audit)
    yield audit
    await audit.execute(f"TRUNCATE {TABLES}, investigations, identities_opened")


async def walk(audit: asyncpg.Connection, owners: Owners) -> None:
    await Checking("", owners.installation.settings("audit").trusted.signing, Background()).look(audit)


async def overseen(portal: Client, by: Actor = DPO) -> Oversight:
    found: Oversight = await portal.ask(ReadOversight(), owner="audit", actor=by)
    return found


def kindergarten(found: Oversight) -> LogStanding:
    return next(log for log in found.logs if log.owner == "barnehage")


async def do(portal: Client, command: Command, by: Actor = DPO) -> Done:
    done: Done = await portal.ask(command, owner="audit", actor=by)
    return done


async def refused(asked: Awaitable[Any]) -> str:
    with pytest.raises(RemoteRefused) as refusal:
        await asked
    return refusal.value.code


async def rows(audit: asyncpg.Connection, action: str) -> list[AuditEntry]:
    """What the audit service itself has written of these acts."""
    known = [AuditEntry.model_validate_json(row[0]) for row in await audit.fetch("SELECT entry FROM audit_trail")]
    return [row for row in known if row.action == action]


async def tampered(told: asyncpg.Connection, owners: Owners) -> None:
    async with told.transaction():
        await told.execute("SET LOCAL session_replication_role = replica")
        await told.execute(
            "UPDATE entries SET action = 'my-tasks' WHERE position = (SELECT leaves.position FROM leaves "
            "JOIN logs ON logs.id = log WHERE owner = 'barnehage' AND index = 4)"
        )
    await walk(told, owners)


async def test_what_a_superuser_changed_is_told_with_its_place(
    portal: Client, told: asyncpg.Connection, owners: Owners
) -> None:
    await walk(told, owners)
    whole = await overseen(portal)
    log = kindergarten(whole)
    assert (log.size, log.checked, whole.findings) == (9, 9, ())
    assert (whole.days[-1].acts >= 9, len(whole.days)) == (True, 30)
    await tampered(told, owners)
    found = await overseen(portal)
    (wrong,) = found.findings
    assert (wrong.kind, wrong.owner, wrong.place.leaf, wrong.ended_at) == (FindingKind.ENTRY, "barnehage", 4, None)
    assert found.days[-1].findings == 1


async def test_a_log_that_too_few_have_seen_is_told_of_after_a_while(portal: Client, told: asyncpg.Connection) -> None:
    await told.execute("DELETE FROM cosignatures")
    assert not kindergarten(await overseen(portal)).unseen
    await told.execute("UPDATE log_checkpoints SET signed_at = signed_at - interval '1 hour'")
    log = kindergarten(await overseen(portal))
    assert (log.unseen, log.witnessed, log.witnesses, log.known > 2) == (True, 0, (), True)


async def test_from_a_finding_to_its_end(portal: Client, told: asyncpg.Connection, owners: Owners) -> None:
    await tampered(told, owners)
    (wrong,) = (await overseen(portal)).findings
    opening = OpenInvestigation(about=wrong.finding)
    which = (await do(portal, opening)).stream
    assert (await do(portal, opening)).stream == which
    assert await refused(do(portal, OpenInvestigation(about=wrong.finding))) == "AlreadyInvestigated"
    await do(portal, OpenIdentity(investigation=which, person="p-1", why=Why.COMPARE))
    closing = CloseInvestigation(investigation=which, verdict=Verdict.FAULT, case="2026/118")
    await do(portal, closing)
    await do(portal, closing)
    other = CloseInvestigation(investigation=which, verdict=Verdict.RIGHTFUL)
    assert await refused(do(portal, other)) == "InvestigationClosed"
    assert await refused(do(portal, OpenIdentity(investigation=which, person="p-2", why=Why.COMPARE))) == "AccessDenied"
    (one,) = (await overseen(portal)).investigations
    assert (one.about, one.verdict, one.case, one.opened_by) == (wrong.finding, Verdict.FAULT, "2026/118", DPO.id)
    assert [(who.person, who.why, who.by) for who in one.identities] == [("p-1", Why.COMPARE, DPO.id)]
    assert (one.finding and one.finding.place.leaf, one.anomaly) == (4, None)


async def test_each_step_is_a_row_that_tells_which(portal: Client, told: asyncpg.Connection, owners: Owners) -> None:
    await tampered(told, owners)
    (wrong,) = (await overseen(portal)).findings
    opening = OpenInvestigation(about=wrong.finding)
    which = (await do(portal, opening)).stream
    await do(portal, OpenIdentity(investigation=which, person="p-7", why=Why.BREACH))
    (identity,) = [row for row in await rows(told, "open-identity") if which in row.resources]
    assert (identity.actor, identity.resources, identity.policies) == (DPO, (which, "p-7"), ("A03-identitet",))
    assert [row.resources for row in await rows(told, "open-investigation")][-1] == (wrong.finding,)


@pytest.mark.parametrize("about", ["f-999999", "x-1", "f-x", "f-" + "9" * 30])
async def test_what_is_not_there_is_not_looked_into(portal: Client, audit: asyncpg.Connection, about: str) -> None:
    assert await refused(do(portal, OpenInvestigation(about=about))) == "AccessDenied"
    for command in (
        OpenIdentity(investigation="x", person="p-1", why=Why.COMPARE),
        CloseInvestigation(investigation=str(uuid.uuid7()), verdict=Verdict.FAULT),
    ):
        assert await refused(do(portal, command)) == "AccessDenied"


async def test_another_municipality_sees_nothing_of_it(
    portal: Client, told: asyncpg.Connection, owners: Owners
) -> None:
    await tampered(told, owners)
    (wrong,) = (await overseen(portal)).findings
    elsewhere = DPO.model_copy(update={"kommune": NEIGHBOUR})
    assert (await overseen(portal, elsewhere)).findings == ()
    assert await refused(do(portal, OpenInvestigation(about=wrong.finding), elsewhere)) == "AccessDenied"


REQUESTS: list[Any] = [
    ReadOversight(), OpenInvestigation(about="f-1"), CloseInvestigation(investigation="x", verdict=Verdict.FAULT),
]  # fmt: skip


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one.name)
@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.LEADER, Role.GUARDIAN])
async def test_nobody_else_may(portal: Client, audit: asyncpg.Connection, request_: Any, role: Role) -> None:
    somebody = DPO.model_copy(update={"role": role})
    assert await refused(portal.ask(request_, owner="audit", actor=somebody)) == "AccessDenied"


async def test_a_month_is_counted_from_rows_findings_and_investigations(
    portal: Client, told: asyncpg.Connection, owners: Owners
) -> None:
    await tampered(told, owners)
    (wrong,) = (await overseen(portal)).findings
    which = (await do(portal, OpenInvestigation(about=wrong.finding))).stream
    await do(portal, CloseInvestigation(investigation=which, verdict=Verdict.FAULT))
    month: Month = await portal.ask(ReadMonth(month=day_of(wrong.found_at)), owner="audit", actor=DPO)
    assert sum(one.count for one in month.acts if one.owner == "barnehage") == 9
    assert [(one.kind, one.found, one.ended, one.open) for one in month.findings] == [(FindingKind.ENTRY, 1, 0, 1)]
    assert [(one.verdict, one.count) for one in month.verdicts] == [(Verdict.FAULT, 1)]
    assert (month.opened, month.identities) == (1, 0)
    empty: Month = await portal.ask(ReadMonth(month=date(2020, 2, 1)), owner="audit", actor=DPO)
    assert (empty.acts, empty.findings, empty.opened) == ((), (), 0)


async def test_the_clock_of_a_breach_begins_when_it_was_known_and_ends_once(
    portal: Client, told: asyncpg.Connection
) -> None:
    await told.execute("TRUNCATE breaches")
    known = datetime(2026, 11, 20, 12, tzinfo=UTC)
    opening = OpenBreach(known_at=known)
    breach = (await do(portal, opening)).stream
    assert (await do(portal, opening)).stream == breach
    assert await refused(do(portal, OpenBreach(known_at=datetime.now(UTC) + timedelta(days=1)))) == "NotYetKnown"
    assert await refused(do(portal, EndBreach(breach=str(uuid.uuid7()), end=BreachEnd.NO_RISK))) == "AccessDenied"
    ending = EndBreach(breach=breach, end=BreachEnd.NOTIFIED, case="2026/9")
    await do(portal, ending)
    await do(portal, ending)
    assert await refused(do(portal, EndBreach(breach=breach, end=BreachEnd.NO_RISK))) == "BreachEnded"
    found: Breaches = await portal.ask(ReadBreaches(), owner="audit", actor=DPO)
    (one,) = found.breaches
    assert (one.known_at, one.due_at - known, one.end, one.case) == (
        known, timedelta(hours=72), BreachEnd.NOTIFIED, "2026/9",
    )  # fmt: skip
    written = [row for name in ("open-breach", "end-breach") for row in await rows(told, name)]
    assert [row.action for row in written if row.outcome is Outcome.DONE] == ["open-breach", "end-breach"]
