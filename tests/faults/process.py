"""One part of the kernel in a process of its own, so that a test can kill it."""

import asyncio
import os
import random
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uuid_utils.compat as uuid

from shared import bus
from shared import intake as kernel_intake
from shared.background import Background
from shared.database import LOST, Bell, connect, pool
from shared.errors import ConcurrentAppend, OutcomeUnknown
from shared.event_store import SQL as EVENTS
from shared.event_store import EventStore
from shared.events import Recorded
from shared.inbox import first_time
from shared.intake import FactIntake, StreamSource
from shared.projector import Fact, FactSource, LogSource, Projector
from shared.reactions import react as kernel_react
from shared.relay import Relay
from shared.settings import Settings
from shared.timers import Clockwork, Timer
from shared.wire import Message
from tests.faults.noted import OWNER, append, event, key_of, page
from tests.faults.servers import connected
from tests.waiting import until


def say(**values: Any) -> None:
    """To the test that started this process."""
    if __name__ == "__main__":
        os.write(1, orjson.dumps(values) + b"\n")


async def write(
    dsn: str,
    count: int,
    callers: int,
    streams: int,
    prefix: str = "s",
    kommuner: Sequence[str] = ("4999",),
    size: int = 300,
) -> None:
    """Append `count` items from many callers at once; say what was acknowledged."""
    tasks, readers = Background(), await _patient_pool(dsn)
    store = EventStore(dsn, readers)
    tasks.start("store", store.run)
    left = iter(range(count))
    await asyncio.gather(*(_caller(store, left, streams, prefix, kommuner, size) for _ in range(callers)))
    await tasks.stop()
    readers.terminate()
    say(done=True)


async def _patient_pool(dsn: str) -> asyncpg.Pool:
    while True:
        try:
            return await pool(dsn)
        except LOST:
            await asyncio.sleep(0.1)


async def _caller(store: EventStore, left: Any, streams: int, prefix: str, kommuner: Sequence[str], size: int) -> None:
    for n in left:
        stream, kommune, noted = (
            f"{prefix}-{random.randrange(streams)}",
            random.choice(kommuner),
            event(f"{prefix}-{n}", size),
        )
        await until(partial(_appended, store, stream, kommune, noted))


async def _appended(store: EventStore, stream: str, kommune: str, noted: Any) -> bool:
    """As the command handler does it: look whether it is there already, append, and look again when in doubt."""
    try:
        rows = await store.read(kommune, stream)
        if any(row.event_id == noted.event_id for row in rows):
            say(event=str(noted.event_id))
            return True
        position = await store.append(append(stream, len(rows), noted, kommune=kommune, audit=1))
    except (ConcurrentAppend, OutcomeUnknown):
        return False
    say(event=str(noted.event_id), position=position)
    return True


async def stress(dsn: str, seconds: float, callers: int, seed: int) -> None:
    """Many callers on four connections: new streams, and races for a few with right, stale and wrong expectations."""
    tasks, readers, chance = Background(), await _patient_pool(dsn), random.Random(seed)
    stores, heads = [EventStore(dsn, readers) for _ in range(4)], dict.fromkeys((f"s-{n}" for n in range(8)), 0)
    for n, store in enumerate(stores):
        tasks.start(f"store-{n}", store.run)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(_racer(stores[n % 4], readers, heads, chance) for n in range(callers)))
    say(done=True)


async def _racer(store: EventStore, readers: asyncpg.Pool, heads: dict[str, int], chance: random.Random) -> None:
    while True:
        if fresh := chance.random() < 0.6:
            stream, expected = f"f-{uuid.uuid7()}", 0
        else:
            stream = chance.choice(list(heads))
            expected = max(0, heads[stream] + chance.choice((0, 0, 0, 0, -1, 1)))
        events = [event("i", 50) for _ in range(chance.choice((1, 2, 10)))]
        try:
            position = await store.append(append(stream, expected, *events, audit=1))
        except ConcurrentAppend:
            with suppress(*LOST):
                head = await readers.fetchval("SELECT max(version) FROM events WHERE stream = $1", stream)
                heads[stream] = head or 0
        except OutcomeUnknown:
            await asyncio.sleep(0.01)
        else:
            last = expected + len(events)
            if not fresh:
                heads[stream] = last
            say(stream=stream, version=last, position=position, ids=[str(e.event_id) for e in events])


async def tail(dsn: str) -> None:
    """Read the log by position up to its very end without a pause: where a late commit would be passed."""
    readers, position = await _patient_pool(dsn), 0
    while True:
        with suppress(*LOST):
            rows = await readers.fetch(EVENTS["after"], position, 10**6)
            if rows:
                position = rows[-1]["position"]
                say(positions=[row["position"] for row in rows])


async def relay(dsn: str, nats: str, owner: str = OWNER) -> None:
    tasks, bell = Background(), Bell(dsn)
    read = partial(page, owner=owner)
    part = Relay("events", "EVT", f"evt.*.{owner}.>", dsn, await connected(nats), read, bell, tasks)
    tasks.start("bell", bell.run)
    tasks.start("relay:events", part.run)
    await asyncio.Event().wait()


async def intake(dsn: str, nats: str, expires: float | None = None) -> None:
    if expires:
        kernel_intake.EXPIRES, kernel_intake.HEARTBEAT = expires, expires / 4
    tasks = Background()
    source = StreamSource(await connected(nats), "EVT", "case-ppt-intake", "evt.>", "_INBOX_intake")
    part = Projector("intake", dsn, source, FactIntake(key_of).apply, tasks)
    tasks.start("projection:intake", part.run)
    await asyncio.Event().wait()


async def fold(dsn: str, source: str) -> None:
    """Write down each item in the order it is seen; the table takes none twice."""
    tasks, bell = Background(), Bell(dsn)
    part: Projector[Any] = (
        Projector("log", dsn, LogSource(bell.ear("events")), note_rows, tasks) if source == "log"
        else Projector("facts", dsn, FactSource(bell.ear("facts")), note_facts, tasks)
    )  # fmt: skip
    tasks.start("bell", bell.run)
    tasks.start(f"projection:{source}", part.run)
    await asyncio.Event().wait()


async def note_rows(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
    await connection.executemany(
        "INSERT INTO folded (source, position) VALUES ('log', $1)", [(r.position,) for r in rows]
    )


async def note_facts(connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
    rows = [(f.envelope.position,) for f in facts]
    await connection.executemany("INSERT INTO folded (source, position) VALUES ('facts', $1)", rows)


async def clock(dsn: str) -> None:
    """Each due timer becomes one event in the stream it concerns, as a command would make it."""
    tasks, readers = Background(), await _patient_pool(dsn)
    store = EventStore(dsn, readers)

    async def fire(timer: Timer) -> None:
        rows = await store.read(timer.kommune, timer.subject)
        if not any(row.causation == timer.command_id() for row in rows):
            due = replace(append(timer.subject, len(rows), event("due")), causation=timer.command_id())
            await store.append(due)

    tasks.start("store", store.run)
    tasks.start("timers", Clockwork(dsn, fire, tasks).run)
    await asyncio.Event().wait()


async def react(settings: dict[str, str], durable: str, dsn: str, then_hang: bool) -> None:  # noqa: FBT001 - from JSON
    """Have an effect for every message, and perhaps never come to acknowledge it."""
    told = Settings.model_validate({name.removeprefix("STAFETT_").lower(): value for name, value in settings.items()})
    broker, connection = bus.connect(told), await connect(dsn)

    async def effect(message: Message) -> None:
        await remembered(connection, durable, UUID(int=orjson.loads(message.body)["n"]))
        say(had=True)
        await asyncio.sleep(3600 if then_hang else 0)

    kernel_react(broker, told, durable, effect)
    await broker.start()
    await asyncio.Event().wait()


async def remembered(connection: asyncpg.Connection, consumer: str, message: UUID) -> bool:
    """The inbox and the effect, in one transaction."""
    async with connection.transaction():
        if fresh := await first_time(connection, consumer, message):
            await connection.execute(
                "INSERT INTO audit_trail (kommune, number, entry) VALUES ('4999', end_of_trail('4999') + 1, '')"
            )
    return fresh


PARTS = {part.__name__: part for part in (write, stress, tail, relay, intake, fold, clock, react)}

if __name__ == "__main__":
    asyncio.run(PARTS[sys.argv[1]](**orjson.loads(sys.argv[2])))
