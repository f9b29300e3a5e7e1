"""Which person a birth number belongs to; found again only by whoever holds the index key."""

import hashlib
import hmac
from calendar import isleap
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import asyncpg

from services.consent.refusals import BirthNumberTaken
from shared.contracts.common import Id, Kommune
from shared.statements import statements

SQL = statements(Path(__file__).parents[1] / "sql" / "people.sql")


class BlindIndex:
    """Leads from a birth number to a person, and from nothing to a birth number."""

    def __init__(self, pool: asyncpg.Pool, key: bytes) -> None:
        self._pool, self._key = pool, key

    def blind(self, kommune: Kommune, number: str) -> bytes:
        """32 bytes, others in each kommune. Keyed: a plain hash of eleven digits is reversed in seconds."""
        return hmac.digest(self._key, f"no.fnr.v1/{kommune}/{number}".encode(), hashlib.sha256)

    def _birthday(self, kommune: Kommune, month: int, day: int) -> bytes:
        return hmac.digest(self._key, f"no.birthday.v1/{kommune}/{month}-{day}".encode(), hashlib.sha256)

    async def keep_birthday(self, kommune: Kommune, child: Id, born: date) -> None:
        """Without the year, and blind: the table says neither how old a child is nor when its day comes."""
        await self._pool.execute(SQL["birthday"], kommune, child, self._birthday(kommune, born.month, born.day))

    async def born_on(self, kommune: Kommune, day: date | None) -> list[Id]:
        """None: every child. On 1 March also those of a 29 February that the year does not have."""
        if day is None:
            rows = await self._pool.fetch(SQL["everybody"], kommune)
        else:
            leap = (day.month, day.day) == (3, 1) and not isleap(day.year)
            days = [(day.month, day.day), *([(2, 29)] if leap else [])]
            rows = await self._pool.fetch(SQL["born_on"], kommune, [self._birthday(kommune, *one) for one in days])
        return [row["child"] for row in rows]

    async def person(self, kommune: Kommune, number: str) -> Id | None:
        """None: nobody who is known here."""
        found: Id | None = await self._pool.fetchval(SQL["person"], kommune, self.blind(kommune, number))
        return found

    async def person_or_new(self, kommune: Kommune, number: str) -> Id:
        """A new one's id follows from the number under the key: asked again it is the same, and it leads to nobody."""
        told = hmac.digest(self._key, f"no.person.v1/{kommune}/{number}".encode(), hashlib.sha256)
        return await self.person(kommune, number) or f"p-{told.hex()[:16]}"

    async def claim(self, kommune: Kommune, people: Iterable[tuple[Id, str]]) -> None:
        """people: person and birth number. Raises BirthNumberTaken, and then claims none."""
        ids, blinds = zip(*((person, self.blind(kommune, number)) for person, number in people), strict=True)
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(SQL["claim"], kommune, ids, blinds)
            if await connection.fetchval(SQL["taken"], kommune, ids, blinds):
                raise BirthNumberTaken
