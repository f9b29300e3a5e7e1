import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from shared import background
from shared.background import Background
from shared.database import Ear


@pytest.fixture
async def tasks(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Background]:
    monkeypatch.setattr(background, "STEADY", 0.3)
    made = Background()
    yield made
    await made.stop()


def failing(times: int, error: BaseException, after: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    left = [error] * times

    async def run() -> None:
        if left:
            raise left.pop()
        await after()

    return run


async def test_a_task_that_fails_is_seen_and_started_again_without_stopping_its_neighbours(tasks: Background) -> None:
    done = asyncio.Event()
    tasks.start("bad", failing(99, ValueError("secret"), done.wait))
    tasks.start("good", failing(0, ValueError(), done.wait))
    await asyncio.sleep(0.05)
    assert tasks.failing == {"bad": "ValueError"}


async def test_a_task_that_says_it_works_is_well(tasks: Background) -> None:
    async def work() -> None:
        tasks.well("task")
        await asyncio.Event().wait()

    tasks.start("task", failing(1, ValueError(), work))
    await asyncio.sleep(0.02)
    assert tasks.failing == {"task": "ValueError"}
    await asyncio.sleep(0.15)
    assert tasks.failing == {}


async def test_a_task_that_only_waits_is_well_when_it_has_not_failed_for_a_while(tasks: Background) -> None:
    """A relay that does not lead, a writer that nobody asks: they say nothing, and must not stay unready for ever."""
    tasks.start("task", failing(1, ValueError(), asyncio.Event().wait))
    await asyncio.sleep(0.2)
    assert tasks.failing == {"task": "ValueError"}
    await asyncio.sleep(0.3)
    assert tasks.failing == {}


async def test_a_task_that_a_library_cancels_from_within_is_started_again(tasks: Background) -> None:
    again = asyncio.Event()

    async def work() -> None:
        again.set()
        await asyncio.Event().wait()

    tasks.start("task", failing(1, asyncio.CancelledError(), work))
    await asyncio.wait_for(again.wait(), 1)


async def test_stop_ends_every_task_whatever_it_does(tasks: Background) -> None:
    tasks.start("waits", asyncio.Event().wait)  # type: ignore[arg-type]
    tasks.start("fails", failing(999, ValueError(), asyncio.Event().wait))
    await asyncio.sleep(0.05)
    await asyncio.wait_for(tasks.stop(), 1)


@pytest.mark.parametrize("turns", range(6))
async def test_a_task_can_be_stopped_at_every_turn_of_its_waking(tasks: Background, turns: int) -> None:
    ear = Ear()

    async def listen() -> None:
        while True:
            await ear.wait()

    tasks.start("listens", listen)
    await asyncio.sleep(0.01)
    ear.ring()
    for _ in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(1):
        await tasks.stop()


def test_nothing_waits_in_the_way_that_swallows_a_cancellation() -> None:
    """Until Python 3.12 `wait_for` does, when what it waits for comes in the same moment; then stopping hangs."""
    root = Path(background.__file__).parents[1]
    sources = [path for top in ("shared", "services") for path in (root / top).rglob("*.py")]
    assert [path.name for path in sources if "asyncio.wait_for(" in path.read_text(encoding="utf-8")] == []
