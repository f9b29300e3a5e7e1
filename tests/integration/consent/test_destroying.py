"""A child's keys are destroyed once and whole, whatever happens on the way and whoever makes one meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast
from uuid import uuid4

import asyncpg
import orjson
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy import databases
from services.consent.erasure import ledger
from services.consent.erasure.destroying import Destroying
from services.consent.erasure.ledger import Copy, LedgerBroken, Line
from services.consent.keys.epochs import Epoch
from services.consent.keys.files import FileRoots
from services.consent.keys.rolling import Rolling
from services.consent.keys.store import KeyStore, wrapped
from services.consent.people.blind_index import BlindIndex
from shared.background import Background
from shared.contracts.common import SHARED_CATEGORIES
from shared.events import Recorded
from shared.sealing import SealBroken
from tests.integration.consent.test_rolling import DAY, WEEK, Crash, Dying
from tests.servers import Installation

PASSWORD = "destroyed"
KEY = Ed25519PrivateKey.generate()
NOW = datetime.now(UTC)
EVERY = dict.fromkeys(SHARED_CATEGORIES, Epoch())


@pytest_asyncio.fixture
async def pool(installation: Installation) -> AsyncIterator[asyncpg.Pool]:
    """The consent service's tables, and nobody else at them."""
    admin = installation.postgres.dsn()
    await databases.database(admin, "destroyed", PASSWORD, PASSWORD, databases.folders("consent"))
    where = admin.rpartition("@")[2].rpartition("/")[0]
    async with asyncpg.create_pool(f"postgresql://destroyed:{PASSWORD}@{where}/destroyed", min_size=1) as made:
        yield made
    superuser = await installation.superuser()
    await superuser.execute("DROP DATABASE destroyed WITH (FORCE)")
    await superuser.close()


def due(child: str, erasure: str) -> Recorded:
    data = orjson.dumps({"child": child, "erasure": erasure, "expected": ["ppt"]})
    ids = (uuid4(), uuid4(), uuid4())
    return Recorded(
        1, "4999", f"erasure-{child}", 1, child, ids[0], "erasure-fell-due", 1, data, None, None, b"{}", ids[1], ids[2],
        None, NOW,
    )  # fmt: skip


async def store(pool: asyncpg.Pool, folder: Path, *children: str) -> KeyStore:
    roots = FileRoots(folder)
    await roots.roll()
    made = KeyStore(pool, roots)
    for child in children:
        await made.own("4999", child, "ppt", EVERY, 0)
    return made


async def destroy(connection: object, *rows: Recorded) -> None:
    await Destroying(KEY).fold(connection, rows)  # type: ignore[arg-type]


async def left(pool: asyncpg.Pool, child: str) -> tuple[int, int, int]:
    """Keys, ledger entries and marks."""
    tables = ("data_keys", "shred_ledger", "erased")
    found = [await pool.fetchval(f"SELECT count(*) FROM {table} WHERE child = $1", child) for table in tables]
    return found[0], found[1], found[2]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_crash_at_any_line_neither_loses_nor_doubles(
    pool: asyncpg.Pool, tmp_path: Path, *, after: bool
) -> None:
    await store(pool, tmp_path, "c-1", "c-2")
    row, crashes = due("c-1", "e-1"), 0
    while True:
        try:
            async with pool.acquire() as connection, connection.transaction():
                await destroy(Dying(connection, [crashes + 1], after=after), row)
            break
        except Crash:
            crashes += 1
        assert await left(pool, "c-1") == (len(EVERY), 0, 0)
    assert crashes > 5
    assert await left(pool, "c-1") == (0, 1, 1)
    async with pool.acquire() as connection, connection.transaction():
        await destroy(connection, row)  # saved, but reported failed
    assert await left(pool, "c-1") == (0, 1, 1)
    assert await left(pool, "c-2") == (len(EVERY), 0, 0)


async def test_nobody_waits_for_the_birthday_of_an_erased_child(pool: asyncpg.Pool, tmp_path: Path) -> None:
    await store(pool, tmp_path, "c-1", "c-2")
    index = BlindIndex(pool, b"key")
    for child in ("c-1", "c-2"):
        await index.keep_birthday("4999", child, date(2020, 2, 29))
    assert await index.born_on("4999", date(2027, 3, 1)) == ["c-1", "c-2"]
    async with pool.acquire() as connection, connection.transaction():
        await destroy(connection, due("c-1", "e-1"))
    assert await index.born_on("4999", date(2027, 3, 1)) == ["c-2"] == await index.born_on("4999", None)


async def test_a_key_that_is_made_at_that_moment_is_destroyed_too(pool: asyncpg.Pool, tmp_path: Path) -> None:
    keys = await store(pool, tmp_path, "c-1")
    async with pool.acquire() as connection, connection.transaction():
        await destroy(connection, due("c-1", "e-1"))
        making = asyncio.create_task(keys.own("4999", "c-1", "helsestasjon", EVERY, 0))
        await asyncio.sleep(0.3)
        assert not making.done()
    assert await making == []
    assert await left(pool, "c-1") == (0, 1, 1)


async def test_the_ledger_is_one_chain_that_its_copy_holds_us_to(pool: asyncpg.Pool, tmp_path: Path) -> None:
    await store(pool, tmp_path, "c-1", "c-2")
    for n in (1, 2):
        async with pool.acquire() as connection, connection.transaction():
            await destroy(connection, due(f"c-{n}", f"e-{n}"))
    lines, copy = await ledger.read(pool), Copy(tmp_path / "copy.jsonl")
    ledger.check(lines, KEY.public_key())
    for upto in (1, 2, 2):
        copy.catch_up(lines[:upto])
        assert copy.read() == lines[:upto]
    with (tmp_path / "copy.jsonl").open("ab") as file:
        file.write(b'{"position": 3, "entr')  # a crash cut it off
    third = ledger.next_line(lines[-1], ledger.restored(2, 0, NOW), KEY)
    copy.catch_up([*lines, third])
    assert copy.read() == [*lines, third]
    other = [lines[0], ledger.next_line(lines[0], ledger.restored(1, 0, NOW), KEY)]
    with pytest.raises(LedgerBroken):
        copy.catch_up(other)
    certificate = ledger.certified([*lines, third], 1, {})
    assert ledger.proves(certificate, KEY.public_key())
    assert not ledger.proves(certificate, Ed25519PrivateKey.generate().public_key())
    forged = [Line(1, lines[0].entry.replace(b"c-1", b"c-9"), lines[0].head, lines[0].signature), lines[1]]
    with pytest.raises(LedgerBroken):
        ledger.check(forged, KEY.public_key())


async def test_what_a_backup_holds_is_dead_with_its_root_even_where_no_gate_stands(
    pool: asyncpg.Pool, tmp_path: Path
) -> None:
    await store(pool, tmp_path, "c-1", "c-2")
    backup = [wrapped(row) for row in await pool.fetch("SELECT * FROM data_keys WHERE child = 'c-1'")]
    async with pool.acquire() as connection, connection.transaction():
        await destroy(connection, due("c-1", "e-1"))
    roots = FileRoots(tmp_path)
    assert len(await roots.unwrap(backup)) == len(EVERY)  # so long as its root is there, only the gate keeps it out
    (first,) = await roots.known()
    rolling = Rolling("", roots, DAY, WEEK, Background())
    async with pool.acquire() as connection:
        for later in (DAY, DAY + WEEK):
            await rolling.look(cast("asyncpg.Connection", connection), first.made_at + later)
    with pytest.raises(SealBroken):
        await roots.unwrap(backup)
    assert await left(pool, "c-2") == (len(EVERY), 0, 0)
