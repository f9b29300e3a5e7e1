"""Many writes, one commit; what happens to one happens to no other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import pytest

from shared.background import Background
from shared.database import Batcher, connect
from shared.errors import ConcurrentAppend, OutcomeUnknown
from shared.event_store import write
from tests.faults.noted import append, event
from tests.faults.servers import Postgres

Item = tuple[str, int]


class Written:
    """Takes batches when the gate is open, and remembers them."""

    def __init__(self) -> None:
        self.batches: list[list[Item]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, _: asyncpg.Connection, items: Sequence[Item]) -> list[int | Exception]:
        await self.gate.wait()
        self.batches.append(list(items))
        return [number for _, number in items]


@asynccontextmanager
async def running(dsn: str, write: Any, **options: Any) -> AsyncIterator[Batcher[Any, Any]]:
    batcher: Batcher[Any, Any] = Batcher(dsn, write, **options)
    task = asyncio.create_task(batcher.run())
    yield batcher
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def submitted(batcher: Batcher[Any, Any], items: Sequence[Any]) -> list[asyncio.Task[Any]]:
    tasks = [asyncio.create_task(batcher.submit(item)) for item in items]
    await asyncio.sleep(0)
    return tasks


def tenant(item: Item) -> str:
    return item[0]


async def first_waits(batcher: Batcher[Any, Any], written: Written) -> None:
    """Let one item occupy the connection, so that what follows gathers."""
    written.gate.clear()
    asyncio.create_task(batcher.submit(("first", 0)))  # noqa: RUF006 - ends with the gate
    await asyncio.sleep(0.1)


async def test_what_waits_together_is_written_together(sender: str) -> None:
    written = Written()
    async with running(sender, written, tenant=tenant) as batcher:
        await first_waits(batcher, written)
        tasks = await submitted(batcher, [("a", n) for n in range(5)])
        written.gate.set()
        assert await asyncio.gather(*tasks) == [0, 1, 2, 3, 4]
    assert written.batches == [[("first", 0)], [("a", n) for n in range(5)]]


async def test_tenants_take_turns_also_when_there_are_more_of_them_than_places(sender: str) -> None:
    written = Written()
    async with running(sender, written, tenant=tenant, limit=2) as batcher:
        await first_waits(batcher, written)
        tasks = await submitted(batcher, [(name, n) for name in "abc" for n in range(4)])
        written.gate.set()
        await asyncio.gather(*tasks)
    order = [name for batch in written.batches[1:] for name, _ in batch]
    assert order == list("abcabcabcabc")


async def test_items_of_one_key_never_share_a_batch_and_keep_their_order(sender: str) -> None:
    written = Written()
    async with running(sender, written, tenant=tenant, key=lambda item: item[1] % 2) as batcher:
        await first_waits(batcher, written)
        tasks = await submitted(batcher, [("a", 2), ("a", 4), ("b", 3), ("b", 5), ("a", 6)])
        written.gate.set()
        await asyncio.gather(*tasks)
    assert written.batches[1:] == [[("a", 2), ("b", 3)], [("a", 4), ("b", 5)], [("a", 6)]]


async def test_a_caller_that_gives_up_takes_nobody_with_it(sender: str) -> None:
    written = Written()
    async with running(sender, written, tenant=tenant) as batcher:
        await first_waits(batcher, written)
        leaver, stayer = await submitted(batcher, [("a", 1), ("a", 2)])
        leaver.cancel()
        written.gate.set()
        assert await stayer == 2
        assert leaver.cancelled()
    assert written.batches[1:] == [[("a", 1), ("a", 2)]]


async def test_a_broken_connection_leaves_no_caller_without_an_answer(postgres: Postgres, sender: str) -> None:
    async def sleep(connection: asyncpg.Connection, items: Sequence[Item]) -> list[int | Exception]:
        await connection.execute("SELECT pg_sleep(30)")
        return [0] * len(items)

    batcher: Batcher[Item, int] = Batcher(sender, sleep, tenant=tenant)
    tasks = Background()
    tasks.start("batcher", batcher.run)
    under_way = await submitted(batcher, [("a", 1), ("b", 1)])
    await asyncio.sleep(0.3)
    waiting = await submitted(batcher, [("a", 2)])
    postgres.kill()
    try:
        answers = await asyncio.wait_for(asyncio.gather(*under_way, *waiting, return_exceptions=True), 30)
        later = await asyncio.wait_for(asyncio.gather(batcher.submit(("a", 3)), return_exceptions=True), 30)
    finally:
        postgres.start()
        await tasks.stop()
    assert [type(answer) for answer in [*answers, *later]] == [OutcomeUnknown] * 4


@pytest.mark.parametrize(
    "poison",
    [append("s-x\x00", 0, event("a")), append("s-\ud800", 0, event("a")), append("s-y", 2**31, event("a")),
     append("".join(map(chr, range(300, 9000))), 0, event("a")), append("s-z", -1, event("a"))],
)  # fmt: skip
async def test_an_append_that_postgresql_cannot_take_fails_alone(sender: str, poison: Any) -> None:
    connection = await connect(sender)
    good = [append(f"s-{n}", 0, event("a"), audit=1) for n in range(3)]
    answers = await write(connection, [good[0], poison, *good[1:]])
    assert isinstance(answers[1], Exception)
    positions = [answer for answer in answers if isinstance(answer, int)]
    assert len(positions) == 3
    assert await connection.fetchval("SELECT array_agg(stream ORDER BY stream) FROM events") == ["s-0", "s-1", "s-2"]
    assert await connection.fetchval("SELECT count(*) FROM audit_trail") == 3
    await connection.close()


async def test_only_the_append_that_lost_a_race_is_told_so(sender: str) -> None:
    connection = await connect(sender)
    await write(connection, [append("raced", 0, event("winner"))])
    answers = await write(
        connection,
        [append("a", 0, event("a"), event("b")), append("raced", 0, event("loser"), audit=1),
         append("hole", 5, event("c")), append("raced-2", 0, event("d"))],
    )  # fmt: skip
    assert [type(answer) for answer in answers] == [int, ConcurrentAppend, ConcurrentAppend, int]
    rows = await connection.fetch("SELECT stream, version FROM events ORDER BY position")
    assert [tuple(row) for row in rows] == [("raced", 1), ("a", 1), ("a", 2), ("raced-2", 1)]
    assert await connection.fetchval("SELECT count(*) FROM audit_trail") == 0
    await connection.close()


async def test_many_audit_rows_of_one_append_come_with_it_once(sender: str) -> None:
    connection = await connect(sender)
    await write(connection, [append("a", 0, event("a"), event("b"), audit=2), append("b", 0, event("a"), audit=1)])
    assert await connection.fetchval("SELECT count(*) FROM audit_trail") == 3
    await connection.close()
