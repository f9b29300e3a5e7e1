"""Data keys come under new roots while they are in use, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from deploy import databases
from services.consent.keys import rolling
from services.consent.keys.epochs import Epoch
from services.consent.keys.files import FileRoots
from services.consent.keys.rolling import Rolling, RootsLost
from services.consent.keys.roots import KnownRoot, Roots, Wrapped
from services.consent.keys.store import KeyStore
from shared.background import Background
from shared.contracts.common import SHARED_CATEGORIES, Kommune
from shared.sealing import DataKey, SealBroken
from tests.servers import Installation
from tests.waiting import until

PASSWORD = "rolled"
NOW = datetime.now(UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
CHILDREN = [f"c-{n}" for n in range(40)]


class Crash(Exception):
    """The process dies here."""


class Dying:
    """Roots, or a connection, of a process that dies at its n-th step: before it takes effect, or just after."""

    def __init__(self, inner: object, steps: list[int], *, after: bool) -> None:
        self._inner, self._steps, self._after = inner, steps, after

    def __getattr__(self, name: str) -> object:
        inner = getattr(self._inner, name)

        async def step(*arguments: object) -> object:
            self._steps[0] -= 1
            if self._steps[0] == 0 and not self._after:
                raise Crash
            result = await inner(*arguments)
            if self._steps[0] == 0:
                raise Crash
            return result

        return step


@pytest_asyncio.fixture
async def database(installation: Installation) -> AsyncIterator[str]:
    """The consent service's tables, and nobody else at them."""
    admin = installation.postgres.dsn()
    await databases.database(admin, "rolled", PASSWORD, PASSWORD, databases.folders("consent"))
    yield f"postgresql://rolled:{PASSWORD}@{admin.rpartition('@')[2].rpartition('/')[0]}/rolled"
    superuser = await installation.superuser()
    await superuser.execute("DROP DATABASE rolled WITH (FORCE)")
    await superuser.close()


@pytest_asyncio.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database, min_size=1, max_size=4) as made:
        yield made


@pytest_asyncio.fixture
async def connection(database: str) -> AsyncIterator[asyncpg.Connection]:
    made = await asyncpg.connect(database)
    yield made
    await made.close()


def looking_after(dsn: str, roots: Roots, kept: timedelta = WEEK) -> Rolling:
    return Rolling(dsn, roots, DAY, kept, Background())


async def made(pool: asyncpg.Pool, roots: Roots, children: Sequence[str] = CHILDREN) -> list[DataKey]:
    store = KeyStore(pool, roots)
    every = dict.fromkeys(SHARED_CATEGORIES, Epoch())
    return [key for child in children for key in await store.own("4999", child, "ppt", every, 0)]


async def read(pool: asyncpg.Pool, roots: Roots) -> list[DataKey]:
    store, slots = KeyStore(pool, roots), [("ppt", category) for category in SHARED_CATEGORIES]
    found = [kept.key for child in CHILDREN for kept in await store.read("4999", child, slots)]
    return sorted(found, key=lambda key: key.id)


async def test_a_new_installation_makes_its_first_root(
    database: str, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    roots = FileRoots(tmp_path)
    await looking_after(database, roots).look(connection, NOW)
    assert len(await roots.known()) == 1


async def test_where_there_are_keys_and_no_roots_none_is_made(
    pool: asyncpg.Pool, database: str, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    roots = FileRoots(tmp_path)
    await roots.roll()
    await made(pool, roots, CHILDREN[:1])
    (tmp_path / f"{(await roots.known())[0].name}.key").unlink()
    with pytest.raises(RootsLost):
        await looking_after(database, roots).look(connection, NOW)
    assert list(tmp_path.iterdir()) == []


async def test_each_day_a_new_root_and_after_a_week_the_old_one_is_gone(
    pool: asyncpg.Pool, database: str, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    roots = FileRoots(tmp_path)
    keeping = looking_after(database, roots)
    await keeping.look(connection, NOW)
    keys = sorted(await made(pool, roots), key=lambda key: key.id)
    backup = [Wrapped("4999", key.id, *row) for key, row in zip(keys, await _rows(pool), strict=True)]
    (first,) = await roots.known()
    await keeping.look(connection, first.made_at + DAY - timedelta(minutes=1))
    assert await roots.known() == [first]
    await keeping.look(connection, first.made_at + DAY)
    _, second = await roots.known()
    assert await pool.fetchval("SELECT count(*) FROM data_keys WHERE root <> $1", second.name) == 0
    assert await read(pool, roots) == keys == await roots.unwrap(backup)
    await keeping.look(connection, second.made_at + WEEK)
    assert first.name not in [root.name for root in await roots.known()]
    assert await read(pool, roots) == keys
    with pytest.raises(SealBroken):
        await roots.unwrap(backup)


async def _rows(pool: asyncpg.Pool) -> list[tuple[str, bytes]]:
    rows = await pool.fetch("SELECT root, wrapped FROM data_keys ORDER BY child, owner, category, epoch")
    return [(row["root"], row["wrapped"]) for row in rows]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_roll_that_crashed_anywhere_is_taken_up_again_and_no_key_is_lost(
    pool: asyncpg.Pool, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    """Each life of the process dies one step later than the one before, until one lives through all of it."""
    monkeypatch.setattr(rolling, "BATCH", 50)
    roots = FileRoots(tmp_path)
    await roots.roll()
    keys = sorted(await made(pool, roots), key=lambda key: key.id)
    (first,) = await roots.known()
    crashes = 0
    while True:
        steps = [crashes + 1]
        dying, connection = Dying(roots, steps, after=after), await asyncpg.connect(database)
        try:
            keeping = looking_after(database, dying, kept=timedelta(0))  # type: ignore[arg-type]
            await keeping.look(Dying(connection, steps, after=after), first.made_at + DAY)  # type: ignore[arg-type]
            break
        except Crash:
            crashes += 1
        finally:
            await connection.close()
        assert await read(pool, roots) == keys
    (newest,) = await roots.known()
    assert newest != first
    assert crashes > 5
    assert await pool.fetchval("SELECT count(*) FROM data_keys WHERE root = $1", newest.name) == len(keys)


class Watched(FileRoots):
    """Others read while keys are closed anew."""

    def __init__(self, folder: Path, pool: asyncpg.Pool) -> None:
        super().__init__(folder)
        self._pool, self.seen = pool, list[list[DataKey]]()

    async def rewrap(self, wrapped: Sequence[Wrapped]) -> list[Wrapped]:
        fresh = await super().rewrap(wrapped)
        self.seen.append(await read(self._pool, FileRoots(self._folder)))
        return fresh


async def test_keys_are_given_all_through_a_roll(
    pool: asyncpg.Pool, database: str, connection: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolling, "BATCH", 20)
    roots = Watched(tmp_path, pool)
    await roots.roll()
    keys = sorted(await made(pool, roots), key=lambda key: key.id)
    await looking_after(database, roots).look(connection, NOW + 2 * DAY)
    assert len(roots.seen) == len(keys) // 20
    assert all(seen == keys for seen in roots.seen)


class Late(FileRoots):
    """Another process, which closes one more key under the old root while that is being left."""

    def __init__(self, folder: Path, pool: asyncpg.Pool) -> None:
        super().__init__(folder)
        self._pool, self.late = pool, list[DataKey]()

    async def rewrap(self, wrapped: Sequence[Wrapped]) -> list[Wrapped]:
        if not self.late:
            self.late = await made(self._pool, _Stale(self._folder, wrapped[0].root), ["c-late"])
        return await super().rewrap(wrapped)


class _Stale(FileRoots):
    def __init__(self, folder: Path, root: str) -> None:
        super().__init__(folder)
        self._root = root

    async def wrap(self, kommune: Kommune, keys: Sequence[DataKey]) -> list[Wrapped]:
        root = self._load()[self._root]
        return [Wrapped(kommune, key.id, self._root, root.wrap(kommune, key)) for key in keys]


async def test_what_another_process_closed_under_an_old_root_comes_along(
    pool: asyncpg.Pool, database: str, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    roots = Late(tmp_path, pool)
    await roots.roll()
    await made(pool, roots)
    await looking_after(database, roots).look(connection, NOW + WEEK + DAY)
    newest: KnownRoot = (await roots.known())[-1]
    assert len(roots.late) == len(SHARED_CATEGORIES)
    assert await pool.fetchval("SELECT count(*) FROM data_keys WHERE root <> $1", newest.name) == 0


async def test_several_processes_have_one_that_rolls(pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    roots = FileRoots(tmp_path)
    keeping = [asyncio.create_task(looking_after(database, roots).run()) for _ in range(3)]
    await until(roots.known)
    await asyncio.sleep(0.3)
    assert len(await roots.known()) == 1
    for task in keeping:
        task.cancel()
    await asyncio.gather(*keeping, return_exceptions=True)


async def test_a_root_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "20261123T101500000000Z.part").write_text("ab", encoding="ascii")
    assert await FileRoots(tmp_path).known() == []
    assert [file.name for file in tmp_path.iterdir()] == ["20261123T101500000000Z.part"]
