"""Log → JetStream: one leader per database reads by position, publishes in a window, then saves its checkpoint.

A crash anywhere repeats the last window and never skips; JetStream drops what it has seen by `Nats-Msg-Id`, and
whoever stores facts knows a repeated one by its producer's position.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Self
from uuid import uuid4

import asyncpg
import orjson
from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.background import Background
from shared.database import Bell, leading
from shared.statements import statements
from shared.telemetry import relay_lag
from shared.wire import Message

SQL = statements(Path(__file__).parent / "sql" / "checkpoints.sql")
WINDOW = 512

Page = Sequence[tuple[int, Message | None]]  # position, and what is to leave (None: private)
Read = Callable[[asyncpg.Connection, int, int], Awaitable[Page]]


class NotPublished(Exception):
    """JetStream did not take every message of a window."""


class Window:
    """Publishes many messages and waits for all their acks on one inbox of its own.

    nats-py's own `publish_async` loses track of failed acks, and one `publish` at a time is a tenth as fast.
    """

    def __init__(self, nats: Nats, inbox: str) -> None:
        self._nats, self._prefix = nats, f"{inbox}."
        self._open: set[str] = set()
        self._done, self._failed = asyncio.Event(), False

    async def __aenter__(self) -> Self:
        self._acks = await self._nats.subscribe(self._prefix + "*", cb=self._acked)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._nats.is_connected:
            await self._acks.unsubscribe()

    async def publish(self, messages: Sequence[Message], patience: float = 10.0) -> None:
        """Returns when JetStream has acknowledged all. Raises NotPublished; then any of them may have arrived."""
        if not messages:
            return
        self._done.clear()
        self._failed = False
        self._open = {str(n) for n in range(len(messages))}
        try:
            for n, message in enumerate(messages):
                await self._nats.publish(message.subject, message.body, self._prefix + str(n), dict(message.headers))
            await asyncio.wait_for(self._done.wait(), patience)
        except (NatsError, TimeoutError, OSError) as error:
            raise NotPublished from error
        finally:
            self._open = set()
        if self._failed:
            raise NotPublished

    async def _acked(self, ack: Msg) -> None:
        token = ack.subject.rpartition(".")[2]
        if token not in self._open:
            return  # of a window that was given up
        self._open.discard(token)
        if not ack.data or "error" in orjson.loads(ack.data):
            self._failed = True
        if self._failed or not self._open:
            self._done.set()


class Relay:
    """read(connection, after, limit): the next rows of a log in position order."""

    def __init__(self, name: str, dsn: str, nats: Nats, inbox: str, read: Read, bell: Bell, tasks: Background) -> None:
        self.name, self._dsn, self._read, self._ear, self._tasks = name, dsn, read, bell.ear("events"), tasks
        self._nats, self._inbox = nats, f"{inbox}.{name}"
        self.position = 0

    async def run(self) -> None:
        """Become the leader, then relay for ever; keep it running in the background."""
        async with leading(self._dsn, f"relay:{self.name}") as connection:
            saved = await connection.fetchrow(SQL["load"], self.name)
            self.position = saved["position"] if saved else 0
            async with Window(self._nats, f"{self._inbox}.{uuid4().hex}") as window:
                await self._relay(connection, window)

    async def _relay(self, connection: asyncpg.Connection, window: Window) -> None:
        while True:
            page = await self._read(connection, self.position, WINDOW)
            if page:
                await window.publish([message for _, message in page if message])
                self.position = page[-1][0]
                await connection.execute(SQL["save"], self.name, "log", self.position)
                relay_lag(len(page))
            self._tasks.well(f"relay:{self.name}")
            if len(page) < WINDOW:
                await self._ear.wait()
