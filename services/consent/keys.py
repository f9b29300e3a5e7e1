"""The keys that every personal field is closed under. Each is stored wrapped by a root key that no database holds."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from shared.contracts.common import Category, Id, Kommune, Owner
from shared.root_key import Root
from shared.sealing import DataKey, KeyId, Slot
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "keys.sql")
OWNER: Owner = "consent"  # whose keys close what this service itself stores
SIZE = 32  # bytes: AES-256
FIRST = 1  # epoch
OWN_LEASE = timedelta(hours=24)  # so that an owner reads its own through a day without this service


class KeyStore:
    def __init__(self, pool: asyncpg.Pool, root: Root) -> None:
        self._pool, self._root = pool, root

    async def read(self, kommune: Kommune, child: Id, slots: Sequence[Slot]) -> list[DataKey]:
        """Every epoch of the keys there are."""
        rows = await self._pool.fetch(SQL["read"], kommune, child, *zip(*slots, strict=True)) if slots else []
        return [self._open(kommune, child, *row) for row in rows]

    async def own(self, kommune: Kommune, child: Id, owner: Owner, categories: Sequence[Category]) -> list[DataKey]:
        """The owner's own keys; what it has never asked for before is made now."""
        slots = [(owner, category) for category in categories]
        found = await self.read(kommune, child, slots)
        if missing := set(categories) - {key.id.category for key in found}:
            fresh = [DataKey(KeyId(child, owner, category, FIRST), os.urandom(SIZE)) for category in sorted(missing)]
            wrapped = [self._root.wrap(kommune, key) for key in fresh]
            await self._pool.execute(SQL["make"], kommune, child, owner, FIRST, [k.id.category for k in fresh], wrapped)
            found = await self.read(kommune, child, slots)
        return found

    async def fetch(self, kommune: Kommune, child: Id, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        """For this service's own keyring: it stands beside the store and needs no lease."""
        own = [category for owner, category in slots if owner == OWNER]
        until = datetime.now(UTC) + OWN_LEASE
        return [(key, until) for key in await self.own(kommune, child, OWNER, own)]

    def _open(self, kommune: Kommune, child: Id, owner: Owner, category: str, epoch: int, wrapped: bytes) -> DataKey:
        return self._root.unwrap(kommune, KeyId(child, owner, Category(category), epoch), wrapped)
