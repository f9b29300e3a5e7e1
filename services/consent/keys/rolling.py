"""Every data key comes under a new root now and then; with the old root dies what backups hold."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import asyncpg

from services.consent.keys.roots import Roots
from services.consent.keys.store import SQL, columns, wrapped
from shared.background import Background
from shared.database import leading

BATCH = 250  # keys; whoever asks this process meanwhile waits for as long as one batch is closed anew
PAUSE = 60.0  # seconds between looks


class RootsLost(Exception):
    """There are data keys and no root: a folder that is not mounted must not be taken for a new installation."""


class Rolling:
    """every: how old the newest root becomes; kept: for how long a root outlives its successor's making."""

    def __init__(self, dsn: str, roots: Roots, every: timedelta, kept: timedelta, tasks: Background) -> None:
        self._dsn, self._roots, self._every, self._kept, self._tasks = dsn, roots, every, kept, tasks

    async def run(self) -> None:
        """Become the leader, then look after the roots for ever; keep it running in the background."""
        async with leading(self._dsn, "roots") as connection:
            while True:
                await self.look(connection, datetime.now(UTC))
                self._tasks.well("roots")
                await asyncio.sleep(PAUSE)

    async def look(self, connection: asyncpg.Connection, now: datetime) -> None:
        """Do what is due, and first what a crash left undone: each batch is whole or was never begun."""
        known = await self._roots.known()
        if not known and await connection.fetchval(SQL["any"]):
            raise RootsLost
        if not known or known[-1].made_at <= now - self._every:
            await self._roots.roll()
            known = await self._roots.known()
        for old in known[:-1]:
            await self._rewrap(connection, old.name)
        for old, successor in pairwise(known):
            if successor.made_at <= now - self._kept and not await connection.fetchval(SQL["under"], old.name):
                await self._roots.destroy(old.name)

    async def _rewrap(self, connection: asyncpg.Connection, old: str) -> None:
        """Nobody waits for it: a reader sees each key under the one root or the other."""
        while rows := await connection.fetch(SQL["closed_under"], old, BATCH):
            fresh = await self._roots.rewrap([wrapped(row) for row in rows])
            await connection.execute(SQL["rewrap"], old, *columns(fresh))
