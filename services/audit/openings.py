"""What an entry is committed to with, and where that is kept: sealed under the child's own audit key."""

import os

import asyncpg
import orjson

from services.audit.log import Leaf, Log
from shared.contracts.common import Category
from shared.sealing import DataKey, Keyring
from shared.transparency.commitment import KEY, Opening, opening
from shared.transparency.encoding import from_base64, to_base64

CATEGORY = Category.PRIVATE  # never shared, and one key for good: who saw it is owed for as long as it is kept


class Openings:
    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def commit(self, log: Log, entry: asyncpg.Record) -> Leaf:
        """Of a child whose keys were destroyed the opening is dropped at once: nobody can ever open this leaf."""
        made = opening(committed(entry), os.urandom(KEY))
        commitment, child = made.commitment(), entry["child"]
        if child is None:
            return Leaf(entry["position"], commitment, made.encode(), None)
        try:
            key = await self._keyring.own(log.kommune, child, CATEGORY)
        except LookupError:
            return Leaf(entry["position"], commitment, None, None)
        return Leaf(entry["position"], commitment, sealed(key, log.origin, made), str(key.id))


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
