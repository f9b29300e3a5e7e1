"""Parts in processes of their own, as two services are: `python -m bench.process <part> <json>`.

A part says what it found as lines of JSON, and ends when its input ends.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from time import monotonic_ns
from typing import Any, Self

import asyncpg
import orjson
import uvloop
from nats.aio.client import Client as Nats

from bench.sample import OWNER, PRODUCER, TEXT, SealedNote, append_of, key_of, page
from bench.slices import closed_loop, open_loop
from deploy import nats
from shared.background import Background
from shared.database import Bell, pool
from shared.errors import ConcurrentAppend
from shared.event_store import EventStore
from shared.intake import FactIntake, StreamSource
from shared.projector import Fact, FactSource, Projector
from shared.relay import Relay
from shared.wire import Message, parse_envelope

READER = "case-ppt"
NOTES = "evt.*.*.note.>"  # and not what floors publish


class Part:
    """A running part, from the outside."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, part: str, **told: Any) -> Self:
        """Returns when it says that it is ready."""
        pipe = asyncio.subprocess.PIPE
        command = ("-m", "bench.process", part, orjson.dumps(told).decode())
        process = await asyncio.create_subprocess_exec(sys.executable, *command, stdin=pipe, stdout=pipe, limit=2**26)
        started = cls(process)
        await started.hear()
        return started

    def say(self, **values: Any) -> None:
        if self._process.stdin:
            self._process.stdin.write(orjson.dumps(values) + b"\n")

    async def hear(self) -> Any:
        line = await self._process.stdout.readline() if self._process.stdout else b""
        return orjson.loads(line)

    async def ask(self, **values: Any) -> Any:
        self.say(**values)
        return await self.hear()

    async def end(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        await self._process.wait()


class Heard(Background):
    """When what a projection was given has been committed: stamps become waiting times, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: dict[str, list[float]] = {}
        self._given: dict[str, list[int]] = {}

    def given(self, name: str, items: Sequence[str]) -> None:
        self._given[name] = [int(item[2:]) for item in items]

    def well(self, name: str) -> None:
        super().well(name)
        now, given = monotonic_ns(), self._given.pop(name, [])
        self.waits.setdefault(name, []).extend((now - stamp) / 1e6 for stamp in given)


def stamped() -> SealedNote:
    """An event that says when its command began, by the clock that all processes share."""
    return SealedNote(item=f"n-{monotonic_ns()}", text=TEXT)


async def tell(dsn: str, url: str, secrets: str) -> None:
    """One service: it appends as it is asked to, and relays."""
    tasks, bell, readers = Background(), Bell(dsn), await pool(dsn)
    store, client = EventStore(dsn, readers), await _connect(url, secrets, PRODUCER)
    relay = Relay("events", "EVT", f"evt.*.{OWNER}.>", dsn, client, page, bell, tasks)
    for name, run in (("store", store.run), ("bell", bell.run), ("relay", relay.run)):
        tasks.start(name, run)
    numbers = count()

    async def append() -> None:
        next(numbers)
        await store.append(append_of(stamped()))

    async for asked in _asked():
        before = next(numbers)
        if callers := asked.get("callers"):
            await closed_loop(callers, asked["seconds"], append)
        else:
            await open_loop(asked["rate"], asked["seconds"], append)
        _say(appended=next(numbers) - before - 1)


async def listen(dsn: str, url: str, secrets: str) -> None:
    """Another service: it takes the facts in and folds them. Asked, it says how long they took since last asked."""
    tasks, bell = Heard(), Bell(dsn)
    client, intake = await _connect(url, secrets, READER), FactIntake(key_of)
    source = StreamSource(client, "EVT", f"{READER}-intake", NOTES, f"_INBOX_{READER}.intake")

    async def take_in(connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        await intake.apply(connection, messages)
        tasks.given("projection:intake", [parse_envelope(message.body).data["item"] for message in messages])

    async def fold(_: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        tasks.given("projection:facts", [fact.envelope.data["item"] for fact in facts])

    tasks.start("intake", Projector("intake", dsn, source, take_in, tasks).run)
    tasks.start("facts", Projector("facts", dsn, FactSource(bell.ear("facts")), fold, tasks).run)
    tasks.start("bell", bell.run)
    async for _ in _asked():
        told, tasks.waits = tasks.waits, {}
        _say(stored=told.get("projection:intake", []), folded=told.get("projection:facts", []))


async def write(dsn: str, writers: int, seed: int) -> None:
    """Many writers on few streams, who append one to three events at once and often lose, until told to stop."""
    tasks, readers = Background(), await pool(dsn)
    store, won, lost, stop = EventStore(dsn, readers), 0, 0, asyncio.Event()
    tasks.start("store", store.run)

    async def writer(number: int) -> None:
        nonlocal won, lost
        for n in count():
            if stop.is_set():
                return
            stream, events = f"g-{(seed + number + n) % 64}", [stamped() for _ in range(1 + n % 3)]
            head = await readers.fetchval("SELECT coalesce(max(version), 0) FROM events WHERE stream = $1", stream)
            append = append_of(*events, stream=stream, expected=head)
            try:
                await store.append(append)
                won += len(events)
            except ConcurrentAppend:
                lost += 1

    writing = asyncio.gather(*(writer(number) for number in range(writers)))
    async for _ in _asked():
        stop.set()
        await writing
        _say(won=won, lost=lost)


async def _connect(url: str, secrets: str, identity: str) -> Nats:
    return await nats.connect(url, Path(secrets), identity)


async def _asked() -> Any:
    """The lines of our input, as they come."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    _say(ready=True)
    while line := await reader.readline():
        yield orjson.loads(line)


def _say(**values: Any) -> None:
    left = orjson.dumps(values) + b"\n"
    while left:
        left = left[os.write(1, left) :]


PARTS = {part.__name__: part for part in (tell, listen, write)}

if __name__ == "__main__":
    uvloop.run(PARTS[sys.argv[1]](**orjson.loads(sys.argv[2])))
