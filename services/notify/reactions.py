"""Public fact → notices: remembered, decided and queued in one transaction, once."""

from collections.abc import Callable, Mapping
from typing import cast

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.notify import memory, notices
from services.notify.hearing import hears
from services.notify.webhooks.waiting import Queue
from shared.contracts import case, consent
from shared.contracts.common import Envelope, Fact
from shared.inbox import first_time
from shared.wire import Message, opened_envelope, read_fact

DURABLE = "notify-reactions"
DAY = 86400
FACTS: dict[str, type[Fact]] = {fact.wire_name(): fact for fact in (*case.FACTS, *consent.FACTS)}
ENDINGS = (
    case.ParticipantLeft,
    case.PersonLeft,
    consent.ConsentRefused,
    consent.ConsentWithdrawn,
    consent.ConsentExpired,
    consent.ConsentLapsed,
)


class Reactions:
    """digests: by kommune, how many seconds its people wait for what can wait."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        key_of: Callable[[str], Ed25519PublicKey | None],
        digests: Mapping[str, int],
        webhooks: Queue,
    ) -> None:
        self._pool, self._key_of, self._digests, self._webhooks = pool, key_of, digests, webhooks

    async def take(self, message: Message) -> None:
        """Raises Unverified for a message that its owner did not sign, or that another owner should have said."""
        found = opened_envelope(message, self._key_of)
        if kind := FACTS.get(found.type):
            await self._take(read_fact(kind, found, None), found)

    async def _take(self, fact: Fact, found: Envelope) -> None:
        async with self._pool.acquire() as pooled, pooled.transaction():
            connection = cast("asyncpg.Connection", pooled)  # which it passes every call on to
            if not await first_time(connection, DURABLE, found.id):
                return
            for statement, values in memory.remembered(fact, found):
                await connection.execute(memory.SQL[statement], *values)
            circle = await memory.circle(connection, fact, found)
            if isinstance(fact, ENDINGS):
                await notices.take_back(connection, found, circle.gone)
            if isinstance(fact, consent.GuardiansChanged):
                await notices.take_back(connection, found, fact.ended)
            heard = hears(fact, found.owner, found.actor.id, circle)
            await notices.queue(
                connection, found.kommune, found.id, found.child, heard, self._digests.get(found.kommune, DAY)
            )
            await self._webhooks.put(connection, found, heard, circle)
