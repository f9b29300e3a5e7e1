"""Which person a birth number belongs to; found again only by whoever holds the index key."""

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path

import asyncpg

from services.consent.refusals import BirthNumberTaken
from shared.contracts.common import Id, Kommune
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "people.sql")


class BlindIndex:
    """Leads from a birth number to a person, and from nothing to a birth number."""

    def __init__(self, pool: asyncpg.Pool, key: bytes) -> None:
        self._pool, self._key = pool, key

    def blind(self, kommune: Kommune, number: str) -> bytes:
        """32 bytes, others in each kommune. Keyed: a plain hash of eleven digits is reversed in seconds."""
        return hmac.digest(self._key, f"no.fnr.v1/{kommune}/{number}".encode(), hashlib.sha256)

    async def claim(self, kommune: Kommune, people: Iterable[tuple[Id, str]]) -> None:
        """people: person and birth number. Raises BirthNumberTaken, and then claims none."""
        ids, blinds = zip(*((person, self.blind(kommune, number)) for person, number in people), strict=True)
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(SQL["claim"], kommune, ids, blinds)
            if await connection.fetchval(SQL["taken"], kommune, ids, blinds):
                raise BirthNumberTaken
