"""The keys that reports are closed under: this service's own, and known to nobody else."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from shared.contracts.common import Category, Owner
from shared.root_key import Root
from shared.sealing import DataKey, KeyId, Slot
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "report.sql")
KEPT = timedelta(hours=1)  # in memory
FIRST = 1  # epoch


class ShieldedKeys:
    def __init__(self, pool: asyncpg.Pool, root: Root, owner: Owner) -> None:
        self._pool, self._root, self._owner = pool, root, owner

    async def fetch(self, kommune: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        """Own keys of the shielded category; one is made when there is none yet."""
        if (self._owner, Category.SHIELDED) not in slots:
            return []
        if not (found := await self._pool.fetch(SQL["keys"], kommune, child)):
            fresh = DataKey(self._id(child, FIRST), os.urandom(32))
            await self._pool.execute(SQL["make_key"], kommune, child, FIRST, self._root.wrap(kommune, fresh))
            found = await self._pool.fetch(SQL["keys"], kommune, child)
        until = datetime.now(UTC) + KEPT
        return [(self._root.unwrap(kommune, self._id(child, epoch), wrapped), until) for epoch, wrapped in found]

    def _id(self, child: str, epoch: int) -> KeyId:
        return KeyId(child, self._owner, Category.SHIELDED, epoch)
