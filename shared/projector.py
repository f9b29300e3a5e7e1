"""Log → tables: a batch and its checkpoint are one transaction, so that every item takes effect exactly once, in order.

One leader per projection, by advisory lock. `rebuild` folds again from the start and gives the same rows.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import asyncpg

from shared.background import Background
from shared.contracts.common import Envelope
from shared.database import Ear, connect, leading
from shared.event_store import SQL as EVENTS
from shared.events import Recorded
from shared.statements import statements
from shared.telemetry import fold_lag, measured, spans
from shared.wire import parse_envelope

SQL = statements(Path(__file__).parent / "sql" / "checkpoints.sql")
FACTS = statements(Path(__file__).parent / "sql" / "facts.sql")
PAGE = 500

_Item = TypeVar("_Item")
_Item_co = TypeVar("_Item_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far: `position` in a log or stream, and in `epoch` what tells it from another with the same numbers."""

    epoch: str
    position: int


@dataclass(frozen=True, slots=True)
class Batch(Generic[_Item_co]):
    items: Sequence[_Item_co]
    reached: Checkpoint
    behind: int = 0  # items known to wait


class Source(Protocol[_Item_co]):
    """Where a projection reads from."""

    def batches(
        self, connection: asyncpg.Connection, start: Checkpoint | None
    ) -> AsyncGenerator[Batch[_Item_co], None]: ...


Apply = Callable[[asyncpg.Connection, Sequence[_Item]], Awaitable[None]]


class Fenced(Exception):
    """Another has moved this checkpoint: another process leads, or a rebuild has begun."""


class Projector(Generic[_Item]):
    """apply(connection, items): writes what the items mean, inside the transaction it is given."""

    def __init__(self, name: str, dsn: str, source: Source[_Item], apply: Apply[_Item], tasks: Background) -> None:
        self.name, self.source, self.behind = name, source, 0
        self._dsn, self._apply, self._tasks = dsn, apply, tasks

    async def run(self) -> None:
        """Become the leader, then fold for ever; keep it running in the background."""
        self.behind = 0  # whoever waits to lead is behind with nothing
        async with leading(self._dsn, f"projection:{self.name}") as connection:
            start = await self._checkpoint(connection)
            async with aclosing(self.source.batches(connection, start)) as batches:
                async for batch in batches:
                    await self._fold(connection, start, batch)
                    start, self.behind = batch.reached, batch.behind
                    fold_lag(self.name, batch.behind)
                    self._tasks.well(f"projection:{self.name}")

    async def _fold(self, connection: asyncpg.Connection, start: Checkpoint | None, batch: Batch[_Item]) -> None:
        if batch.reached == start:
            if await self._checkpoint(connection) != start:
                raise Fenced
            return
        traces = (getattr(item, "traceparent", None) for item in batch.items)
        with measured("fold", self.name), spans((f"fold.{self.name}", trace) for trace in traces):
            async with connection.transaction():
                await self._move(connection, start, batch.reached)
                if batch.items:
                    await self._apply(connection, batch.items)

    async def _move(self, connection: asyncpg.Connection, start: Checkpoint | None, reached: Checkpoint) -> None:
        how, left = ("move", (start.epoch, start.position)) if start else ("begin", ())
        if not await connection.fetchval(SQL[how], self.name, reached.epoch, reached.position, *left):
            raise Fenced

    async def _checkpoint(self, connection: asyncpg.Connection) -> Checkpoint | None:
        saved = await connection.fetchrow(SQL["load"], self.name)
        return Checkpoint(*saved) if saved else None


@dataclass(frozen=True, slots=True)
class LogSource:
    """The owner's own events, private ones too."""

    ear: Ear

    async def batches(
        self, connection: asyncpg.Connection, start: Checkpoint | None
    ) -> AsyncGenerator[Batch[Recorded], None]:
        position = start.position if start else 0
        while True:
            rows = [Recorded(*row) for row in await connection.fetch(EVENTS["after"], position, PAGE)]
            position = rows[-1].position if rows else position
            behind = await _waiting(connection, EVENTS["end"], len(rows), position)
            yield Batch(rows, Checkpoint("log", position), behind)
            if len(rows) < PAGE:
                await self.ear.wait()


@dataclass(frozen=True, slots=True)
class Fact:
    """A verified fact as this database keeps it; `position` is the order in which it arrived."""

    position: int
    envelope: Envelope

    @property
    def traceparent(self) -> str | None:
        return self.envelope.traceparent


@dataclass(frozen=True, slots=True)
class FactSource:
    """Every owner's public facts, in the order they arrived here."""

    ear: Ear

    async def batches(
        self, connection: asyncpg.Connection, start: Checkpoint | None
    ) -> AsyncGenerator[Batch[Fact], None]:
        position = start.position if start else 0
        while True:
            rows = await connection.fetch(FACTS["after"], position, PAGE)
            facts = [Fact(row["position"], parse_envelope(row["body"])) for row in rows]
            position = facts[-1].position if facts else position
            behind = await _waiting(connection, FACTS["end"], len(rows), position)
            yield Batch(facts, Checkpoint("facts", position), behind)
            if len(rows) < PAGE:
                await self.ear.wait()


async def _waiting(connection: asyncpg.Connection, end: str, read: int, position: int) -> int:
    """How far the end is after a page of so many. Numbers have few holes, and a page that is not full is the last."""
    return int(await connection.fetchval(end)) - position if read == PAGE else 0


async def rebuild(dsn: str, name: str, empty: Sequence[str]) -> None:
    """Empty a projection's tables and set it back to the start; whoever leads it notices, and folds again."""
    connection = await connect(dsn)
    try:
        async with connection.transaction():
            # The checkpoint comes first: a leader's batch is over before the tables are emptied, or it is fenced.
            await connection.execute(SQL["save"], name, "rebuild", 0)
            for statement in empty:
                await connection.execute(statement)
    finally:
        await connection.close()
