"""The whole way, through every service as it runs: a word written in the barnehage, on PPT's timeline."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count, cycle
from time import perf_counter

import asyncpg
import orjson

from bench.append import INSERT, TABLE
from bench.journey import CHAIN, chain_of
from bench.peer import Peer
from bench.report import Report, Row
from bench.sample import TEXT, ready_row
from bench.servers import Stage, acting
from bench.slices import Pace, Slice, closed_loop, interleaved, open_loop, until
from shared.contracts.case import Kind, WriteContribution
from shared.contracts.common import Category
from shared.database import pool
from tests.e2e.world import World, consented, joined, new_id, opened

ENTRIES = 100
RELEASED = """SELECT count(*) FROM audit_trail WHERE convert_from(entry, 'UTF8')::jsonb @>
    '{"action": "release-keys", "actor": {"id": "case-ppt"}}'"""
OF_CHILD = "SELECT body FROM facts WHERE kommune = '4999' AND child = $1 ORDER BY position"


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    await stage.system.provision()  # the durables went with the streams of other parts
    with stage.system.everything():
        async with acting(stage) as people:
            logs = [await shared_log(people, child.name) for child in people.demo.children]
            await _commands(stage, report, pace, people, logs)
            await _reads(stage, report, pace, people, logs[0])


async def shared_log(people: World, name: str) -> str:
    """Kari's, with Tor of PPT in it."""
    child = people.child(name)
    await consented(people, child, "ppt")
    log = await opened(people, child)
    await joined(people, log, "Tor", "Tor Eide")
    await people.read("Kari", log)  # waits until the barnehage has heard of it all
    return log


def note(log: str) -> WriteContribution:
    return WriteContribution(contribution=new_id(), stafettlogg=log, kind=Kind.NOTE, category=Category.NOTES, text=TEXT)


async def _commands(stage: Stage, report: Report, pace: Pace, people: World, logs: list[str]) -> None:
    turns, readers = cycle(logs), await pool(await stage.database("family", TABLE))
    chain = chain_of(stage, readers)
    async with _arrivals(stage) as arrived:

        async def ours(seconds: float) -> Slice:
            began: dict[int, float] = {}

            async def write() -> None:
                asked = perf_counter()
                done = await people.ask("Kari", note(next(turns)))
                began[int(done.event.split("-")[1])] = asked

            taken = await open_loop(50, seconds, write)
            await until(lambda: began.keys() <= arrived.keys())
            waits = sorted(arrived[position] - asked for position, asked in began.items())
            return Slice(len(waits), taken.seconds, 0, waits)

        taken = await interleaved({"ours": ours, "raw": lambda seconds: open_loop(50, seconds, chain)}, pace)
    for share, limit in ((0.5, 8.0), (0.99, 40.0)):
        what = f"command in the barnehage → PPT's timeline at 50/s, p{100 * share:.0f}"
        figure, floor = (taken[name].percentile(share) for name in ("ours", "raw"))
        report.add(Row.latency(what, figure, f"{CHAIN}, at 50/s", floor, at_most_ms=limit))
    readers.terminate()


@asynccontextmanager
async def _arrivals(stage: Stage) -> AsyncIterator[dict[int, float]]:
    """When PPT's database had each of the barnehage's positions; its own bell tells us."""
    connection = await asyncpg.connect(stage.system.postgres.dsn("case_ppt"))
    arrived: dict[int, float] = {}
    rung = asyncio.Event()
    await connection.add_listener("facts", lambda *_: rung.set())

    async def look() -> None:
        while True:
            await rung.wait()
            rung.clear()
            rows = await connection.fetch(
                "SELECT source_position FROM facts WHERE owner = 'barnehage' AND source_position > $1",
                max(arrived, default=0),
            )
            arrived.update((row["source_position"], perf_counter()) for row in rows)

    looking = asyncio.create_task(look())
    rung.set()
    try:
        yield arrived
    finally:
        looking.cancel()
        connection.terminate()


async def _reads(stage: Stage, report: Report, pace: Pace, people: World, log: str) -> None:
    view = await people.read("Tor", log)
    for _ in range(ENTRIES - len(view.entries)):
        await people.ask("Kari", note(log))
    view = await people.read("Tor", log)
    raw = await asyncpg.connect(stage.system.postgres.dsn("case_ppt"))
    audit = await asyncpg.connect(stage.system.postgres.dsn("family"))

    async def bare() -> None:
        for row in await raw.fetch(OF_CHILD, view.child):
            orjson.loads(row["body"])
        await audit.fetchval(INSERT, *ready_row())

    reads, consents = count(), await asyncpg.connect(stage.system.postgres.dsn("consent"))
    before = await consents.fetchval(RELEASED)

    async def read() -> None:
        next(reads)
        await people.read("Tor", log)

    taken = await interleaved(
        {"ours": lambda seconds: closed_loop(1, seconds, read), "raw": lambda seconds: closed_loop(1, seconds, bare)},
        pace,
    )
    for share, limit in ((0.5, 5.0), (0.99, None)):
        what = f"audited, decrypted timeline of {len(view.entries)} entries, asked over NATS, p{100 * share:.0f}"
        figure, floor = (taken[name].percentile(share) for name in ("ours", "raw"))
        report.add(Row.latency(what, figure, "bare SELECT of the facts and one INSERT", floor, at_most_ms=limit))
    asked = await consents.fetchval(RELEASED) - before
    what = "timeline reads whose keys were at hand"
    report.add(Row.share(what, 1 - asked / next(reads), "a lease lasts five minutes", at_least=0.95))
    await consents.close()
    await raw.close()
    await audit.close()
