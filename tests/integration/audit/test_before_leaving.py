"""A superuser of an owner's own database, before a row has left it: what was changed does not leave, and is named.

`STAFETT_TRIALS=1000` for as many as the audit log's proof asks for.
"""

import os
import random
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest_asyncio

from services.audit.trails import holes
from shared import audit_trail
from shared.contracts.audit import AuditEntry
from shared.marks import Marks, secret_of
from shared.outgoing import audit_rows
from shared.relay import Read
from tests.integration.audit.trail import entry
from tests.servers import Installation

TRIALS, SIZE = int(os.environ.get("STAFETT_TRIALS", "60")), 40
TABLE = "UPDATE audit_trail SET"
COPIED = "UPDATE audit_trail t SET entry = o.entry, mark = o.mark FROM audit_trail o"


def _said(n: int, was: str, now: str) -> str:
    return f"{TABLE} entry = replace(convert_from(entry, 'UTF8'), '{was}', '{now}')::bytea WHERE number = {n}"


def _moved(n: int, by: int) -> str:
    """The numbers from here on; first below zero, since no two may be the same."""
    return f"{TABLE} number = -number WHERE number >= {n}; {TABLE} number = -number + {by} WHERE number < 0"


def edit(n: int, drawn: random.Random) -> str:
    return _said(n, *drawn.choice((("read-case", "my-cases"), ("p-1", "p-2"), ("done", "gone"))))


def back_date(n: int, _: random.Random) -> str:
    return _said(n, '"at":"20', '"at":"19')


def move_to_another_municipality(n: int, _: random.Random) -> str:
    return f"{TABLE} kommune = '4998' WHERE number = {n}"


def delete(n: int, _: random.Random) -> str:
    return f"DELETE FROM audit_trail WHERE number = {n}"


def delete_and_move_up(n: int, _: random.Random) -> str:
    """So that no number is missing."""
    return f"DELETE FROM audit_trail WHERE number = {n}; {_moved(n, -1)}"


def cut_the_end(n: int, _: random.Random) -> str:
    """What is written next is given its number."""
    return f"DELETE FROM audit_trail WHERE number >= {n}"


def put_another_in_its_place(n: int, drawn: random.Random) -> str:
    return f"{COPIED} WHERE t.number = {n} AND o.number = {drawn.randint(1, n - 1)}"


def put_in(n: int, _: random.Random) -> str:
    copied = f"SELECT kommune, {n}, entry, mark FROM audit_trail WHERE number = {n - 1}"
    return f"{_moved(n, 1)}; INSERT INTO audit_trail (kommune, number, entry, mark) {copied}"


def reorder(n: int, _: random.Random) -> str:
    return f"{COPIED} WHERE (t.number, o.number) IN (({n}, {n + 1}), ({n + 1}, {n}))"


def unmark(n: int, drawn: random.Random) -> str:
    mark = drawn.choice(("NULL", "sha256(mark)", "substring(mark FROM 1 FOR 40)"))
    return f"{TABLE} mark = {mark} WHERE number = {n}"


ACTS: list[Callable[[int, random.Random], str]] = [
    edit, back_date, move_to_another_municipality, delete, delete_and_move_up, cut_the_end, put_another_in_its_place,
    put_in, reorder, unmark,
]  # fmt: skip


class Owner:
    """One process that writes, in statements of a few rows each, and its relay."""

    def __init__(self, connection: asyncpg.Connection, secret: bytes, read: Read) -> None:
        self.connection, self.read, self.marks = connection, read, Marks(secret)

    async def write(self, *entries: AuditEntry) -> None:
        await audit_trail._record(self.connection, [(one, None) for one in entries], self.marks)
        self.marks.stored()

    async def missing(self, after: int = 0) -> set[int]:
        """The numbers that the audit service tells of: those in the middle that do not come."""
        page = await self.read(self.connection, after, 1000)
        numbers = sorted(message.position for _, message in page if message)
        return {n for first, last in holes(after, numbers) for n in range(first, last + 1)}


@pytest_asyncio.fixture
async def owner(installation: Installation) -> AsyncIterator[Owner]:
    settings, database = installation.settings("case-barnehage"), await installation.fresh_database()
    connection = await installation.superuser(database.dsn.rpartition("/")[2])
    yield Owner(connection, secret_of(settings.signing_key), audit_rows(settings))
    await connection.close()
    await installation.drop(database)


async def some(owner: Owner, drawn: random.Random) -> None:
    written = 0
    while written < SIZE:
        count = min(drawn.randint(1, 4), SIZE - written)
        await owner.write(*(entry() for _ in range(count)))
        written += count


async def test_what_is_changed_before_it_leaves_is_named(owner: Owner) -> None:
    drawn = random.Random(2)
    await some(owner, drawn)
    assert await owner.missing() == set()
    for trial in range(TRIALS):
        act, number = ACTS[trial % len(ACTS)], drawn.randint(2, SIZE - 3)
        change, statement = owner.connection.transaction(), owner.marks._statement
        await change.start()
        await owner.connection.execute("SET LOCAL session_replication_role = replica")
        await owner.connection.execute(act(number, drawn))
        for _ in range(2):  # life goes on
            await owner.write(entry())
        found = await owner.missing()
        await change.rollback()
        owner.marks._statement = statement
        assert number in found, (trial, act.__name__)
        assert len(found) <= 3, (trial, act.__name__, found)
    assert await owner.missing() == set()
