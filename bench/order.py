"""Row 10 of the targets: a reader by position misses nothing and sees nothing twice, whoever writes or holds on."""

import asyncio
from collections import Counter
from itertools import pairwise
from time import perf_counter

import asyncpg

from bench.append import INSERT, TABLE
from bench.peer import Peer
from bench.process import Part
from bench.report import Report, Row
from bench.sample import append_of, ready_row, sealed_note
from bench.servers import Stage
from bench.slices import Measured, Pace, Slice, interleaved
from shared.background import Background
from shared.database import SETTINGS, Bell, pool
from shared.event_store import EventStore
from shared.events import Recorded

PROCESSES, WRITERS = 4, 4  # of each process


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    await _stress(stage, report, 3 * pace.seconds * pace.rounds)
    await _held(stage, report, pace)


async def _stress(stage: Stage, report: Report, seconds: float) -> None:
    dsn = await stage.database("stress")
    readers = await pool(dsn)
    store, seen, stop = EventStore(dsn, readers), list[Recorded](), asyncio.Event()
    writers = [await Part.start("write", dsn=dsn, writers=WRITERS, seed=16 * n) for n in range(PROCESSES)]
    tailing = asyncio.create_task(_tail(store, seen, stop))
    await asyncio.sleep(seconds)
    told = [await writer.ask(stop=True) for writer in writers]
    for writer in writers:
        await writer.end()
    stop.set()
    await tailing
    won, lost = (sum(one[what] for one in told) for what in ("won", "lost"))
    faults = {
        "missed": won - len({row.position for row in seen}),
        "doubled": _doubled(seen),
        "out of order": _shuffled(seen),
    }
    readers.terminate()
    what = (
        f"{PROCESSES * WRITERS} writers in {PROCESSES} processes, {seconds:.0f} s: {won:,} events, {lost:,} races lost"
    )
    report.add(Row.none(f"{what}; missed, doubled, out of order", tuple(faults.values())))


async def _tail(store: EventStore, seen: list[Recorded], stop: asyncio.Event) -> None:
    """Without a pause, and once more when all writing has ended."""
    ended = False
    while not ended:
        ended = stop.is_set()
        while page := await store.after(seen[-1].position if seen else 0):
            seen += page


def _doubled(seen: list[Recorded]) -> int:
    return sum(times - 1 for times in Counter(row.event_id for row in seen).values())


def _shuffled(seen: list[Recorded]) -> int:
    """Events that do not follow the one before them in their stream, or in the log."""
    heads: dict[str, int] = {}
    wrong = sum(later.position <= earlier.position for earlier, later in pairwise(seen))
    for row in seen:
        wrong += row.version != heads.get(row.stream, 0) + 1
        heads[row.stream] = row.version
    return wrong


async def _held(stage: Stage, report: Report, pace: Pace) -> None:
    """Somebody has written in another database of the same server, and does not commit."""
    dsn, elsewhere = await stage.database("feed", TABLE), await stage.database("elsewhere", TABLE)
    tasks, readers, bell = Background(), await pool(dsn), Bell(dsn)
    store, ear = EventStore(dsn, readers), bell.ear("events")
    tasks.start("store", store.run)
    tasks.start("bell", bell.run)
    holder = await asyncpg.connect(elsewhere, server_settings=SETTINGS)

    async def delays(seconds: float) -> Slice:
        waits, ends = list[float](), perf_counter() + seconds
        while perf_counter() < ends:
            position = await store.append(append_of(sealed_note()))
            committed = perf_counter()
            while not await store.after(position - 1, 1):
                await ear.wait()
            waits.append(perf_counter() - committed)
        return Slice(len(waits), seconds, 0, sorted(waits))

    async def held(seconds: float) -> Slice:
        async with holder.transaction():
            await holder.fetchval(INSERT, *ready_row())
            return await delays(seconds)

    taken: dict[str, Measured] = await interleaved({"free": delays, "held": held}, pace)
    what = "feed delay while a foreign transaction has written, p99"
    figures = (taken[name].percentile(0.99) for name in ("held", "free"))
    report.add(Row.latency(what, next(figures), "the same without it", next(figures), at_most_ms=50))
    await holder.close()
    await tasks.stop()
    readers.terminate()
