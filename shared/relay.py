"""Log → JetStream: one leader per database reads by position, publishes in a window, then saves its checkpoint.

A crash anywhere repeats the last window and never skips; JetStream drops what it has seen by `Nats-Msg-Id`, and
whoever stores facts knows a repeated one by its producer's position.
"""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import uuid4

import asyncpg
import orjson
from nats.aio.client import Client as Nats
from nats.errors import Error as NatsError

from shared.background import Background
from shared.database import Bell, leading
from shared.statements import statements
from shared.telemetry import relay_lag
from shared.wire import Message

SQL = statements(Path(__file__).parent / "sql" / "checkpoints.sql")
WINDOW = 512  # JetStream takes batches of at most 1000
DUPLICATE = 10201  # its code for a batch that holds a message it has

Page = Sequence[tuple[int, Message | None]]  # position, and what is to leave (None: private)
Read = Callable[[asyncpg.Connection, int, int], Awaitable[Page]]


class NotPublished(Exception):
    """JetStream did not acknowledge every message of a window."""


async def publish(nats: Nats, messages: Sequence[Message], patience: float = 5.0) -> None:
    """Returns when JetStream has acknowledged all. Raises NotPublished; then some of the first may have arrived.

    Never a later one without an earlier one: a connection that breaks can swallow the middle of what was written to
    it and deliver the rest after it is back, so the messages go as one atomic batch. Those of which some are on the
    stream already, because a relay died before it saved its checkpoint, go one by one.
    """
    if not nats.is_connected:
        raise NotPublished
    try:
        if len(messages) > 1 and await _published_together(nats, messages, patience):
            return
        for message in messages:
            answer = await nats.request(message.subject, message.body, patience, headers=dict(message.headers))
            if "error" in orjson.loads(answer.data):
                raise NotPublished
    except (NatsError, TimeoutError, OSError) as error:
        raise NotPublished from error


async def _published_together(nats: Nats, messages: Sequence[Message], patience: float) -> bool:
    """Publish a batch that JetStream takes whole or not at all. Returns False when it knows some of it already."""
    batch = uuid4().hex
    headers = [m.headers | {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(n)} for n, m in enumerate(messages, 1)]
    for message, header in zip(messages[:-1], headers, strict=False):
        await nats.publish(message.subject, message.body, headers=header)
    last = messages[-1]
    answer = await nats.request(last.subject, last.body, patience, headers=headers[-1] | {"Nats-Batch-Commit": "1"})
    error = orjson.loads(answer.data).get("error")
    if error and error["err_code"] != DUPLICATE:
        raise NotPublished
    return error is None


class Relay:
    """read(connection, after, limit): the next rows of a log in position order."""

    def __init__(self, name: str, dsn: str, nats: Nats, read: Read, bell: Bell, tasks: Background) -> None:
        self.name, self._dsn, self._read, self._ear, self._tasks = name, dsn, read, bell.ear("events"), tasks
        self._nats = nats
        self.position = 0

    async def run(self) -> None:
        """Become the leader, then relay for ever; keep it running in the background."""
        async with leading(self._dsn, f"relay:{self.name}") as connection:
            saved = await connection.fetchrow(SQL["load"], self.name)
            self.position = saved["position"] if saved else 0
            await self._relay(connection)

    async def _relay(self, connection: asyncpg.Connection) -> None:
        while True:
            page = await self._read(connection, self.position, WINDOW)
            if page:
                await publish(self._nats, [message for _, message in page if message])
                self.position = page[-1][0]
                await connection.execute(SQL["save"], self.name, "log", self.position)
                relay_lag(len(page))
            self._tasks.well(f"relay:{self.name}")
            if len(page) < WINDOW:
                await self._ear.wait()
