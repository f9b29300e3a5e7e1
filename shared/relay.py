"""Log → JetStream: one leader per database reads by position, publishes in a window, then saves its checkpoint.

A crash anywhere repeats the last window and never skips; JetStream drops what it has seen by `Nats-Msg-Id`, and
whoever stores facts knows a repeated one by its producer's position.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
from nats.aio.client import Client as Nats
from nats.errors import Error as NatsError
from opentelemetry.trace import SpanKind

from shared.background import Background
from shared.database import Bell, leading
from shared.statements import statements
from shared.telemetry import relay_lag, spans, subject_kind
from shared.wire import Message

SQL = statements(Path(__file__).parent / "sql" / "checkpoints.sql")
WINDOW = 512  # JetStream takes batches of at most 1000
LOOK_AGAIN = 60.0  # seconds
DUPLICATE = 10201  # its code for a batch that holds a message it has

Page = Sequence[tuple[int, Message | None]]  # position, and what is to leave (None: private)
Read = Callable[[asyncpg.Connection, int, int], Coroutine[Any, Any, Page]]


class NotPublished(Exception):
    """JetStream did not acknowledge every message of a window."""


async def publish(nats: Nats, messages: Sequence[Message], patience: float = 5.0) -> int:
    """How many of them the stream did not have, when JetStream has acknowledged all. Raises NotPublished; then some
    of the first may have arrived.

    Never a later one without an earlier one: a connection that breaks can swallow the middle of what was written to
    it and deliver the rest after it is back, so the messages go as one atomic batch. Those of which some are on the
    stream already, because a relay died before it saved its checkpoint, go one by one.
    """
    if not nats.is_connected:
        raise NotPublished
    try:
        if len(messages) > 1 and await _published_together(nats, messages, patience):
            return len(messages)
        return await _published_singly(nats, messages, patience)
    except (NatsError, TimeoutError, OSError) as error:
        raise NotPublished from error


async def _published_together(nats: Nats, messages: Sequence[Message], patience: float) -> bool:
    """Publish a batch that JetStream takes whole or not at all. Returns False when it knows some of it already."""
    batch = uuid4().hex
    headers = [m.headers | {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(n)} for n, m in enumerate(messages, 1)]
    for message, header in zip(messages[:-1], headers, strict=False):
        await nats.publish(message.subject, message.body, headers=header)
    last = messages[-1]
    reply = await nats.request(last.subject, last.body, patience, headers=headers[-1] | {"Nats-Batch-Commit": "1"})
    error = orjson.loads(reply.data).get("error")
    if error and error.get("err_code") != DUPLICATE:
        raise NotPublished
    return not error


async def _published_singly(nats: Nats, messages: Sequence[Message], patience: float) -> int:
    new = 0
    for message in messages:
        reply = await nats.request(message.subject, message.body, patience, headers=dict(message.headers))
        if "error" in (answer := orjson.loads(reply.data)):
            raise NotPublished
        new += not answer.get("duplicate")
    return new


class Relay:
    """read(connection, after, limit): the next rows of a log in position order, all for `stream`.

    subjects: where nobody else publishes, and this relay everything.
    """

    def __init__(
        self, name: str, stream: str, subjects: str, dsn: str, nats: Nats, read: Read, bell: Bell, tasks: Background
    ) -> None:
        self.name, self._dsn, self._read, self._tasks = name, dsn, read, tasks
        self._ear = bell.ear("events", name)  # an append can hold audit rows; those of reads ring only for their relay
        self._nats, self.stream, self._subjects = nats, stream, subjects
        self._created, self._held, self._position = "", 0, 0

    async def run(self) -> None:
        """Become the leader, then relay for ever; keep it running in the background."""
        async with leading(self._dsn, f"relay:{self.name}") as connection:
            while True:
                await self._find_place(connection)
                await self._relay(connection)

    async def _find_place(self, connection: asyncpg.Connection) -> None:
        """From where the log must be sent: where it was left, or from the beginning to a stream that was made anew.

        Also to one that has lost its end, because JetStream acknowledges before it syncs. Others may have filled the
        place since; so what counts is how many messages of ours it holds.
        """
        info = await self._nats.jetstream().stream_info(self.stream, subjects_filter=self._subjects)
        self._created, self._held = str(info.created), sum((info.state.subjects or {}).values())
        saved = await connection.fetchrow(SQL["load"], self.name)
        created, _, held = saved["epoch"].rpartition("/") if saved else ("", "", "")
        if saved and created == self._created and int(held) <= self._held:
            self._position = saved["position"]
        else:
            self._position = 0
            await self._save(connection)  # before it holds more again, and looks as if nothing had been lost

    async def _relay(self, connection: asyncpg.Connection) -> None:
        """Until NATS has been away, or for a while: then it may be another stream."""
        connects, until = self._nats.stats["reconnects"], time.monotonic() + LOOK_AGAIN
        page: Page = ()
        while self._nats.stats["reconnects"] == connects and time.monotonic() < until:
            page = page or await self._read(connection, self._position, WINDOW)
            more = len(page) == WINDOW
            page = await self._move(connection, page, more=more) if page else page
            self._tasks.well(f"relay:{self.name}")
            if not more:
                await self._ear.wait()

    async def _move(self, connection: asyncpg.Connection, page: Page, *, more: bool) -> Page:
        """Publish a page. Returns the next one, if there is more: read and signed while JetStream stores this one."""
        reached = page[-1][0]
        try:
            async with asyncio.TaskGroup() as group:
                ahead = group.create_task(self._read(connection, reached, WINDOW)) if more else None
                if messages := [message for _, message in page if message]:
                    told = ((subject_kind(message.subject), message.traceparent) for message in messages)
                    with spans(told, kind=SpanKind.PRODUCER):
                        self._held += await publish(self._nats, messages)
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None  # its class is what the log tells
        self._position = reached
        await self._save(connection)
        relay_lag(len(page))
        return ahead.result() if ahead else ()

    async def _save(self, connection: asyncpg.Connection) -> None:
        await connection.execute(SQL["save"], self.name, f"{self._created}/{self._held}", self._position)
