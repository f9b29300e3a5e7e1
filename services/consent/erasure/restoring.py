"""The restore gate: what this database has forgotten, and others have not, is made good before anybody is served.

Two memories outlive the database: the copy of the shred ledger beside the roots, and this service's own facts on the
stream. See ADR 21.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import cast

import asyncpg
from nats.js.errors import NotFoundError

from services.consent import events
from services.consent.answering import ended
from services.consent.erasure import ledger
from services.consent.erasure.destroying import forget
from services.consent.erasure.ledger import SQL, Copy, LedgerBroken, Line
from services.consent.family import Family, evolve
from services.consent.record import LIVE
from shared import bus
from shared.contracts import consent as c
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Envelope, Id
from shared.decider import Act, Decider
from shared.ids import derived
from shared.intake import StreamSource
from shared.node import Node
from shared.wire import known_facts, received

log = logging.getLogger(__name__)
OWN = "evt.*.consent.>"
READER = "own"
ENDS: dict[str, type[c.ConsentFact | c.GuardiansChanged]] = {
    fact.wire_name(): fact
    for fact in (c.ConsentWithdrawn, c.ConsentRefused, c.ConsentExpired, c.ConsentLapsed, c.GuardiansChanged)
}
Ended = c.ConsentFact | c.GuardiansChanged


class Gate:
    """passed: set when this database knows all that others know of it."""

    def __init__(self, node: Node, copy: Copy) -> None:
        self._node, self._copy, self.passed = node, copy, asyncio.Event()

    async def __call__(self) -> None:
        """Raises LedgerBroken; then nothing is served until somebody has looked."""
        await self._replay()
        await self._hear_ourselves()
        await self._mend()
        self.passed.set()

    def then(self, run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """What this service does by itself waits as well."""

        async def after() -> None:
            await self.passed.wait()
            await run()

        return after

    async def _replay(self) -> None:
        """Destroy once more what the ledger says was destroyed, all of it or nothing."""
        known, key = self._copy.read(), self._node.settings.signing_key
        async with self._node.pool.acquire() as pooled, pooled.transaction():
            connection = cast("asyncpg.Connection", pooled)  # which it passes every call on to
            await connection.execute(SQL["lock_ledger"])
            own = await ledger.read(connection)
            ledger.check(known if len(known) > len(own) else own, key.public_key())
            _one_chain(known, own)
            if lost := known[len(own) :]:
                slots = sum([await self._again(connection, line) for line in lost])
                log.error("the database was set back, and the ledger replayed", extra={"count": len(lost)})
                told = ledger.restored(lost[-1].position, slots, datetime.now(UTC))
                own = [*known, await ledger.append(connection, told, key, lost[-1])]
        self._copy.catch_up(own)

    async def _again(self, connection: asyncpg.Connection, line: Line) -> int:
        await ledger.store(connection, line)
        kommune, child = line.told["kommune"], line.told["child"]
        if not child:
            return 0
        await connection.execute(SQL["lock"], kommune, child)
        gone = await connection.execute(SQL["destroy_again"], kommune, child)
        await forget(connection, kommune, child, line)
        return int(gone.rpartition(" ")[2])

    async def _hear_ourselves(self) -> None:
        """Where the log ends, and where others have heard it end; what is between was lost."""
        try:
            last = await self._node.nats.jetstream().get_last_msg("EVT", OWN, direct=True)
        except NotFoundError:
            return
        upto = received(str(last.subject), last.data or b"", last.headers).position
        after = await self._node.pool.fetchval(SQL["log_ends"])
        if upto > after:
            log.error("the log was set back", extra={"count": upto - after})
            await self._node.pool.execute(SQL["found_missing"], after, upto)
            await self._node.pool.fetchval(SQL["skip"], upto)

    async def _mend(self) -> None:
        for row in await self._node.pool.fetch(SQL["unmended"]):
            for found, fact in await self._lost(row["after"], row["upto"]):
                await self._end(found, fact)
            await self._node.pool.execute(SQL["mended"], row["upto"])

    async def _lost(self, after: int, upto: int) -> list[tuple[Envelope, Ended]]:
        """What we said at these positions of our log that ended somebody's right."""
        settings = self._node.settings
        consumer, inbox = f"{settings.identity}-{READER}", f"{bus.inbox(settings)}.{READER}"
        source = StreamSource(self._node.nats, "EVT", consumer, OWN, inbox)
        lost, position = list[tuple[Envelope, Ended]](), 0
        connection = cast("asyncpg.Connection", None)  # which a stream needs none of
        async with aclosing(source.batches(connection, None)) as batches:
            async for batch in batches:
                position = max(position, *(message.position for message in batch.items))
                said = (one for one in batch.items if after < one.position <= upto)
                lost += known_facts(said, settings.trusted.signing, ENDS)
                if position >= upto:
                    break
        return lost

    async def _end(self, found: Envelope, fact: Ended) -> None:
        """Again for everybody to hear, at a new place; repeated, it changes nothing."""
        act = self._node.act(found.kommune, derived(found.id, "restored"), found.correlation)

        def audit(_: Family) -> AuditEntry:
            return self._node.trail.entry(act, "mend-after-restore", child=found.child, resources=_of(fact))

        await self._node.commands.handle(MENDING, events.SCHEMA, found.child, fact, act, audit)


def mend(lost: Ended, state: Family, act: Act) -> Sequence[events.FamilyEvent]:
    """Only what takes a right away: a yes that was lost is given anew."""
    if isinstance(lost, c.GuardiansChanged):
        known = bool(state.responsible & {*lost.ended})
        return [events.GuardiansChanged(guardians=lost.guardians, ended=lost.ended)] if known else []
    consent = state.consents.get(lost.consent)
    if consent is None or consent.state not in LIVE:
        return []
    return [ended(consent, events.Because.RESTORED, act)]


MENDING: Decider[Ended, Family, events.FamilyEvent] = Decider(Family(), mend, evolve, lambda state: state.child)


def _of(fact: Ended) -> list[Id]:
    return [fact.consent] if isinstance(fact, c.ConsentFact) else [*fact.ended]


def _one_chain(known: Sequence[Line], own: Sequence[Line]) -> None:
    if any(one.head != other.head for one, other in zip(known, own, strict=False)):
        raise LedgerBroken
