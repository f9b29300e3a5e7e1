"""Waiting notices → e-mail: one sender per database, in waves, each notice tried slowly and finitely.

A mail may be sent twice and is never lost: a process that dies between the server's yes and our `sent` finds the notice
due again, and sends it under the same Message-ID, by which a mailbox can tell that it is the same mail.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import aiosmtplib
import asyncpg

from services.notify.addresses import Address
from services.notify.mail import Post, Refusal, Voice, message
from services.notify.notices import SQL
from shared.background import Background
from shared.database import LOST, leading
from shared.errors import OutcomeUnknown, Refused
from shared.sealing import SealBroken
from shared.telemetry import measured

log = logging.getLogger(__name__)
BACKOFF = (5.0, 30.0, 120.0, 600.0, 3600.0)  # seconds from each try to the next; after the last the notice has failed
WAVE = 20
TICK = 1.0  # seconds between looks

Find = Callable[[str, str], Awaitable[Address]]
Record = Callable[[str, str, str], Awaitable[None]]
PASSING = (aiosmtplib.SMTPException, TimeoutError, LookupError, Refused, OutcomeUnknown, SealBroken, *LOST)
"""What may be otherwise at the next try: the server, the network, the address or its key."""


class Sender:
    """find(kommune, person): the address. record(kommune, person, notice): writes that it is about to be used."""

    def __init__(
        self, dsn: str, pool: asyncpg.Pool, post: Post, voice: Voice, find: Find, record: Record, tasks: Background
    ) -> None:
        self._dsn, self._pool, self._post, self._voice = dsn, pool, post, voice
        self._find, self._record, self._tasks = find, record, tasks

    async def run(self) -> None:
        """Become the sender, then send for ever; keep it running in the background."""
        async with leading(self._dsn, "sender") as connection:
            while True:
                wave = await connection.fetch(SQL["claim"], WAVE, BACKOFF)
                await asyncio.gather(*map(self._try, wave))
                self._tasks.well("sender")
                await asyncio.sleep(0 if len(wave) == WAVE else TICK)

    async def _try(self, row: asyncpg.Record) -> None:
        notice = (row["kommune"], row["notice"])
        try:
            with measured("reaction", "send-notice"):
                message_id = await self._send(row["kommune"], row["person"], str(row["notice"]))
            await self._pool.execute(SQL["sent"], *notice, message_id)
        except Refusal:
            log.warning("a notice was refused by the mail server")
            await self._pool.execute(SQL["failed"], *notice)
        except PASSING as error:
            log.warning("a notice was not sent", extra={"attempt": row["attempts"], "error": type(error).__name__})
            if row["attempts"] >= len(BACKOFF):
                await self._pool.execute(SQL["failed"], *notice)

    async def _send(self, kommune: str, person: str, notice: str) -> str:
        await self._record(kommune, person, notice)
        to = await self._find(kommune, person)
        mail = message(self._voice, to.email, to.language, notice, datetime.now(UTC))
        await self._post.send(mail)
        return str(mail["Message-ID"])
