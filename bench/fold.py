"""Row 6 of the targets: taking in facts, folding them, rebuilding, beside bare loops and the textbook."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar
from uuid import uuid4

import asyncpg
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError

from bench.peer import Peer
from bench.relay import fill, published
from bench.report import Report, Row
from bench.sample import PRODUCER, SCHEMA, SIGNING, TEXT, key_of, page
from bench.servers import READER, Stage
from bench.slices import Pace, Runner, Slice, interleaved, timed
from shared.background import Background
from shared.database import SETTINGS, Bell, pool
from shared.event_store import EventStore
from shared.events import Recorded
from shared.intake import SQL as FACTS
from shared.intake import FactIntake, StreamSource
from shared.projector import Apply, Fact, FactSource, LogSource, Projector, Source, rebuild
from shared.wire import Message, parse_envelope

COUNT, BATCH, FEW = 20_000, 500, 500
TABLE = "CREATE TABLE seen (stream text, version int, item text NOT NULL, PRIMARY KEY (stream, version))"
UPSERT = """INSERT INTO seen (stream, version, item) SELECT * FROM unnest($1::text[], $2::int[], $3::text[])
ON CONFLICT (stream, version) DO UPDATE SET item = excluded.item"""
RAW_PAGE = "SELECT position, stream, version, data FROM events WHERE position > $1 ORDER BY position LIMIT $2"
EMPTY = "DELETE FROM seen"
_Item = TypeVar("_Item")


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    dsn = await stage.database("fold", TABLE)
    tasks, readers = Background(), await pool(dsn)
    store = EventStore(dsn, readers)
    tasks.start("store", store.run)
    await fill(store, COUNT)
    raw = await asyncpg.connect(dsn, server_settings=SETTINGS)
    ready = [message for _, message in await page(raw, 0, COUNT) if message]
    await stage.empty_stream()
    await published(stage, ready)
    await _intake(stage, report, pace, dsn, raw, ready)
    await _folds(stage, report, pace, dsn, raw)
    await raw.close()
    await tasks.stop()
    readers.terminate()


async def _intake(
    stage: Stage, report: Report, pace: Pace, dsn: str, raw: asyncpg.Connection, ready: Sequence[Message]
) -> None:
    rows = [_row(message) for message in ready]
    unverified = _Unverified(key_of)

    empty = ("TRUNCATE facts", "TRUNCATE checkpoints")
    taken = await interleaved(
        {
            "raw": _afresh(stage, empty, lambda: _bare_intake(stage, raw, rows)),
            "raw verified": _afresh(stage, empty, lambda: _bare_intake(stage, raw, rows, key_of(PRODUCER))),
            "ours": _afresh(stage, empty, lambda: _taken_in(stage, dsn, FactIntake(key_of))),
            "unverified": _afresh(stage, empty, lambda: _taken_in(stage, dsn, unverified)),
        },
        pace,
    )
    floor = "bare pull and unnest of ready rows"
    verified = f"{floor}, each verified"
    report.add(Row.rate("intake of facts", taken["ours"], verified, taken["raw verified"], at_least=0.6))
    report.add(Row.rate("intake of facts, verifying left out", taken["unverified"], floor, taken["raw"], at_least=0.6))
    report.add(Row.rate("what verifying costs the floor", taken["raw verified"], floor, taken["raw"]))


class _Unverified(FactIntake):
    async def apply(self, connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        await connection.execute(FACTS["store"], *zip(*map(_row, messages), strict=True))


def _row(message: Message) -> tuple[object, ...]:
    found = parse_envelope(message.body)
    return (found.kommune, found.owner, found.position, found.child, found.type, message.body, message.signature)


async def _taken_in(stage: Stage, dsn: str, intake: FactIntake) -> int:
    source = StreamSource(stage.reader, "EVT", f"{READER}-intake", "evt.>", f"_INBOX_{READER}.intake")
    return await folded("intake", dsn, source, intake.apply)


async def _bare_intake(
    stage: Stage, raw: asyncpg.Connection, rows: Sequence[tuple[object, ...]], key: Ed25519PublicKey | None = None
) -> int:
    """What arrives is counted, and rows made in advance are stored instead of it. key: verify something with each."""
    signature = SIGNING.sign(TEXT.encode())
    client, inbox, name, arrived = stage.reader, f"_INBOX_{READER}.raw.{uuid4().hex}", f"{READER}-intake", 0
    some = asyncio.Event()

    async def count(_: Msg) -> None:
        nonlocal arrived
        arrived += 1
        some.set()

    subscription = await client.subscribe(inbox, cb=count)
    with suppress(NotFoundError):
        await client.jetstream().delete_consumer("EVT", name)
    config = ConsumerConfig(name=name, filter_subject="evt.>", ack_policy=AckPolicy.NONE, mem_storage=True)
    await client.jetstream().add_consumer("EVT", config)
    request = orjson.dumps({"batch": len(rows), "expires": 30_000_000_000})
    await client.publish(f"$JS.API.CONSUMER.MSG.NEXT.EVT.{name}", request, reply=inbox)
    stored = 0
    while stored < len(rows):
        await some.wait()
        some.clear()
        while stored < arrived:
            batch = rows[stored : min(arrived, stored + BATCH)]
            if key:
                for _ in batch:
                    key.verify(signature, TEXT.encode())
            await raw.execute(FACTS["store"], *zip(*batch, strict=True))
            stored += len(batch)
    await subscription.unsubscribe()
    return stored


async def _folds(stage: Stage, report: Report, pace: Pace, dsn: str, raw: asyncpg.Connection) -> None:
    bell = Bell(dsn)

    async def log() -> int:
        await rebuild(dsn, "log", [EMPTY])
        return await folded("log", dsn, LogSource(bell.ear("events")), fold_log)

    async def facts() -> int:
        await rebuild(dsn, "facts", [EMPTY])
        return await folded("facts", dsn, FactSource(bell.ear("facts")), fold_facts)

    empty = (EMPTY, "TRUNCATE checkpoints")
    taken = await interleaved(
        {
            "raw": _afresh(stage, empty, lambda: _bare_fold(raw)),
            "log": _afresh(stage, empty, log),
            "facts": _afresh(stage, empty, facts),
            "each": _afresh(stage, empty, lambda: _one_by_one(raw)),
        },
        pace,
    )
    floor, each = "bare SELECT and upsert, a page a commit", "one transaction per event"
    report.add(Row.at_rate("rebuild a projection of the own log", taken["log"], floor, taken["raw"], at_least=20_000))
    report.add(Row.at_rate("rebuild a projection of facts", taken["facts"], floor, taken["raw"], at_least=20_000))
    report.add(Row.rate("fold facts, and the textbook's way", taken["facts"], each, taken["each"], at_least=20))


async def fold_log(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
    seen = [(row.stream, row.version, SCHEMA.read(row).item) for row in rows]
    await connection.execute(UPSERT, *zip(*seen, strict=True))


async def fold_facts(connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
    found = [fact.envelope for fact in facts]
    seen = [(one.stream, one.version, str(one.data["item"])) for one in found]
    await connection.execute(UPSERT, *zip(*seen, strict=True))


async def _bare_fold(raw: asyncpg.Connection) -> int:
    position = done = 0
    while page := await raw.fetch(RAW_PAGE, position, BATCH):
        seen = [(row["stream"], row["version"], orjson.loads(row["data"])["item"]) for row in page]
        await raw.execute(UPSERT, *zip(*seen, strict=True))
        position, done = page[-1]["position"], done + len(page)
    return done


async def _one_by_one(raw: asyncpg.Connection) -> int:
    """An inbox row and the effect in a transaction of their own, for each fact."""
    for row in await raw.fetch(RAW_PAGE, 0, FEW):
        async with raw.transaction():
            await raw.execute("INSERT INTO inbox VALUES ('bench', $1) ON CONFLICT DO NOTHING", uuid4())
            await raw.execute(UPSERT, [row["stream"]], [row["version"]], [orjson.loads(row["data"])["item"]])
    return FEW


class Until(Background):
    """Ends when a projection has committed so many items."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._left, self.done = count, asyncio.Event()

    def counting(self, apply: Apply[_Item]) -> Apply[_Item]:
        async def counted(connection: asyncpg.Connection, items: Sequence[_Item]) -> None:
            await apply(connection, items)
            self._left -= len(items)

        return counted

    def well(self, name: str) -> None:
        super().well(name)
        if self._left <= 0:
            self.done.set()


async def folded(name: str, dsn: str, source: Source[_Item], apply: Apply[_Item]) -> int:
    tasks = Until(COUNT)
    tasks.start(name, Projector(name, dsn, source, tasks.counting(apply), tasks).run)
    await tasks.done.wait()
    await tasks.stop()
    return COUNT


def _afresh(stage: Stage, empty: Sequence[str], work: Callable[[], Awaitable[int]]) -> Runner:
    async def run(_: float) -> Slice:
        await stage.as_owner("fold", *empty)
        return await timed(work())

    return run
