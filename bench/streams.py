"""Row 4 of the targets: a command on a stream of 100 events, reading such a stream, and reading the whole log."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import cycle
from uuid import UUID

import asyncpg
import orjson

from bench.append import INSERT, TABLE
from bench.peer import Peer
from bench.report import Report, Row
from bench.sample import (
    DECIDER,
    KEY,
    KOMMUNE,
    SCHEMA,
    Note,
    append_of,
    audit,
    fresh,
    keyring,
    new_act,
    open_note,
    ready_row,
    sealed_note,
)  # fmt: skip
from bench.servers import Stage
from bench.slices import Pace, Runner, Slice, closed_loop, interleaved, timed
from shared.background import Background
from shared.commands import CommandHandler
from shared.database import SETTINGS, pool
from shared.event_store import EventStore
from shared.events import Recorded
from shared.sealing import place

STREAMS, EVENTS, PAGE = 100, 100, 1000
READ = "SELECT data FROM events WHERE kommune = $1 AND stream = $2 ORDER BY version"
TAIL = "SELECT position, data FROM events WHERE position > $1 ORDER BY position LIMIT $2"


@dataclass(frozen=True)
class Parties:
    """Who is compared: the store, bare asyncpg on the same tables, and the peer with aggregates of 100 events."""

    store: EventStore
    raw: asyncpg.Connection
    peer: Peer
    diaries: list[UUID]


async def rows(stage: Stage, report: Report, pace: Pace, peer: Peer) -> None:
    dsn = await stage.database("streams", TABLE)
    tasks, readers = Background(), await pool(dsn)
    store = EventStore(dsn, readers)
    tasks.start("store", store.run)
    raw = await asyncpg.connect(dsn, server_settings=SETTINGS)
    parties = Parties(store, raw, peer, await peer.diaries(STREAMS, EVENTS))
    plain = await _streams(store, open_note, STREAMS)
    await _tails(report, pace, parties)
    sealed = await _streams(store, sealed_note, 4 * STREAMS)  # so many that commands hardly make them longer
    await _reads(report, pace, parties, plain, sealed)
    for callers in (1, 8):
        await _commands(report, pace, parties, sealed, callers)
    await raw.close()
    await tasks.stop()
    readers.terminate()


async def _streams(store: EventStore, made: Callable[[], Note], count: int) -> list[str]:
    names = [fresh() for _ in range(count)]
    for name in names:
        await store.append(append_of(*(made() for _ in range(EVENTS)), stream=name))
    return names


async def _tails(report: Report, pace: Pace, parties: Parties) -> None:
    async def bare() -> int:
        position = 0
        while page := await parties.raw.fetch(TAIL, position, PAGE):
            for row in page:
                orjson.loads(row["data"])
            position = page[-1]["position"]
        return position

    async def ours() -> int:
        position = 0
        while page := await parties.store.after(position, PAGE):
            for row in page:
                SCHEMA.read(row)
            position = page[-1].position
        return position

    taken = await interleaved({"raw": _whole(bare), "ours": _whole(ours), "peer": _whole(parties.peer.tail)}, pace)
    report.add(Row.rate("tail the log, typed events", taken["ours"], "bare SELECT and orjson", taken["raw"]))
    report.add(Row.rate("tail, and the peer", taken["ours"], "`eventsourcing`", taken["peer"], at_least=3))


def _whole(tail: Callable[[], Awaitable[int]]) -> Runner:
    async def run(_: float) -> Slice:
        return await timed(tail())

    return run


async def _reads(report: Report, pace: Pace, parties: Parties, plain: list[str], sealed: list[str]) -> None:
    store, turns, closed = parties.store, cycle(plain), cycle(sealed)

    async def bare() -> None:
        for row in await parties.raw.fetch(READ, KOMMUNE, next(turns)):
            orjson.loads(row["data"])

    async def read() -> None:
        DECIDER.fold(SCHEMA.read(row) for row in await store.read(KOMMUNE, next(turns)))

    async def opened() -> None:
        for row in await store.read(KOMMUNE, next(closed)):
            SCHEMA.read(row, _opened(row))

    taken = await interleaved(
        {"raw": _loop(1, bare), "ours": _loop(1, read), "opened": _loop(1, opened),
         "peer": parties.peer.reads(parties.diaries)}, pace,
    )  # fmt: skip
    select = "bare SELECT and orjson"
    report.add(Row.rate("read a stream of 100 events, typed and folded", taken["ours"], select, taken["raw"]))
    report.add(Row.rate("the same sealed, every event decrypted", taken["opened"], select, taken["raw"]))
    report.add(Row.rate("read 100 events, and the peer", taken["ours"], "`eventsourcing`", taken["peer"], at_least=3))


def _opened(row: Recorded) -> dict[str, object]:
    sealed_as = f"{row.type}/{row.schema_version}"
    return KEY.open(place(row.kommune, row.stream, row.event_id, sealed_as, KEY.id), row.sealed or b"")


async def _commands(report: Report, pace: Pace, parties: Parties, streams: list[str], callers: int) -> None:
    """Sealed and with its audit row, as every command of a service."""
    handler, turns, targets = CommandHandler(parties.store, keyring()), cycle(streams), cycle(streams)

    async def handle() -> None:
        act = new_act()
        await handler.handle(DECIDER, SCHEMA, next(turns), sealed_note(), act, lambda _: audit(act))

    async def bare() -> None:
        for row in await parties.raw.fetch(READ, KOMMUNE, next(targets)):
            orjson.loads(row["data"])
        await parties.raw.fetchval(INSERT, *ready_row())

    taken = await interleaved(
        {"raw": _loop(1, bare), "ours": _loop(callers, handle),
         "peer": parties.peer.handles(callers, parties.diaries)}, pace,
    )  # fmt: skip
    who = f"{callers} caller{'s' if callers > 1 else ''}"
    what, ours = f"command on 100 events, sealed and audited, {who}", taken["ours"]
    if callers == 1:
        report.add(Row.rate(what, ours, "bare SELECT of 100 and one INSERT", taken["raw"]))
    report.add(Row.rate(f"{what}, and the peer", ours, "`eventsourcing`", taken["peer"], at_least=3))


def _loop(callers: int, call: Callable[[], Awaitable[object]]) -> Runner:
    async def run(seconds: float) -> Slice:
        return await closed_loop(callers, seconds, call)

    return run
