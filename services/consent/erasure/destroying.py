"""Folds the decision into its effect: keys, what leads to the child and the ledger's entry are one transaction."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.consent.erasure import events as e
from services.consent.erasure.ledger import SQL, Line, append, destroyed
from services.consent.keys.store import OWN_LEASE
from shared.events import Recorded
from shared.timers import Timer, end_timers, set_timers

DUE, TELL, RECEIPTS = "erasure-due", "erasure-told", "erasure-receipts-due"
PATIENCE = OWN_LEASE + timedelta(hours=1)  # a service that has heard nothing by then has nothing left to open with


class Destroying:
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    async def fold(self, connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
        for row in rows:
            if row.type in e.SCHEMA.types:
                await self._take(connection, row, e.SCHEMA.read(row))

    async def _take(self, connection: asyncpg.Connection, row: Recorded, event: e.Happened) -> None:
        match event:
            case e.ErasureConfirmed(due_at=due_at) if due_at:
                await set_timers(connection, [Timer(row.kommune, DUE, event.erasure, event.child, due_at)])
            case e.ErasureCancelled() | e.ErasureVetoed() | e.ErasureStopped():
                await end_timers(connection, [(row.kommune, f"{DUE}:{event.erasure}:{event.child}")])
            case e.ErasureFellDue():
                await self._destroy(connection, row, event)
            case e.KeysDestroyed():
                at = row.recorded_at + PATIENCE
                await set_timers(connection, [Timer(row.kommune, RECEIPTS, event.erasure, event.child, at)])

    async def _destroy(self, connection: asyncpg.Connection, row: Recorded, event: e.ErasureFellDue) -> None:
        """Once: folded again, also after a restore, the ledger knows it, and it is only told."""
        kommune, child = row.kommune, event.child
        await set_timers(connection, [Timer(kommune, TELL, event.erasure, child, row.recorded_at)])
        await connection.execute(SQL["lock_ledger"])
        if await connection.fetchval(SQL["of_child"], kommune, child):
            return
        await connection.execute(SQL["lock"], kommune, child)
        gone = await connection.fetch(SQL["destroy"], kommune, child)
        slots = [(one["owner"], one["category"], one["epoch"]) for one in gone]
        last = await connection.fetchrow(SQL["last"])
        told = destroyed(kommune, child, event.erasure, slots, row.recorded_at)
        line = await append(connection, told, self._key, Line(*last) if last else None)
        await forget(connection, kommune, child, line)


async def forget(connection: asyncpg.Connection, kommune: str, child: str, line: Line) -> None:
    """What leads to the child here, and any key that is made from now on."""
    await connection.execute(SQL["forget_relations"], kommune, child)
    await connection.execute(SQL["forget_birthday"], kommune, child)
    await connection.execute(SQL["forget_person"], kommune, child)
    await connection.execute(SQL["mark"], kommune, child, line.position, line.head)
