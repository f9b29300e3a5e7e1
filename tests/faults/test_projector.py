"""Log → tables: every item once in effect and in order, whoever dies, leads or begins again."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import asyncpg
import pytest

from shared.background import Background
from shared.database import Ear, connect
from shared.events import Recorded
from shared.projector import PAGE, Batch, Checkpoint, Fenced, LogSource, Projector, rebuild
from tests.faults.child import Process
from tests.faults.servers import Postgres
from tests.faults.test_intake import positions, running, write
from tests.waiting import until

TABLE = """
CREATE TABLE folded (
    place bigint GENERATED ALWAYS AS IDENTITY, source text, position bigint, PRIMARY KEY (source, position));
SELECT grant_service('SELECT, INSERT, DELETE', 'folded');
"""


@pytest.fixture
async def owner(postgres: Postgres, sender: str) -> str:
    """A database with a table to fold into."""
    admin = await asyncpg.connect(postgres.dsn(sender.rpartition("/")[2]))
    await admin.execute(TABLE)
    await admin.close()
    return sender


async def folded(dsn: str, column: str = "position") -> list[int]:
    return await positions(dsn, f"SELECT {column} FROM folded ORDER BY place")


async def log(dsn: str) -> list[int]:
    return await positions(dsn, "SELECT position FROM events ORDER BY position")


async def all_folded(dsn: str) -> bool:
    return len(await folded(dsn)) >= len(await log(dsn))


def fold(dsn: str) -> Process:
    return Process("fold", dsn=dsn, source="log")


async def test_kill_9_of_the_leader_and_of_postgresql(postgres: Postgres, owner: str) -> None:
    async with running(fold(owner), fold(owner)) as folders:
        writing = asyncio.create_task(write(owner, 2500))
        for victim in ("fold", "postgres", "fold"):
            await asyncio.sleep(0.5)
            if victim == "fold":
                folders.pop(0).kill()
                folders.append(fold(owner))
            else:
                postgres.kill()
                postgres.start()
        await writing
        await until(lambda: all_folded(owner))
    assert await folded(owner) == await log(owner)


async def test_a_rebuild_under_a_living_leader_gives_identical_rows(owner: str) -> None:
    await write(owner, 700)
    async with running(fold(owner)):
        await until(lambda: all_folded(owner))
        before = await folded(owner)
        connection = await connect(owner)
        for _ in range(2):
            last = await connection.fetchval("SELECT max(place) FROM folded")
            await asyncio.wait_for(rebuild(owner, "log", ["DELETE FROM folded"]), 30)
            await until(lambda: all_folded(owner))
            assert await connection.fetchval("SELECT min(place) FROM folded") > last
        await connection.close()
    assert await folded(owner) == before == await log(owner)


async def test_a_rebuild_while_events_keep_coming_misses_and_doubles_none(owner: str) -> None:
    async with running(fold(owner)):
        await write(owner, 10, "first")
        await until(lambda: all_folded(owner))
        writing = asyncio.create_task(write(owner, 2000))
        for _ in range(4):
            await asyncio.sleep(0.3)
            await asyncio.wait_for(rebuild(owner, "log", ["DELETE FROM folded"]), 30)
        await writing
        await until(lambda: all_folded(owner))
    assert await folded(owner) == await log(owner)


class Once:
    """A source of one batch."""

    def __init__(self, *items: int) -> None:
        self.items = items

    async def batches(self, _: asyncpg.Connection, start: Checkpoint | None) -> AsyncGenerator[Batch[int], None]:
        begin = start.position if start else 0
        yield Batch(self.items, Checkpoint("test", begin + len(self.items)))


async def keep(connection: asyncpg.Connection, items: Sequence[int]) -> None:
    await connection.executemany("INSERT INTO folded (source, position) VALUES ('test', $1)", [(n,) for n in items])


async def test_a_leader_whose_checkpoint_another_has_moved_changes_nothing(owner: str) -> None:
    other = await connect(owner)

    async def overtaken(connection: asyncpg.Connection, start: Checkpoint | None) -> AsyncGenerator[Batch[int], None]:
        yield Batch([1], Checkpoint("test", 1))
        await other.execute("UPDATE checkpoints SET position = 5 WHERE name = 'test'")
        yield Batch([2], Checkpoint("test", 2))

    source = Once()
    source.batches = overtaken  # type: ignore[method-assign]
    with pytest.raises(Fenced):
        await Projector("test", owner, source, keep, Background()).run()
    await other.close()
    assert await folded(owner) == [1]


async def test_a_batch_that_fails_leaves_neither_rows_nor_checkpoint(owner: str) -> None:
    async def half(connection: asyncpg.Connection, items: Sequence[int]) -> None:
        await keep(connection, items[:1])
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - its own
        await Projector("test", owner, Once(1, 2), half, Background()).run()
    assert await folded(owner) == []
    await Projector("test", owner, Once(1, 2), keep, Background()).run()
    assert await folded(owner) == [1, 2]


async def test_a_fold_that_has_more_to_read_says_how_far_behind_it_is(owner: str) -> None:
    await write(owner, 2 * PAGE + 7)
    told: list[int] = []

    async def note(_: asyncpg.Connection, _rows: Sequence[Recorded]) -> None:
        told.append(one.behind)

    one = Projector("log", owner, LogSource(Ear()), note, Background())
    running = asyncio.create_task(one.run())
    await until(lambda: len(told) == 3 and one.behind == 0)
    running.cancel()
    assert told[0] == 0
    assert told[1] >= PAGE + 7 > told[2] >= 7  # a number that was drawn in vain counts too


async def test_only_one_of_two_leads_and_the_other_takes_over(owner: str) -> None:
    seen: list[str] = []

    def by(name: str) -> Projector[Recorded]:
        async def note(_: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
            seen.extend(name for _ in rows)

        return Projector("log", owner, LogSource(Ear()), note, Background())

    first = asyncio.create_task(by("first").run())
    await asyncio.sleep(0.2)
    second = asyncio.create_task(by("second").run())
    await write(owner, 3, "a")
    await until(lambda: len(seen) == 3)
    first.cancel()
    await write(owner, 2, "b")
    await until(lambda: len(seen) == 5)
    second.cancel()
    assert seen == ["first"] * 3 + ["second"] * 2
