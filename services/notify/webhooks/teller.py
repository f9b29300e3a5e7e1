"""What waits → each receiver: tried slowly and finitely, each on its own, beside the mail.

Told at least once, under the same id, in no order: a process that dies between a receiver's yes and our `told` finds
the word due again.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime

import asyncpg
import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.notify.webhooks.outside import Forbidden, Outside
from services.notify.webhooks.receivers import Key, Receiver
from services.notify.webhooks.waiting import GATHER, SQL
from services.notify.webhooks.word import body, signed
from shared.background import Background
from shared.database import leading
from shared.telemetry import measured

log = logging.getLogger(__name__)
# Seconds from each try to the next, give or take a fifth. The first is longer than a call may take, so that none is
# begun twice; the last try fails some 22 hours after the first, and then nobody tries any more.
BACKOFF = (30.0, 120.0, 600.0, 3600.0, 10800.0, 21600.0, 43200.0, 43200.0)
TICK = 0.5  # seconds between looks
OK = range(200, 300)


class NotTaken(Exception):
    """The receiver answered something else than yes."""


NO_ANSWER = (NotTaken, Forbidden, httpx.HTTPError, OSError, TimeoutError)


class Teller:
    def __init__(
        self, dsn: str, pool: asyncpg.Pool, receivers: Mapping[Key, Receiver], key: Ed25519PrivateKey,
        outside: Outside, tasks: Background,
    ) -> None:  # fmt: skip
        self._dsn, self._pool, self._receivers, self._key = dsn, pool, receivers, key
        self._outside, self._tasks = outside, tasks

    async def run(self) -> None:
        """Become the one that tells, then tell for ever; keep it running in the background."""
        async with leading(self._dsn, "webhooks") as connection, asyncio.TaskGroup() as calls:
            while True:
                for row in await connection.fetch(SQL["claim"], BACKOFF):
                    calls.create_task(self._try(row))  # nobody waits for a slow one
                self._tasks.well("webhooks")
                await asyncio.sleep(TICK)

    async def _try(self, row: asyncpg.Record) -> None:
        which = row["kommune"], row["receiver"], row["kind"], row["event"]
        receiver = self._receivers.get((row["kommune"], row["receiver"]))
        if receiver is None:
            await self._pool.execute(SQL["give_up"], *which)  # taken off the list
            return
        try:
            with measured("reaction", "send-webhook"):
                await self._tell(row, receiver)
        except NO_ANSWER as error:
            await self._failed(row, which, type(error).__name__)
        else:
            await self._pool.execute(SQL["told"], *which, GATHER)

    async def _tell(self, row: asyncpg.Record, receiver: Receiver) -> None:
        event = str(row["event"])
        said = body(event, row["kind"], row["since"], row["kommune"], receiver.owner)
        status = await self._outside.post(receiver, signed(self._key, event, datetime.now(UTC), said), said)
        if status not in OK:
            raise NotTaken

    async def _failed(self, row: asyncpg.Record, which: tuple[object, ...], error: str) -> None:
        told = {"code": row["receiver"], "attempt": row["attempts"], "error": error}
        if row["attempts"] < len(BACKOFF):
            log.warning("a webhook was not taken", extra=told)
            await self._pool.execute(SQL["not_told"], *which)
        else:
            log.error("a webhook was given up", extra=told)
            await self._pool.execute(SQL["give_up"], *which)
