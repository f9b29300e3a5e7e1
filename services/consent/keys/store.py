"""Where data keys are kept, each closed under a root that no database holds."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import asyncpg

from services.consent.keys import OWNER
from services.consent.keys.roots import Roots, Wrapped
from shared.contracts.common import Category, Id, Kommune, Owner
from shared.sealing import DataKey, KeyId, Slot
from shared.statements import statements

SQL = statements(Path(__file__).parents[1] / "sql" / "keys.sql")
SIZE = 32  # bytes: AES-256
OWN_LEASE = timedelta(hours=24)  # so that an owner reads its own through a day without this service
EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Kept(NamedTuple):
    """made_at: nothing that is closed under it is older."""

    key: DataKey
    made_at: datetime


def wrapped(row: asyncpg.Record) -> Wrapped:
    key = KeyId(row["child"], row["owner"], Category(row["category"]), row["epoch"])
    return Wrapped(row["kommune"], key, row["root"], row["wrapped"])


def columns(keys: Sequence[Wrapped]) -> Iterable[Sequence[object]]:
    return zip(*((one.kommune, *one.key, one.root, one.closed) for one in keys), strict=True)


class KeyStore:
    def __init__(self, pool: asyncpg.Pool, roots: Roots) -> None:
        self._pool, self._roots = pool, roots

    async def read(self, kommune: Kommune, child: Id, slots: Sequence[Slot]) -> list[Kept]:
        """Every epoch of the keys there are, oldest first in each slot."""
        rows = await self._pool.fetch(SQL["read"], kommune, child, *zip(*slots, strict=True)) if slots else []
        keys = await self._roots.unwrap([wrapped(row) for row in rows])
        return [Kept(key, row["created_at"]) for key, row in zip(keys, rows, strict=True)]

    async def own(self, kommune: Kommune, child: Id, owner: Owner, began: Mapping[Category, datetime]) -> list[DataKey]:
        """The owner's own keys. began: when each category's newest epoch did; what it lacks is made now."""
        slots = [(owner, category) for category in sorted(began)]
        found = await self.read(kommune, child, slots)
        newest = {kept.key.id.category: kept for kept in found}
        missing = [
            DataKey(KeyId(child, owner, category, last.key.id.epoch + 1 if last else 1), os.urandom(SIZE))
            for category, since in sorted(began.items())
            if (last := newest.get(category)) is None or last.made_at < since
        ]
        if missing:
            await self._pool.execute(SQL["make"], *columns(await self._roots.wrap(kommune, missing)))
            found = await self.read(kommune, child, slots)
        return [kept.key for kept in found]

    async def fetch(self, kommune: Kommune, child: Id, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        """For this service's own keyring: it stands beside the store and needs no lease."""
        own = {category: EVER for owner, category in slots if owner == OWNER}
        until = datetime.now(UTC) + OWN_LEASE
        return [(key, until) for key in (await self.own(kommune, child, OWNER, own) if own else ())]
