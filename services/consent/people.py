"""Birth numbers: checked, and found again only by whoever holds the index key."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import asyncpg

from services.consent.refusals import BirthNumberTaken, InvalidBirthNumber, PersonTwice
from shared.contracts.common import Id, Kommune
from shared.contracts.consent import RegisterFamily
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "people.sql")
D_NUMBER = 40  # added to the day for a person without a permanent number
SYNTHETIC = 80  # added to the month for a person who does not exist
LEAP_YEAR = 2000  # two digits of a year do not say whether it was one
WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def told(command: RegisterFamily) -> list[tuple[Id, str]]:
    """Everybody in a family with their birth number. Raises PersonTwice, InvalidBirthNumber."""
    people = [(command.child, command.birth_number), *((g.person, g.birth_number) for g in command.guardians)]
    if len({person for person, _ in people}) < len(people):
        raise PersonTwice
    for _, number in people:
        check(number)
    return people


def check(number: str) -> None:
    """Raises InvalidBirthNumber. D-numbers and synthetic numbers are birth numbers too."""
    digits = [int(digit) for digit in number]
    day, month = int(number[:2]), int(number[2:4])
    try:
        date(LEAP_YEAR, month - SYNTHETIC if month > SYNTHETIC else month, day - D_NUMBER if day > D_NUMBER else day)
    except ValueError:
        raise InvalidBirthNumber from None  # the cause would repeat what was read from the number
    if any(sum(weight * digit for weight, digit in zip(row, digits, strict=False)) % 11 for row in WEIGHTS):
        raise InvalidBirthNumber


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
