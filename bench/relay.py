"""Row 5 of the targets: how fast the relay empties a log, and how soon a commit is acknowledged by JetStream."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nats.aio.msg import Msg

from bench.peer import Peer
from bench.report import Report, Row
from bench.sample import OWNER, PRODUCER, SIGNING, NoteTaken, append_of, page, sealed_note
from bench.servers import Stage
from bench.slices import Pace, Runner, Slice, interleaved, open_loop, timed, until
from shared.background import Background
from shared.database import Bell, pool
from shared.event_store import SQL, EventStore
from shared.events import Recorded
from shared.relay import Page, Read, Relay
from shared.wire import Message, fact_message

BACKLOG, IN_FLIGHT = 20_000, 1024
RAW_SUBJECT = "evt.4999.barnehage.raw.noted.v1"


class Unsigned:
    """What signing would cost if it cost nothing."""

    def sign(self, _: bytes) -> bytes:
        return bytes(64)


class Watched(Relay):
    """Tells when a position has been acknowledged."""

    acked: Callable[[int], None] = staticmethod(lambda _: None)
    _reached = 0

    @property
    def _position(self) -> int:
        return self._reached

    @_position.setter
    def _position(self, value: int) -> None:
        self._reached = value
        self.acked(value)


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    dsn = await stage.database("relay")
    tasks, readers = Background(), await pool(dsn)
    store = EventStore(dsn, readers)
    tasks.start("store", store.run)
    await fill(store, BACKLOG)
    connection = await asyncpg.connect(dsn)
    ready = [message for _, message in await page(connection, 0, BACKLOG) if message]
    taken = await interleaved(
        {
            "raw": _afresh(stage, lambda: published(stage, ready)),
            "raw signed": _afresh(stage, lambda: published(stage, ready, SIGNING)),
            "signed": _afresh(stage, lambda: _drained(stage, dsn, page)),
            "unsigned": _afresh(stage, lambda: _drained(stage, dsn, _unsigned_page)),
        },
        pace,
    )
    floor = f"publish of ready messages, {IN_FLIGHT} in flight"
    signed = f"{floor}, each signed"
    report.add(Row.rate("relay a backlog", taken["signed"], signed, taken["raw signed"], at_least=0.6))
    report.add(Row.rate("relay a backlog, signing left out", taken["unsigned"], floor, taken["raw"], at_least=0.6))
    report.add(Row.rate("what signing costs the floor", taken["raw signed"], floor, taken["raw"]))
    await _latency(stage, report, pace, store, dsn)
    await connection.close()
    await tasks.stop()
    readers.terminate()


async def fill(store: EventStore, events: int, each: int = 100) -> None:
    await asyncio.gather(
        *(store.append(append_of(*(sealed_note() for _ in range(each)))) for _ in range(events // each))
    )


async def _unsigned_page(connection: asyncpg.Connection, after: int, limit: int) -> Page:
    rows = [Recorded(*row) for row in await connection.fetch(SQL["after"], after, limit)]
    key: Ed25519PrivateKey = Unsigned()  # type: ignore[assignment]
    return [(row.position, fact_message(row, NoteTaken, OWNER, PRODUCER, key)) for row in rows]


def _afresh(stage: Stage, work: Callable[[], Awaitable[int]]) -> Runner:
    """On an empty stream each time: JetStream drops what it has seen, which is cheaper than keeping it."""

    async def run(_: float) -> Slice:
        await stage.empty_stream()
        return await timed(work())

    return run


async def published(stage: Stage, messages: Sequence[Message], key: Ed25519PrivateKey | None = None) -> int:
    """The floor: messages ready to send, as many in flight as pays, each ack counted. key: sign each before."""
    client, inbox = stage.producer, f"_INBOX_{PRODUCER}.raw"
    free, done, left = asyncio.Semaphore(IN_FLIGHT), asyncio.Event(), len(messages)

    async def acked(_: Msg) -> None:
        nonlocal left
        left -= 1
        free.release()
        if not left:
            done.set()

    acks = await client.subscribe(inbox, cb=acked)
    for message in messages:
        if key:
            key.sign(message.body)
        await free.acquire()
        await client.publish(message.subject, message.body, inbox, message.headers)
    await done.wait()
    await acks.unsubscribe()
    return len(messages)


async def _drained(stage: Stage, dsn: str, read: Read) -> int:
    relay, tasks = watched(stage, dsn, read)
    await stage.as_owner("relay", "TRUNCATE checkpoints")
    done = asyncio.Event()
    relay.acked = lambda position: done.set() if position == BACKLOG else None
    tasks.start("relay:events", relay.run)
    await done.wait()
    await tasks.stop()
    return BACKLOG


def watched(stage: Stage, dsn: str, read: Read = page) -> tuple[Watched, Background]:
    tasks, bell = Background(), Bell(dsn)
    relay = Watched("events", "EVT", f"evt.*.{OWNER}.>", dsn, stage.producer, read, bell, tasks)
    tasks.start("bell", bell.run)
    return relay, tasks


async def _latency(stage: Stage, report: Report, pace: Pace, store: EventStore, dsn: str) -> None:
    """From the moment the append returns. At 50/s the cores doze between two, as they do at night."""
    relay, tasks = watched(stage, dsn)
    acks: list[float] = []  # by position
    relay.acked = lambda position: acks.extend([perf_counter()] * (position + 1 - len(acks)))
    tasks.start("relay:events", relay.run)
    await until(lambda: len(acks) > BACKLOG)

    async def at_fifty(seconds: float) -> Slice:
        commits: dict[int, float] = {}

        async def append() -> None:
            commits[await store.append(append_of(sealed_note()))] = perf_counter()

        await open_loop(50, seconds, append)
        await until(lambda: len(acks) > max(commits))
        waits = sorted(acks[position] - committed for position, committed in commits.items())
        return Slice(len(waits), seconds, 0, waits)

    async def bare(seconds: float) -> Slice:
        return await open_loop(50, seconds, lambda: stage.producer.request(RAW_SUBJECT, bytes(1000), timeout=5))

    taken = await interleaved({"ours": at_fifty, "raw": bare}, pace)
    for share, at_most in ((0.5, 2.0), (0.99, None)):
        what = f"commit → ack at 50/s, p{share * 100:.0f}"
        figure, floor = (taken[name].percentile(share) for name in ("ours", "raw"))
        report.add(Row.latency(what, figure, "one JetStream publish at 50/s", floor, at_most_ms=at_most))
    await tasks.stop()
