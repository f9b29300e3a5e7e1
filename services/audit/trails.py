"""Whether every owner's rows come, and all of them: numbers without holes, and a heartbeat that is asked for.

A row of its own each minute would be 13,000 rows a day in each municipality and log nothing else; what is asked for
tells more, since its answer is also how many rows there must be.
"""

import asyncio
from collections.abc import Collection, Sequence
from typing import Protocol

import asyncpg

from services.audit.findings import Findings, Kind
from services.audit.log import SQL
from shared.background import Background
from shared.bus import Client
from shared.contracts.common import Kommune, Owner
from shared.contracts.witness import ReadTrailEnd, TrailEnd
from shared.database import leading
from shared.errors import Refused

PAUSE = 60.0  # seconds between rounds
SILENT = 3  # rounds without an answer that are told of: a process may be started anew
PAGE = 10_000


class Ask(Protocol):
    async def __call__(self, kommune: Kommune, owner: Owner) -> int | None:
        """The number of its newest row; None: no answer."""


def asking(client: Client) -> Ask:
    async def ask(kommune: Kommune, owner: Owner) -> int | None:
        try:
            found: TrailEnd = await client.ask(ReadTrailEnd(), owner=owner, actor=client.itself(kommune), patience=2.0)
        except Refused:
            return None
        return found.number

    return ask


class Trails:
    def __init__(
        self, dsn: str, kommuner: Collection[Kommune], owners: Collection[Owner], ask: Ask, tasks: Background
    ) -> None:
        self._dsn, self._kommuner, self._owners, self._ask, self._tasks = dsn, kommuner, owners, ask, tasks

    async def run(self) -> None:
        """Become the leader, then look for ever; keep it running in the background."""
        async with leading(self._dsn, "trails") as connection:
            while True:
                await self.look(connection)
                self._tasks.well("trails")
                await asyncio.sleep(PAUSE)

    async def look(self, connection: asyncpg.Connection) -> None:
        for kommune in self._kommuner:
            ends = await asyncio.gather(*(self._ask(kommune, owner) for owner in self._owners))
            for owner, end in zip(self._owners, ends, strict=True):
                await _look_at(connection, kommune, owner, end)


async def _look_at(connection: asyncpg.Connection, kommune: Kommune, owner: Owner, end: int | None) -> None:
    """What had not come when it was asked last, and still has not, is late; what comes now may be on its way."""
    findings = Findings(connection, kommune, owner)
    trail = await connection.fetchrow(SQL["trail"], kommune, owner)
    checked, told, silent = (trail["checked"], trail["told"], trail["silent"]) if trail else (0, 0, 0)
    await _fill_holes(findings)
    while numbers := [row[0] for row in await connection.fetch(SQL["numbers"], kommune, owner, checked, PAGE)]:
        await findings.tell(Kind.HOLE, *(f"{first}-{last}" for first, last in holes(checked, numbers)))
        checked = numbers[-1]
        await connection.execute(SQL["looked"], kommune, owner, checked, told, silent)
    silent = 0 if end is not None else silent + 1
    await _say(findings, Kind.SILENT, "trail" if silent >= SILENT else None)
    if end is not None:
        await _say(findings, Kind.LATE, f"{checked + 1}-{told}" if checked < told <= end else None)
        await _say(findings, Kind.SET_BACK, f"{end}" if end < checked else None)
        told = end
    await connection.execute(SQL["looked"], kommune, owner, checked, told, silent)


def holes(checked: int, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """What is missing between these numbers, which rise."""
    return [
        (before + 1, number - 1)
        for before, number in zip([checked, *numbers], numbers, strict=False)
        if number > before + 1
    ]


async def _say(findings: Findings, kind: Kind, item: str | None) -> None:
    items = [item] if item else []
    await findings.tell(kind, *items)
    await findings.end(kind, items)


async def _fill_holes(findings: Findings) -> None:
    """JetStream may lose its end; the owner's relay then sends it again, behind what came meanwhile."""
    of = (findings.kommune, findings.owner)
    left = []
    for row in await findings.connection.fetch(SQL["open"], *of, Kind.HOLE):
        first, last = map(int, row["item"].split("-"))
        if await findings.connection.fetchval(SQL["count_between"], *of, first, last) < last - first + 1:
            left.append(row["item"])
    await findings.end(Kind.HOLE, left)
