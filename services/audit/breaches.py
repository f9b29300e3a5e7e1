"""The clock of each breach: opened, ended, and how long there is left. What happened is told elsewhere (ADR 24)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

import asyncpg

from services.audit import access
from services.audit.investigations import found
from services.audit.refusals import BreachEnded, NotYetKnown
from shared.access import Decision
from shared.contracts.audit import Breach, Breaches, EndBreach, OpenBreach, ReadBreaches
from shared.contracts.common import Command, Done, Id
from shared.decider import Act
from shared.errors import Unknown
from shared.node import Node
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "breaches.sql")
TIME = timedelta(hours=72)  # personvernforordningen art. 33 nr. 1


class Clocks:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def read(self, request: ReadBreaches, act: Act) -> Breaches:
        decision = access.on_log(act, request.name)
        rows = await self._node.pool.fetch(SQL["all"], act.by.kommune)
        await self._node.trail.record(self._node.trail.entry(act, request.name, decision=decision))
        return Breaches(breaches=tuple(_breach(row) for row in rows))

    async def open(self, request: OpenBreach, act: Act) -> Done:
        decision = access.on_log(act, request.name)
        if request.known_at > act.at:
            raise NotYetKnown
        async with self._change() as connection:
            about = request.investigation
            looked_into = (await found(connection, act.by.kommune, about))["id"] if about else None
            row = (request.id, act.by.kommune, request.known_at, act.by.id, looked_into)
            if await connection.fetchval(SQL["open"], *row):
                await self._written(connection, request, act, decision, str(request.id))
            elif not await connection.fetchrow(SQL["one"], act.by.kommune, request.id):
                raise Unknown
        return Done(stream=str(request.id))

    async def end(self, request: EndBreach, act: Act) -> Done:
        decision = access.on_log(act, request.name)
        async with self._change() as connection:
            one = await connection.fetchrow(SQL["one"], act.by.kommune, _uuid(request.breach))
            if one is None:
                raise Unknown
            if one["ended_at"] is None:
                await connection.execute(SQL["end"], one["id"], act.at, request.end, request.case)
                await self._written(connection, request, act, decision, request.breach)
            elif (one["outcome"], one["case_id"]) != (request.end, request.case):
                raise BreachEnded
        return Done(stream=request.breach)

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[asyncpg.Connection]:
        async with self._node.pool.acquire() as pooled, pooled.transaction():
            yield cast(asyncpg.Connection, pooled)

    async def _written(
        self, connection: asyncpg.Connection, request: Command, act: Act, decision: Decision, about: Id
    ) -> None:
        entry = self._node.trail.entry(act, request.name, resources=[about], decision=decision)
        await self._node.trail.write(connection, entry)


def _uuid(breach: Id) -> UUID:
    """Raises Unknown."""
    try:
        return UUID(breach)
    except ValueError:
        raise Unknown from None


def _breach(row: asyncpg.Record) -> Breach:
    return Breach(
        breach=str(row["id"]), known_at=row["known_at"], due_at=row["known_at"] + TIME, opened_by=row["actor"],
        investigation=row["investigation"] and str(row["investigation"]), ended_at=row["ended_at"],
        end=row["outcome"], case=row["case_id"],
    )  # fmt: skip
