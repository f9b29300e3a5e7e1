"""Rows 7 and 8 of the targets: from a command at one service until another service has it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from time import perf_counter

import asyncpg

from bench.append import INSERT, TABLE
from bench.peer import Peer
from bench.process import NOTES, Part
from bench.relay import RAW_SUBJECT, watched
from bench.report import Report, Row
from bench.sample import append_of, key_of, ready_row, sealed_note
from bench.servers import READER, Stage
from bench.slices import Measured, Pace, Runner, Slice, closed_loop, interleaved, open_loop
from shared.background import Background
from shared.database import pool
from shared.event_store import SQL, EventStore
from shared.intake import SQL as FACTS
from shared.intake import FactIntake, StreamSource
from shared.projector import Projector
from shared.wire import Message

CALLERS = 64
CHAIN = "commit, read, publish, commit"
RATES: dict[int, tuple[float | None, float | None]] = {50: (None, None), 500: (6.0, 20.0)}


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    here, there = await stage.database("teller", TABLE), await stage.database("listener")
    readers = await pool(here)
    chain = chain_of(stage, readers)
    await stage.empty_stream()
    await _one_by_one(stage, report, pace, here, there, chain)
    await stage.as_owner("teller", "TRUNCATE events, audit_trail, checkpoints")
    await stage.as_owner("listener", "TRUNCATE facts, checkpoints")
    await stage.empty_stream()
    async with _two_services(stage, here, there) as (teller, listener):
        await _at_rates(report, pace, teller, listener, chain)
        await _saturated(stage, report, pace, teller, listener)
    readers.terminate()


def chain_of(stage: Stage, readers: asyncpg.Pool) -> Callable[[], Awaitable[None]]:
    """The floor: two commits with a read and a publish between them, and nothing else."""
    numbers, body = count(), bytes(1000)

    async def chain() -> None:
        await readers.fetchval(INSERT, *ready_row())
        await readers.fetch(SQL["after"], 10**9, 1)
        await stage.producer.request(RAW_SUBJECT, body, timeout=5)
        row = ("4999", "raw", next(numbers), "c-1", "note.noted.v1", body, bytes(64))
        await readers.execute(FACTS["store"], *([value] for value in row))

    return chain


async def _one_by_one(
    stage: Stage, report: Report, pace: Pace, here: str, there: str, chain: Callable[[], Awaitable[None]]
) -> None:
    """All in one process, the next command when the last has arrived: what our code adds to the parts."""
    tasks, arrived, readers = Background(), Arrived(), await pool(here)
    store = EventStore(here, readers)
    tasks.start("store", store.run)
    source = StreamSource(stage.reader, "EVT", f"{READER}-intake", NOTES, f"_INBOX_{READER}.intake")
    arrived.start("intake", Projector("intake", there, source, arrived.intake, arrived).run)
    relay, relaying = watched(stage, here)
    relaying.start("relay:events", relay.run)

    async def ping() -> None:
        await arrived.at(await store.append(append_of(sealed_note())))

    await ping()
    taken = await interleaved(
        {"ping": lambda seconds: closed_loop(1, seconds, ping), "raw": lambda seconds: closed_loop(1, seconds, chain)},
        pace,
    )
    for share, limit in ((0.5, 1.8), (0.99, None)):
        what = f"append → facts elsewhere, one by one, p{100 * share:.0f}"
        ours, floor = (taken[name].percentile(share) for name in ("ping", "raw"))
        report.add(Row.latency(what, ours, CHAIN, floor, at_most=limit))
    for background in (relaying, arrived, tasks):
        await background.stop()
    readers.terminate()


class Arrived(Background):
    """Takes facts in, and tells when a position has been committed."""

    def __init__(self) -> None:
        super().__init__()
        self._intake, self._given, self._committed = FactIntake(key_of), 0, 0
        self._some = asyncio.Event()

    async def intake(self, connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        await self._intake.apply(connection, messages)
        self._given = max((message.position for message in messages), default=self._given)

    def well(self, name: str) -> None:
        super().well(name)
        self._committed = self._given
        self._some.set()

    async def at(self, position: int) -> None:
        while self._committed < position:
            self._some.clear()
            await self._some.wait()


@asynccontextmanager
async def _two_services(stage: Stage, here: str, there: str) -> AsyncIterator[tuple[Part, Part]]:
    told = {"url": stage.system.nats.url, "secrets": str(stage.system.secrets)}
    teller, listener = await Part.start("tell", dsn=here, **told), await Part.start("listen", dsn=there, **told)
    await asyncio.sleep(1)
    try:
        yield teller, listener
    finally:
        await teller.end()
        await listener.end()


async def _at_rates(
    report: Report, pace: Pace, teller: Part, listener: Part, chain: Callable[[], Awaitable[None]]
) -> None:
    def at(rate: int) -> Runner:
        async def run(seconds: float) -> Slice:
            told = await teller.ask(rate=rate, seconds=seconds)
            return await _heard(listener, told["appended"], seconds)

        return run

    runners: dict[str, Runner] = {}
    for rate in RATES:
        runners[f"ours {rate}"] = at(rate)
        runners[f"raw {rate}"] = partial(open_loop, rate, call=chain)
    taken = await interleaved(runners, pace)
    for rate, limits in RATES.items():
        for share, limit in zip((0.5, 0.99), limits, strict=True):
            what = f"append → folded by another process at {rate}/s, p{100 * share:.0f}"
            ours, floor = (taken[f"{name} {rate}"].percentile(share) for name in ("ours", "raw"))
            report.add(Row.latency(what, ours, f"{CHAIN}, at {rate}/s", floor, at_most_ms=limit))


async def _heard(listener: Part, count: int, seconds: float, patience: float = 60) -> Slice:
    waits: list[float] = []
    ends = perf_counter() + patience
    while len(waits) < count and perf_counter() < ends:
        waits += (await listener.ask())["folded"]
        await asyncio.sleep(0.05)
    if len(waits) < count:
        raise TimeoutError(f"{count - len(waits)} of {count} have not arrived")
    return Slice(len(waits), seconds, 0, sorted(wait / 1000 for wait in waits))


async def _saturated(stage: Stage, report: Report, pace: Pace, teller: Part, listener: Part) -> None:
    """As many callers as append best, and what has arrived when they stop; the rest is waited for."""
    dsn = await stage.database("alone")
    tasks, readers, arrived = Background(), await pool(dsn), list[Slice]()
    store = EventStore(dsn, readers)
    tasks.start("store", store.run)

    async def together(seconds: float) -> Slice:
        began = perf_counter()
        told = await teller.ask(callers=CALLERS, seconds=seconds)
        took, folded = perf_counter() - began, (await listener.ask())["folded"]
        arrived.append(Slice(len(folded), took, 0))
        await _heard(listener, told["appended"] - len(folded), took)
        return Slice(told["appended"], took, 0)

    async def alone(seconds: float) -> Slice:
        return await closed_loop(CALLERS, seconds, lambda: store.append(append_of(sealed_note())))

    taken = await interleaved({"together": together, "alone": alone}, pace)
    through, what = Measured(arrived[1:]), f"folded by another process while {CALLERS} callers append"
    report.add(Row.rate(what, through, "appended meanwhile", taken["together"], at_least=0.98))
    report.add(Row.rate(what, through, "append alone", taken["alone"], at_least=0.35))
    await tasks.stop()
    readers.terminate()
