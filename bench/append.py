"""Rows 1, 7 and 9 of the targets: appends through the store's own API beside bare INSERTs on the same server."""

from collections.abc import Callable

import asyncpg

from bench.peer import Peer
from bench.report import Report, Row
from bench.sample import append_of, open_note, ready_row, sealed_note
from bench.servers import Stage
from bench.slices import Measured, Pace, Runner, Slice, closed_loop, interleaved
from shared.background import Background
from shared.database import SETTINGS, pool
from shared.event_store import Append, EventStore

CALLERS = (1, 8, 64)
ROWS = 64  # in a commit of the bare unnest
TABLE = "CREATE TABLE raw (LIKE events INCLUDING ALL)"
COLUMNS = """kommune, stream, version, child, event_id, type, schema_version, data, sealed, key_id, actor,
correlation, causation"""
INSERT = (
    f"INSERT INTO raw ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING position"
)
UNNEST = f"""INSERT INTO raw ({COLUMNS}) SELECT * FROM unnest(
$1::text[], $2::text[], $3::int[], $4::text[], $5::uuid[], $6::text[], $7::smallint[], $8::bytea[], $9::bytea[],
$10::text[], $11::bytea[], $12::uuid[], $13::uuid[])"""
TARGETS = {1: (0.80, 3), 8: (1.1, 4), 64: (3.0, 15)}  # of raw, of the peer


async def rows(stage: Stage, report: Report, pace: Pace, peer: Peer) -> None:
    dsn = await stage.database("append", TABLE)
    tasks, readers = Background(), await pool(dsn)
    store = EventStore(dsn, readers)
    tasks.start("store", store.run)
    for callers in CALLERS:
        await stage.as_owner("append", "TRUNCATE raw, events, audit_trail")
        raw = [await asyncpg.connect(dsn, server_settings=SETTINGS) for _ in range(callers)]
        taken = await interleaved(
            {
                "raw": _inserts(raw),
                "open": _appends(store, callers, lambda: append_of(open_note())),
                "sealed": _appends(store, callers, lambda: append_of(sealed_note())),
                "audited": _appends(store, callers, lambda: append_of(sealed_note(), audited=True)),
                "unnest": _unnests(raw[0]),
                "peer": peer.appends(callers),
            },
            pace,
        )
        _tell(report, callers, taken)
        for connection in raw:
            await connection.close()
    await tasks.stop()
    readers.terminate()


def _tell(report: Report, callers: int, taken: dict[str, Measured]) -> None:
    raw, plain, sealed, peer = (taken[name] for name in ("raw", "open", "sealed", "peer"))
    who = f"{callers} caller{'s' if callers > 1 else ''}"
    of_raw, of_peer = TARGETS[callers]
    bare = f"one INSERT a commit, {who}"
    report.add(Row.rate(f"append, {who}", plain, bare, raw, at_least=of_raw))
    report.add(
        Row.rate(f"append sealed, {who}", sealed, "append in the open", plain, at_least=0.85 if callers == 1 else 0.80)
    )
    report.add(Row.rate(f"append sealed with its audit row, {who}", taken["audited"], bare, raw))
    report.add(Row.rate(f"append, {who}, and the peer", plain, "`eventsourcing`", peer, at_least=of_peer))
    if callers == 64:
        unnest = taken["unnest"]
        p99 = Row.latency("append, 64 callers, p99", plain.percentile(0.99), bare, raw.percentile(0.99), at_most_ms=8)
        report.add(p99)
        what = f"bare unnest of {ROWS} rows a commit"
        report.add(Row.cpu("client CPU per append, 64 callers", plain.cpu, what, unnest.cpu, at_most=20))
        report.add(Row.cpu("client CPU per sealed append, 64 callers", sealed.cpu, what, unnest.cpu, at_most=25))


def _inserts(connections: list[asyncpg.Connection]) -> Runner:
    async def run(seconds: float) -> Slice:
        free = [await connection.prepare(INSERT) for connection in connections]

        async def insert() -> None:
            statement = free.pop()
            await statement.fetchval(*ready_row())
            free.append(statement)

        return await closed_loop(len(connections), seconds, insert)

    return run


def _unnests(connection: asyncpg.Connection) -> Runner:
    async def insert() -> None:
        await connection.execute(UNNEST, *zip(*(ready_row() for _ in range(ROWS)), strict=True))

    async def run(seconds: float) -> Slice:
        taken = await closed_loop(1, seconds, insert)
        return Slice(taken.count * ROWS, taken.seconds, taken.cpu, taken.latencies)

    return run


def _appends(store: EventStore, callers: int, made: Callable[[], Append]) -> Runner:
    async def run(seconds: float) -> Slice:
        return await closed_loop(callers, seconds, lambda: store.append(made()))

    return run
