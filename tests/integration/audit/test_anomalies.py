"""Which uses are told of, and how many are not: from rows alone, on the real database."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.system import MUNICIPALITIES
from services.audit.anomalies import Compare, Pair, Watching, standing
from services.audit.intake import EntryIntake
from shared.background import Background
from shared.contracts.audit import AnomalyKind, AuditEntry
from shared.contracts.common import Actor, Role
from shared.municipality import load
from tests.integration.audit.sequencing import TABLES
from tests.integration.audit.trail import Owners, entry

KOMMUNE = "4999"
NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)  # a Wednesday
NOW = NOON + timedelta(hours=6)


def by(person: str = "p-odd", role: Role = Role.EMPLOYEE, owner: str = "barnehage") -> Actor:
    return Actor(id=person, role=role, kommune=KOMMUNE, owner=owner)


def acts(count: int, every: timedelta = timedelta(seconds=30), start: datetime = NOON, **said: Any) -> list[AuditEntry]:
    """The same act again and again, each about a child of its own unless one is named."""
    usual = {"actor": by(), "action": "read-child"}
    return [entry(**usual | {"child": f"c-{n}"} | said | {"at": start + n * every}) for n in range(count)]


def reads(days: int, **said: Any) -> list[AuditEntry]:
    return acts(days, -timedelta(days=1), **{"child": "c-7"} | said)


WITHDRAWN = entry(actor=by("p-mother", Role.GUARDIAN, "familie"), action="withdraw-consent", owner="consent",
                  child="c-7", resources=("s-1",), at=NOON - timedelta(hours=1))  # fmt: skip
NIGHT = NOON.replace(hour=23)
ODD: dict[str, tuple[list[AuditEntry], AnomalyKind, int]] = {
    "fifteen children in an hour": (acts(15), AnomalyKind.MANY_CHILDREN, 15),
    "five refused": (acts(5, outcome="denied"), AnomalyKind.REFUSED_ATTEMPTS, 5),
    "five reads at night": (acts(5, start=NIGHT - timedelta(days=1)), AnomalyKind.OFF_HOURS, 5),
    "five days of reading only": (reads(5), AnomalyKind.NO_ERRAND, 5),
    "on a consent that was withdrawn": ([WITHDRAWN, *acts(1, child="c-7", consents=("s-1@2",))],
                                        AnomalyKind.AFTER_WITHDRAWAL, 1),
    "an emergency nobody reviewed": (acts(1, action="emergency-review-missed", actor=by("consent", Role.SYSTEM)),
                                     AnomalyKind.EMERGENCY_NOT_REVIEWED, 1),
    "two receipts that did not come": (
        acts(2, child="c-7", action="purge-receipt-missing", actor=by("consent", Role.SYSTEM)),
        AnomalyKind.RECEIPT_MISSING, 2,
    ),
}  # fmt: skip
USUAL: dict[str, list[AuditEntry]] = {
    "fourteen children in an hour": acts(14),
    "fifteen children in a day": acts(15, timedelta(minutes=20), NOON - timedelta(hours=2)),
    "lists": acts(20, child=None, action="my-children"),
    "four refused": acts(4, outcome="denied"),
    "barnevernet at night": acts(9, start=NIGHT - timedelta(days=1), actor=by(owner="barnevern")),
    "parents at night": acts(9, start=NIGHT - timedelta(days=1), actor=by("p-m", Role.GUARDIAN, "familie")),
    "reads with an errand": [*reads(9), *acts(1, child="c-7", action="agree-measure")],
    "reads on a few days": reads(4),
    "on another consent": [WITHDRAWN, *acts(1, child="c-7", consents=("s-2@1",))],
    "before it was withdrawn": [WITHDRAWN, *acts(1, start=NOON - timedelta(hours=2), child="c-7", consents=("s-1@1",))],
}


@pytest_asyncio.fixture
async def empty(database: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    await database.execute(f"TRUNCATE {TABLES}, anomalies, compared CASCADE")
    yield database
    await database.execute(f"TRUNCATE {TABLES}, anomalies, compared CASCADE")


async def nobody(_: str, __: Sequence[Pair]) -> Sequence[tuple[Pair, str]]:
    return []


def watching(compare: Compare = nobody) -> Watching:
    return Watching("", load(MUNICIPALITIES), compare, Background())


async def looked(connection: asyncpg.Connection, owners: Owners, rows: list[AuditEntry]) -> None:
    known = owners.installation.settings("audit").trusted.signing
    messages = [owners.of_entry(row, n, _producer(row)) for n, row in enumerate(rows, 1)]
    async with connection.transaction():
        await EntryIntake(known).apply(connection, messages)
    await watching().look(connection, NOW)


def _producer(row: AuditEntry) -> str:
    return row.owner if row.owner == "consent" else f"case-{row.owner}"


@pytest.mark.parametrize(("rows", "kind", "number"), ODD.values(), ids=list(ODD))
async def test_what_is_odd_is_told_of_once(
    empty: asyncpg.Connection, owners: Owners, rows: list[AuditEntry], kind: AnomalyKind, number: int
) -> None:
    await looked(empty, owners, rows)
    await watching().look(empty, NOW)
    (one,) = await standing(empty, KOMMUNE, NOW)
    assert (one.kind, one.count) == (kind, number)


@pytest.mark.parametrize("rows", USUAL.values(), ids=list(USUAL))
async def test_what_is_usual_is_not(empty: asyncpg.Connection, owners: Owners, rows: list[AuditEntry]) -> None:
    await looked(empty, owners, rows)
    assert await standing(empty, KOMMUNE, NOW) == ()


async def test_what_was_looked_into_is_told_of_no_more(empty: asyncpg.Connection, owners: Owners) -> None:
    await looked(empty, owners, acts(15))
    await empty.execute(
        "INSERT INTO investigations (id, kommune, ref, actor, opened_at, closed_at) "
        "SELECT gen_random_uuid(), kommune, 'a-' || id, 'p-dpo', now(), now() FROM anomalies"
    )
    assert await standing(empty, KOMMUNE, NOW) == ()


async def test_who_is_near_is_asked_once_a_month_and_told_of(empty: asyncpg.Connection, owners: Owners) -> None:
    asked: list[Pair] = []

    async def compare(_: str, pairs: Sequence[Pair]) -> Sequence[tuple[Pair, str]] | None:
        asked.extend(pairs)
        near = [(pair, AnomalyKind.SAME_SURNAME) for pair in pairs if pair[1] == "c-1"]
        return [*near, *((pair, AnomalyKind.COLLEAGUES_CHILD) for pair in pairs if pair[1] == "c-2")]

    async def away(_: str, __: Sequence[Pair]) -> None:
        return None

    with_errand = acts(1, child="c-3", action="agree-measure", actor=by("p-worker"))
    shielded = acts(1, child="c-4", action="read-incoming")
    await looked(empty, owners, [*acts(3), *acts(2, child="c-3", actor=by("p-worker")), *with_errand, *shielded])
    await empty.execute("TRUNCATE compared")
    await watching(away).look(empty, NOW)
    for _ in range(2):
        await watching(compare).look(empty, NOW)
    assert sorted(asked) == [("p-odd", "c-0"), ("p-odd", "c-1"), ("p-odd", "c-2")]
    found = {(one.kind, one.actor, one.child, one.count) for one in await standing(empty, KOMMUNE, NOW)}
    assert found == {
        (AnomalyKind.SAME_SURNAME, "p-odd", "c-1", 1), (AnomalyKind.COLLEAGUES_CHILD, "p-odd", "c-2", 1),
    }  # fmt: skip
    await watching(compare).look(empty, NOW + timedelta(days=1))
    assert len(asked) == 3
