"""Whoever lost the right to read strikes its copies and says so, signed; who does not, the personvernombud hears of."""

import asyncio
import base64
import logging
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import cast
from uuid import uuid4

import asyncpg
from cryptography.exceptions import InvalidSignature

from services.consent.events import SCHEMA
from services.consent.family import Family, evolve
from services.consent.keys import access
from services.consent.records import Families
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Done, Owner
from shared.contracts.consent import (
    MissingReceipt,
    MissingReceipts,
    ReadMissingReceipts,
    ReportPurge,
    purge_receipt,
)
from shared.decider import Act
from shared.errors import NotAuthentic, Unknown
from shared.event_store import SQL as EVENTS
from shared.events import Recorded
from shared.node import Node
from shared.statements import statements

log = logging.getLogger(__name__)
SQL = statements(Path(__file__).parents[1] / "sql" / "purges.sql")
FAMILY: Owner = "familie"  # keeps what was shared about it
PATIENCE = timedelta(minutes=15)  # three times a lease: a service that was cut off has had time to come back
PAUSE = 5.0  # seconds between looks


class Purges:
    def __init__(self, node: Node, families: Families) -> None:
        self._node, self._families = node, families

    async def report(self, request: ReportPurge, act: Act) -> Done:
        """A token proves it to us, a receipt to anybody. Raises NotAuthentic when the service has not signed it."""
        kommune, service = act.by.kommune, act.by.owner
        _, family = await self._families.raw(kommune, request.child)
        decision = access.on_copies(act.by, request.name, {one.service for one in family.consents.values()})
        if request.consent not in family.consents:
            raise Unknown
        signature = base64.b64decode(request.signature)
        said = (request.child, request.consent, request.struck, request.purged_at)
        self._check(act, signature, purge_receipt(kommune, service, *said))
        entry = self._node.trail.entry(
            act, request.name, child=request.child, resources=[request.consent],
            consents=[family.consents[request.consent].mark], decision=decision,
        )  # fmt: skip
        told = (kommune, request.consent, service, request.child, request.struck, request.purged_at, signature)
        async with self._node.pool.acquire() as pooled, pooled.transaction():
            connection = cast(asyncpg.Connection, pooled)
            await connection.execute(SQL["report"], *told)
            await self._node.trail.write(connection, entry)
        return Done(stream=request.child)

    async def missing(self, request: ReadMissingReceipts, act: Act) -> MissingReceipts:
        decision = access.on_copies(act.by, request.name)
        rows = await self._node.pool.fetch(SQL["missing"], act.by.kommune)
        await self._node.trail.record(
            self._node.trail.entry(
                act, request.name, resources=sorted({row["consent"] for row in rows}), decision=decision
            )
        )
        return MissingReceipts(receipts=tuple(MissingReceipt(**row) for row in rows))

    async def watch(self) -> None:
        """Alarm once for each receipt that is overdue. The row is the timer: it outlives this process."""
        while True:
            async with self._node.pool.acquire() as pooled, pooled.transaction():
                connection = cast(asyncpg.Connection, pooled)
                for row in await connection.fetch(SQL["alarm"]):
                    log.error("a purge receipt is missing", extra={"service": row["service"]})
                    await self._node.trail.write(connection, self._alarm(row))
            self._node.tasks.well("purges")
            await asyncio.sleep(PAUSE)

    def _alarm(self, row: asyncpg.Record) -> AuditEntry:
        act = self._node.act(row["kommune"], uuid4(), uuid4())
        resources = [row["consent"], row["service"]]
        return self._node.trail.entry(act, "purge-receipt-missing", child=row["child"], resources=resources)

    def _check(self, act: Act, signature: bytes, told: bytes) -> None:
        key = self._node.settings.trusted.signing(act.by.id)
        try:
            if key is None:
                raise NotAuthentic
            key.verify(signature, told)
        except InvalidSignature as error:
            raise NotAuthentic from error


async def fold(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
    """When a consent ends, everybody who was let in has copies to look through: the one it let in, and its readers."""
    of_families = [row for row in rows if row.type in SCHEMA.types]  # an erasure has a stream of its own
    for stream in dict.fromkeys((row.kommune, row.stream) for row in of_families):
        told = [Recorded(*row) for row in await connection.fetch(EVENTS["read"], *stream)]
        new = {row.version for row in rows if (row.kommune, row.stream) == stream}
        family = Family()
        for row in told:
            before, family = family, evolve(family, SCHEMA.read(row))
            if row.version in new:
                await _expect(connection, row, before, family)


async def _expect(connection: asyncpg.Connection, row: Recorded, before: Family, after: Family) -> None:
    lost = [
        one.id for one in before.consents.values()
        if one.active(date.min) and not after.consents[one.id].active(date.min)
    ]  # fmt: skip
    holders = sorted(before.admitted(date.min) - {FAMILY})
    for consent in lost:
        due = row.recorded_at + PATIENCE
        await connection.execute(SQL["expect"], row.kommune, consent, holders, row.child, row.recorded_at, due)
