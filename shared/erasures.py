"""An owner's part in erasing a child: drop every key at once, say so with a signature, and never take one up again."""

import asyncio
import base64
import logging
from collections.abc import Sequence
from pathlib import Path

import asyncpg
from nats.js.errors import NotFoundError

from shared.bus import Client
from shared.connection import Broker
from shared.contracts.common import Envelope
from shared.contracts.consent import GiveErasureReceipt, KeysDestroyed, receipt
from shared.database import Bell
from shared.errors import Refused
from shared.settings import Settings
from shared.statements import statements
from shared.tokens import KeyOf
from shared.wire import Message, known_facts, opened_envelope, read_fact, received

log = logging.getLogger(__name__)
SQL = statements(Path(__file__).parent / "sql" / "erasures.sql")
SUBJECT = f"evt.*.consent.{KeysDestroyed.wire_name()}"
SETTLED = 1.0  # seconds in which every process of this owner has heard the bell
PAUSE = 30.0  # seconds until a receipt that nobody took is sent again


async def forget(connection: asyncpg.Connection, found: Envelope, fact: KeysDestroyed) -> None:
    """In the transaction that takes the fact in: leases at rest go, and memory follows when it is committed."""
    await connection.execute(SQL["lock"], found.kommune, found.child)
    head = bytes.fromhex(fact.head)
    await connection.execute(SQL["forget"], found.kommune, found.child, fact.entry, head)


class Forgetting:
    """Hears of nothing else, in a service that keeps no copy of facts."""

    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of

    async def apply(self, connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        for found, fact in known_facts(messages, self._key_of, {KeysDestroyed.wire_name(): KeysDestroyed}):
            await forget(connection, found, fact)


class Erasures:
    def __init__(self, settings: Settings, pool: asyncpg.Pool, broker: Broker, client: Client, bell: Bell) -> None:
        self._settings, self._pool, self._broker, self._client = settings, pool, broker, client
        self._ear = bell.ear("erased")

    async def not_set_back(self) -> None:
        """Before anybody is served: leases at rest that are older than the newest erasure may have come from a backup.

        They go, all of them; what may still be had is lent again.
        """
        try:
            last = await self._broker.nats.jetstream().get_last_msg("EVT", SUBJECT, direct=True)
        except NotFoundError:
            return
        found = opened_envelope(
            received(str(last.subject), last.data or b"", last.headers), self._settings.trusted.signing
        )
        if await self._pool.fetchval(SQL["drop_leases_before"], read_fact(KeysDestroyed, found, None).entry):
            log.warning("leases at rest were older than the newest erasure, and were dropped")

    async def give_receipts(self) -> None:
        """Until each is taken; keep it running in the background."""
        while True:
            rows = await self._pool.fetch(SQL["owed"])
            if rows:
                await asyncio.sleep(SETTLED)
            for row in rows:
                await self._give(row["kommune"], row["child"], row["head"].hex())
            await self._ear.wait(PAUSE)

    async def _give(self, kommune: str, child: str, head: str) -> None:
        owner = self._settings.owner
        signature = self._settings.signing_key.sign(receipt(kommune, child, head, owner))
        request = GiveErasureReceipt(child=child, head=head, signature=base64.b64encode(signature).decode("ascii"))
        try:
            await self._client.ask(request, owner=owner, actor=self._client.itself(kommune))
        except Refused as error:
            log.warning("a receipt was not taken", extra={"code": error.code})
        else:
            await self._pool.execute(SQL["taken"], kommune, child)
