"""What an entry is committed to with, and where that is kept: sealed under the child's own audit key."""

import os
from collections.abc import Collection

import asyncpg
import orjson

from services.audit.log import Leaf, Log
from shared.contracts.common import Category, Id, Kommune
from shared.sealing import DataKey, Keyring
from shared.transparency.commitment import KEY, Opening, opening
from shared.transparency.encoding import from_base64, to_base64

CATEGORY = Category.PRIVATE  # never shared, and one key for good: who saw it is owed for as long as it is kept


class Openings:
    """kommuner: those that are served. A row of another tells what a stranger tried: no child there has a key."""

    def __init__(self, keyring: Keyring, kommuner: Collection[Kommune]) -> None:
        self._keyring, self._kommuner = keyring, kommuner

    async def commit(self, log: Log, entry: asyncpg.Record) -> Leaf:
        """Of a child whose keys were destroyed the opening is dropped at once: nobody can ever open this leaf."""
        made = opening(committed(entry), os.urandom(KEY))
        commitment, child = made.commitment(), entry["child"]
        if child is None:
            return Leaf(entry["position"], commitment, made.encode(), None)
        if (key := await self._key(log.kommune, child)) is None:
            return Leaf(entry["position"], commitment, None, None)
        return Leaf(entry["position"], commitment, sealed(key, log.origin, made), str(key.id))

    async def _key(self, kommune: Kommune, child: Id) -> DataKey | None:
        if kommune not in self._kommuner:
            return None
        try:
            return await self._keyring.own(kommune, child, CATEGORY)
        except LookupError:
            return None


def committed(entry: asyncpg.Record) -> dict[str, object]:
    """All that the owner signed: who opens it proves also who said it, and where in the owner's trail it stood."""
    return {
        "body": entry["body"].decode(),
        "number": entry["source_position"],
        "signature": to_base64(entry["signature"]),
    }


def sealed(key: DataKey, origin: str, made: Opening) -> bytes:
    return key.seal(_place(origin, made.commitment(), key), {"opening": to_base64(made.encode())})


def opened(key: DataKey, origin: str, commitment: bytes, opening_: bytes) -> bytes:
    """Raises SealBroken."""
    return from_base64(key.open(_place(origin, commitment, key), opening_)["opening"])


def _place(origin: str, commitment: bytes, key: DataKey) -> bytes:
    return orjson.dumps([origin, commitment.hex(), str(key.id)])
