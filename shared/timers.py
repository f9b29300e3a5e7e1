"""Deadlines as rows, set and ended by folding the log, fired once in effect.

A timer fires by sending a command whose id follows from the timer's name: after a crash it is sent again, and the
stream knows it. Only then is the row ended.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from shared.background import Background
from shared.database import leading
from shared.ids import derived
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "timers.sql")
WAVE = 100
BEGINNING = (datetime(1970, 1, 1, tzinfo=UTC), "", "")
TICK = 1.0  # seconds between looks


@dataclass(frozen=True, slots=True)
class Timer:
    """kind: what is due; subject: the stream it concerns; item: what within it."""

    kommune: str
    kind: str
    subject: str
    item: str
    due_at: datetime

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.subject}:{self.item}"

    def command_id(self) -> UUID:
        return derived(self.due_at, self.kommune, self.name)


async def set_timers(connection: asyncpg.Connection, timers: Iterable[Timer]) -> None:
    rows = [(t.kommune, t.name, t.kind, t.subject, t.item, t.due_at) for t in timers]
    if rows:
        await connection.execute(SQL["set"], *zip(*rows, strict=True))


async def end_timers(connection: asyncpg.Connection, gone: Iterable[tuple[str, str]]) -> None:
    """gone: kommune and name of timers that are no longer needed."""
    if rows := list(gone):
        await connection.execute(SQL["end"], *zip(*rows, strict=True))


class Clockwork:
    """fire(timer): carries out what is due, idempotent by `timer.command_id()`; a refusal it swallows itself."""

    def __init__(self, dsn: str, fire: Callable[[Timer], Awaitable[None]], tasks: Background) -> None:
        self._dsn, self._fire, self._tasks = dsn, fire, tasks

    async def run(self) -> None:
        """Become the leader, then fire for ever; keep it running in the background."""
        async with leading(self._dsn, "timers") as connection:
            while True:
                await self._sweep(connection)
                self._tasks.well("timers")
                await asyncio.sleep(TICK)

    async def _sweep(self, connection: asyncpg.Connection) -> None:
        """Fire all that is due. One that fails is passed and tried again: a deadline must not depend on another's."""
        after, failures = BEGINNING, []
        while wave := await connection.fetch(SQL["due"], *after, WAVE):
            for row in wave:
                timer = Timer(row["kommune"], row["kind"], row["subject"], row["item"], row["due_at"])
                after = (timer.due_at, timer.kommune, timer.name)
                try:
                    await self._fire(timer)
                except Exception as error:  # noqa: BLE001 - raised when the others have had their turn
                    failures.append(error)
                else:
                    await end_timers(connection, [(timer.kommune, timer.name)])
        if failures:
            raise failures[0]
