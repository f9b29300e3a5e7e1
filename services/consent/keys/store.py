"""Where data keys are kept, each closed under a root that no database holds."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import asyncpg

from services.consent.keys import OWNER
from services.consent.keys.epochs import Epoch
from services.consent.keys.roots import Roots, Wrapped
from shared.contracts.common import Category, Id, Kommune, Owner
from shared.sealing import DataKey, KeyId, Slot
from shared.statements import statements

SQL = statements(Path(__file__).parents[1] / "sql" / "keys.sql")
SIZE = 32  # bytes: AES-256
OWN_LEASE = timedelta(hours=24)  # so that an owner reads its own through a day without this service


class Kept(NamedTuple):
    key: DataKey
    epoch: Epoch


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
        return [Kept(key, Epoch(row["day"], row["known"])) for key, row in zip(keys, rows, strict=True)]

    async def own(
        self, kommune: Kommune, child: Id, owner: Owner, wanted: Mapping[Category, Epoch], known: int
    ) -> list[DataKey]:
        """The owner's own keys. wanted: what the newest of each category must cover; where it does not, one is made.

        known: how much of the family's log has been read.
        """
        slots = [(owner, category) for category in wanted]
        while True:
            found = await self.read(kommune, child, slots)
            last = {kept.key.id.category: kept for kept in found}
            missing = [one for one, epoch in wanted.items() if one not in last or not last[one].epoch.covers(epoch)]
            if not missing or await self._pool.fetchval(SQL["destroyed"], kommune, child):
                return [kept.key for kept in found]
            ids = [KeyId(child, owner, one, last[one].key.id.epoch + 1 if one in last else 1) for one in missing]
            fresh = await self._roots.wrap(kommune, [DataKey(key, os.urandom(SIZE)) for key in ids])
            days = [wanted[one].day for one in missing]
            await self._pool.execute(SQL["make"], *columns(fresh), days, known)

    async def fetch(self, kommune: Kommune, child: Id, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        """For this service's own keyring: it stands beside the store and needs no lease."""
        own = {category: Epoch() for owner, category in slots if owner == OWNER}
        until = datetime.now(UTC) + OWN_LEASE
        return [(key, until) for key in (await self.own(kommune, child, OWNER, own, 0) if own else ())]
