"""What it takes that nothing is read without a row: reads with their audit rows committed first, and without."""

from bench.peer import Peer
from bench.report import Report, Row
from bench.sample import KOMMUNE, OWNER, append_of, audit, fresh, new_act, open_note
from bench.servers import Stage
from bench.slices import Measured, Pace, Slice, closed_loop, interleaved
from shared.audit_trail import AuditTrail
from shared.background import Background
from shared.database import pool
from shared.event_store import EventStore

CALLERS = (1, 8, 64)
EVENTS = 20  # in the stream that is read
MOST = 200.0  # µs of client CPU that a row may add to a read, with what stands in it made and encoded


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    dsn, tasks = await stage.database("reads"), Background()
    readers = await pool(dsn)
    store, trail = EventStore(dsn, readers), AuditTrail(dsn, "case", OWNER, bytes(32))
    tasks.start("store", store.run)
    tasks.start("trail", trail.run)
    stream = fresh()
    await store.append(append_of(*(open_note() for _ in range(EVENTS)), stream=stream))

    async def bare() -> None:
        await store.read(KOMMUNE, stream)

    async def audited() -> None:
        await trail.record(audit(new_act()))
        await store.read(KOMMUNE, stream)

    for callers in CALLERS:

        async def on(seconds: float, callers: int = callers) -> Slice:
            return await closed_loop(callers, seconds, audited)

        async def off(seconds: float, callers: int = callers) -> Slice:
            return await closed_loop(callers, seconds, bare)

        _tell(report, callers, await interleaved({"on": on, "off": off}, pace))
    await tasks.stop()
    readers.terminate()


def _tell(report: Report, callers: int, taken: dict[str, Measured]) -> None:
    on, off = taken["on"], taken["off"]
    who = f"{callers} caller{'s' if callers > 1 else ''}"
    report.add(Row.rate(f"read of {EVENTS} events with its audit row, {who}", on, "the same without", off))
    if callers == max(CALLERS):
        report.add(Row.cpu(f"client CPU per audited read, {who}", on.cpu, "without", off.cpu, at_most=off.cpu + MOST))
