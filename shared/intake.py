"""JetStream → `facts`: this owner's copy of what every owner has said, verified once and kept sealed.

A pull consumer without acks, from a checkpoint in PostgreSQL: JetStream remembers nothing about us, so a crash, a
deleted consumer, a stream created anew or one that has lost its end costs a reading again and never a loss.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from shared.projector import Batch, Checkpoint
from shared.statements import statements
from shared.wire import Message, Unverified, proven, received

log = logging.getLogger(__name__)
SQL = statements(Path(__file__).parent / "sql" / "facts.sql")
CREDIT = 1000  # messages that may be under way to us
BATCH = 500
EXPIRES = 30.0  # seconds that a pull request stands
HEARTBEAT = 2.0
SILENCE = 5.0  # seconds without even a heartbeat after which the consumer is made anew


class StreamBroken(Exception):
    """Messages are missing, or JetStream stopped answering."""


@dataclass(frozen=True, slots=True)
class StreamSource:
    """consumer: the exact name that this identity's NATS permissions allow; its filter is `subjects`."""

    nats: Nats
    stream: str
    consumer: str
    subjects: str
    inbox: str

    async def batches(
        self, _connection: asyncpg.Connection, start: Checkpoint | None
    ) -> AsyncGenerator[Batch[Message], None]:
        """The last message that was read comes once more. If it is another, the stream was made anew, or has lost its
        end after a power cut and used the same numbers again; then all of it is read.
        """
        last = (await self.nats.jetstream().stream_info(self.stream)).state.last_seq
        known = start if start and 0 < start.position <= last else None
        pull = await _Pull.begin(self, known.position if known else 1)
        try:
            while True:
                taken, behind = await pull.next()
                if known and _place(taken[0]) != known:
                    await pull.end()
                    known, pull = None, await _Pull.begin(self, 1)
                    continue
                known = None
                yield Batch([m for m in map(_message, taken) if m], _place(taken[-1]), behind)
        finally:
            await pull.end()


def _place(message: Msg) -> Checkpoint:
    """When JetStream stored it tells one message from another that has had its number."""
    return Checkpoint(str(message.metadata.timestamp), message.metadata.sequence.stream)


class _Pull:
    """A standing pull request, renewed at half its credit."""

    def __init__(self, source: StreamSource) -> None:
        self._source = source
        self._waiting: deque[Msg] = deque()
        self._some = asyncio.Event()
        self._inbox = f"{source.inbox}.{uuid4().hex}"
        self._credit, self._last = 0, 0
        self._subscription: Subscription | None = None

    @classmethod
    async def begin(cls, source: StreamSource, first: int) -> "_Pull":
        pull = cls(source)
        jetstream = source.nats.jetstream()
        with suppress(NotFoundError):
            await jetstream.delete_consumer(source.stream, source.consumer)
        pull._subscription = await source.nats.subscribe(pull._inbox, cb=pull._arrived)
        await jetstream.add_consumer(
            source.stream,
            ConsumerConfig(
                name=source.consumer, filter_subject=source.subjects, deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=first, ack_policy=AckPolicy.NONE, inactive_threshold=60, mem_storage=True,
            ),
        )  # fmt: skip
        return pull

    async def next(self) -> tuple[Sequence[Msg], int]:
        """What has arrived, one at least, and how many wait on the stream."""
        if self._credit < CREDIT // 2:
            await self._ask()
        while not self._waiting:
            try:
                async with asyncio.timeout(SILENCE):  # not wait_for, see Ear
                    await self._some.wait()
            except TimeoutError as error:
                raise StreamBroken from error
            self._some.clear()
        taken = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        for message in taken:
            self._last += 1
            if message.metadata.sequence.consumer != self._last:
                raise StreamBroken
        return taken, taken[-1].metadata.num_pending

    async def end(self) -> None:
        if self._subscription and self._source.nats.is_connected:
            await self._subscription.unsubscribe()

    async def _ask(self) -> None:
        request = {
            "batch": CREDIT - self._credit, "expires": int(EXPIRES * 1e9), "idle_heartbeat": int(HEARTBEAT * 1e9)
        }  # fmt: skip
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._source.stream}.{self._source.consumer}"
        self._credit = CREDIT
        await self._source.nats.publish(subject, orjson.dumps(request), reply=self._inbox)

    async def _arrived(self, message: Msg) -> None:
        headers = message.headers or {}
        status = headers.get("Status")
        if status is None:
            self._credit -= 1
            self._waiting.append(message)
        elif status == "408":  # a request ran out with this much of it unused; another may still stand
            self._credit -= int(headers.get("Nats-Pending-Messages", CREDIT))
            if self._credit < CREDIT // 2:
                await self._ask()
        elif status != "100":
            return  # not a heartbeat: the silence that follows makes us begin again
        self._some.set()


def _message(message: Msg) -> Message | None:
    try:
        return received(message.subject, message.data, dict(message.headers or {}))
    except Unverified:
        log.error("a message without signature or position was left out", extra={"service": "JetStream"})
        return None


class FactIntake:
    """Applies a batch: verifies each fact and stores it once."""

    def __init__(self, key_of: Callable[[str], Ed25519PublicKey | None]) -> None:
        self._key_of = key_of

    async def apply(self, connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        rows = [row for message in messages if (row := self._row(message))]
        if rows:
            await connection.execute(SQL["store"], *zip(*rows, strict=True))

    def _row(self, message: Message) -> tuple[str, str, int, str, str, bytes, bytes] | None:
        if (found := proven(message, self._key_of)) is None:
            return None
        return (
            found.kommune, found.owner, found.position, found.child, found.type, message.body, message.signature
        )  # fmt: skip
