"""Which uses somebody should look at: few, and by the municipality's own numbers.

From rows alone, but for one question to the service that knows who people are, which answers without a name.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from shared.background import Background
from shared.bus import Client
from shared.contracts.audit import Anomaly
from shared.contracts.audit import AnomalyKind as Kind
from shared.contracts.case import ReadStafettlogg
from shared.contracts.common import Id, Kommune
from shared.contracts.consent import Compared, CompareReaders, Reading
from shared.database import leading
from shared.errors import Refused
from shared.municipality import Municipality, Watch
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "anomalies.sql")
PAUSE = 600.0  # seconds between rounds
BACK, MONTH, SHOWN = timedelta(days=2), timedelta(days=30), timedelta(days=90)
READ = ("read-child", "read-case", "read-stafettlogg", ReadStafettlogg.printing, "read-contribution")
"""Never what the shielded track is read by."""
AT_ONCE = 100
Pair = tuple[Id, Id]  # reader and child
Compare = Callable[[Kommune, Sequence[Pair]], Awaitable[Sequence[tuple[Pair, str]] | None]]
"""Who is near to whom, and how; None: no answer."""
Look = tuple[Kind, str, *tuple[object, ...]]


def asking(client: Client) -> Compare:
    async def compare(kommune: Kommune, pairs: Sequence[Pair]) -> Sequence[tuple[Pair, str]] | None:
        readings = tuple(Reading(reader=reader, child=child) for reader, child in pairs)
        try:
            found: Compared = await client.ask(
                CompareReaders(readings=readings), owner="audit", actor=client.itself(kommune), patience=30.0
            )
        except Refused:
            return None
        return [((one.reader, one.child), one.how) for one in found.near]

    return compare


class Watching:
    def __init__(
        self, dsn: str, municipalities: Mapping[Kommune, Municipality], compare: Compare, tasks: Background
    ) -> None:
        self._dsn, self._municipalities, self._compare, self._tasks = dsn, municipalities, compare, tasks

    async def run(self) -> None:
        """Become the leader, then look for ever; keep it running in the background."""
        async with leading(self._dsn, "watching") as connection:
            while True:
                await self.look(connection, datetime.now(UTC))
                self._tasks.well("watching")
                await asyncio.sleep(PAUSE)

    async def look(self, connection: asyncpg.Connection, now: datetime) -> None:
        for kommune, municipality in self._municipalities.items():
            for kind, name, *numbers in _looks(municipality.watch, now):
                await keep(connection, kommune, kind, await connection.fetch(SQL[name], kommune, *numbers))
            await self._look_who_is_near(connection, kommune, now)

    async def _look_who_is_near(self, connection: asyncpg.Connection, kommune: Kommune, now: datetime) -> None:
        """What the consent service does not answer now is asked in the next round."""
        rows = await connection.fetch(SQL["not_compared"], kommune, now - BACK, list(READ), now - MONTH, AT_ONCE)
        read = {(row["actor"], row["child"]): row for row in rows}
        if not read or (near := await self._compare(kommune, list(read))) is None:
            return
        for kind in (Kind.SAME_SURNAME, Kind.COLLEAGUES_CHILD):
            await keep(connection, kommune, kind, [read[pair] for pair, how in near if how == kind and pair in read])
        await connection.execute(SQL["compared"], kommune, *zip(*read, strict=True), now)


def _looks(watch: Watch, now: datetime) -> Sequence[Look]:
    """Each kind's statement, from when on, and its numbers."""
    lately = now - BACK
    hours = (watch.day_begins, watch.day_ends, watch.acts_off_hours, list(watch.on_duty_at_night))
    return (
        (Kind.AFTER_WITHDRAWAL, "after_withdrawal", lately),
        (Kind.RECEIPT_MISSING, "missed", lately, "purge-receipt-missing"),
        (Kind.EMERGENCY_NOT_REVIEWED, "missed", lately, "emergency-review-missed"),
        (Kind.REFUSED_ATTEMPTS, "refused_attempts", lately, watch.refused_in_a_day),
        (Kind.MANY_CHILDREN, "many_children", lately, watch.children_in_an_hour),
        (Kind.NO_ERRAND, "no_errand", now - MONTH, watch.idle_days),
        (Kind.OFF_HOURS, "off_hours", lately, *hours),
    )


async def keep(connection: asyncpg.Connection, kommune: Kommune, kind: Kind, found: Sequence[asyncpg.Record]) -> None:
    """found: actor, child, day, count, first and last, as the statements give them."""
    if found:
        await connection.execute(SQL["keep"], kommune, kind, *zip(*found, strict=True))


async def standing(connection: asyncpg.Connection, kommune: Kommune, now: datetime) -> tuple[Anomaly, ...]:
    """The gravest kinds first."""
    return tuple(of(row) for row in await connection.fetch(SQL["stand"], kommune, now - SHOWN, [*Kind]))


def of(row: asyncpg.Record) -> Anomaly:
    return Anomaly(
        anomaly=f"a-{row['id']}", kind=row["kind"], actor=row["actor"] or None, child=row["child"] or None,
        day=row["day"], count=row["count"], first_at=row["first_at"], last_at=row["last_at"],
    )  # fmt: skip
