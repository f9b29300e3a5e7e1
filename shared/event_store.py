"""The append-only log of one owner."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

import asyncpg

from shared.database import LOST, Batcher
from shared.errors import ConcurrentAppend, OutcomeUnknown
from shared.events import Recorded
from shared.marks import Marks
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "event_store.sql")


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event ready to be stored: `data` is plain JSON, `sealed` closed under `key_id`."""

    event_id: UUID
    type: str
    schema_version: int
    data: bytes
    sealed: bytes | None
    key_id: str | None


@dataclass(frozen=True, slots=True)
class Append:
    """Events of one stream that follow version `expected`, stored together with their audit rows or not at all."""

    kommune: str
    stream: str
    expected: int
    child: str
    events: Sequence[NewEvent]
    actor: bytes
    correlation: UUID
    causation: UUID
    traceparent: str | None = None
    audit: Sequence[bytes] = field(default=())

    @property
    def last(self) -> tuple[str, str, int]:
        return (self.kommune, self.stream, self.expected + len(self.events))


class EventStore:
    """Appends are coalesced: all that wait while a commit is under way go out in the next one."""

    def __init__(self, dsn: str, readers: asyncpg.Pool, marks: Marks | None = None) -> None:
        """marks: of this writer; None: none of its audit rows can leave."""
        self._readers, self._marks = readers, marks
        self._batcher: Batcher[Append, int] = Batcher(
            dsn,
            partial(write, marks=marks),
            tenant=lambda item: item.kommune,
            key=lambda item: (item.kommune, item.stream),
        )

    async def run(self) -> None:
        """The writer; keep it running in the background."""
        if self._marks:
            self._marks.begin()
        await self._batcher.run()

    async def append(self, append: Append) -> int:
        """Store the events and return the last one's position.

        Raises ConcurrentAppend when the stream has moved on, and OutcomeUnknown when the connection broke meanwhile.
        """
        if not append.events:
            raise ValueError("an append holds at least one event")
        return await self._batcher.submit(append)

    async def read(self, kommune: str, stream: str) -> list[Recorded]:
        """One stream in order; empty when there is none."""
        try:
            return [Recorded(*row) for row in await self._readers.fetch(SQL["read"], kommune, stream)]
        except LOST as error:
            raise OutcomeUnknown from error

    async def after(self, position: int, limit: int = 1000) -> list[Recorded]:
        """The next rows of the log. Nothing can appear later at a position that was passed."""
        return [Recorded(*row) for row in await self._readers.fetch(SQL["after"], position, limit)]


async def write(
    connection: asyncpg.Connection, appends: Sequence[Append], marks: Marks | None = None
) -> list[int | Exception]:
    """One statement for all. When it fails, each goes alone, so that only those fail who must."""
    try:
        return await _insert(connection, appends, marks)
    except LOST:
        raise
    except (asyncpg.PostgresError, ValueError, TypeError, OverflowError) as error:
        # A lost race, or a value that PostgreSQL or its driver cannot take: its append fails, its neighbours do not.
        if len(appends) == 1:
            return [ConcurrentAppend() if isinstance(error, asyncpg.UniqueViolationError) else error]
        return [(await write(connection, [append], marks))[0] for append in appends]


async def _insert(
    connection: asyncpg.Connection, appends: Sequence[Append], marks: Marks | None
) -> list[int | Exception]:
    rows = [
        (a.kommune, a.stream, a.expected, a.expected + n, a.child, e.event_id, e.type, e.schema_version, e.data,
         e.sealed, e.key_id, a.actor, a.correlation, a.causation, a.traceparent)
        for a in appends for n, e in enumerate(a.events, 1)
    ]  # fmt: skip
    trail = [(*a.last, entry) for a in appends for entry in a.audit]
    audit = zip(*trail, strict=True) if trail else ((), (), (), ())
    said = [(kommune, entry) for kommune, _, _, entry in trail]
    marked = marks.of(said, all_or_none=False) if marks else [None] * len(said)
    saved = await connection.fetch(SQL["append"], *zip(*rows, strict=True), *audit, marked)
    positions = {(row["kommune"], row["stream"], row["version"]): row["position"] for row in saved}
    if marks and any(place[:3] in positions for place in trail):
        marks.stored()
    return [positions.get(append.last) or ConcurrentAppend() for append in appends]
