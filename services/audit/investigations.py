"""What the personvernombud looks into: opened, who a pseudonym is when that is needed, closed with a finding."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast
from uuid import UUID

import asyncpg

from services.audit import access
from services.audit.anomalies import SQL as ANOMALIES
from services.audit.oversight import SQL
from services.audit.refusals import AlreadyInvestigated, InvestigationClosed
from shared.access import Decision
from shared.contracts.audit import CloseInvestigation, OpenIdentity, OpenInvestigation
from shared.contracts.common import Command, Done, Id, Kommune
from shared.decider import Act
from shared.errors import Unknown
from shared.node import Node

KNOWN = {"f": SQL["finding"], "a": ANOMALIES["anomaly"]}
LONGEST = 18  # digits of a bigint


class Investigations:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def open(self, request: OpenInvestigation, act: Act) -> Done:
        decision = access.on_log(act, request.name)
        async with self._change() as connection:
            if not await exists(connection, act.by.kommune, request.about):
                raise Unknown
            row = (request.id, act.by.kommune, request.about, act.by.id, act.at)
            if await connection.fetchval(SQL["open"], *row):
                await self._written(connection, request, act, decision, request.about)
            elif not await connection.fetchrow(SQL["investigation"], act.by.kommune, request.id):
                raise AlreadyInvestigated
        return Done(stream=str(request.id))

    async def open_identity(self, request: OpenIdentity, act: Act) -> Done:
        """Opened once is opened: the reason that was given first stands."""
        async with self._change() as connection:
            one = await found(connection, act.by.kommune, request.investigation)
            decision = access.on_investigation(act, request.name, act.by.kommune, is_open=one["closed_at"] is None)
            row = (one["id"], request.person, request.why, act.by.id, act.at)
            if await connection.fetchval(SQL["open_identity"], *row):
                await self._written(connection, request, act, decision, request.investigation, request.person)
        return Done(stream=request.investigation)

    async def close(self, request: CloseInvestigation, act: Act) -> Done:
        decision = access.on_log(act, request.name)
        async with self._change() as connection:
            one = await found(connection, act.by.kommune, request.investigation)
            if one["closed_at"] is None:
                await connection.execute(SQL["close"], one["id"], act.at, request.verdict, request.case)
                await self._written(connection, request, act, decision, request.investigation)
            elif (one["outcome"], one["case_id"]) != (request.verdict, request.case):
                raise InvestigationClosed
        return Done(stream=request.investigation)

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[asyncpg.Connection]:
        async with self._node.pool.acquire() as pooled, pooled.transaction():
            yield cast(asyncpg.Connection, pooled)

    async def _written(
        self, connection: asyncpg.Connection, request: Command, act: Act, decision: Decision, *about: Id
    ) -> None:
        entry = self._node.trail.entry(act, request.name, resources=about, decision=decision)
        await self._node.trail.write(connection, entry)


async def exists(connection: asyncpg.Connection, kommune: str, about: Id) -> bool:
    kind, _, number = about.partition("-")
    if kind not in KNOWN or not number.isdecimal() or len(number) > LONGEST:
        return False
    return bool(await connection.fetchval(KNOWN[kind], kommune, int(number)))


async def found(connection: asyncpg.Connection, kommune: Kommune, which: Id) -> asyncpg.Record:
    """Raises Unknown."""
    try:
        one = await connection.fetchrow(SQL["investigation"], kommune, UUID(which))
    except ValueError:
        raise Unknown from None
    if one is None:
        raise Unknown
    return one
