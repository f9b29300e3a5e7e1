"""What one month came to: counted from rows, findings and investigations, and about nobody."""

from pathlib import Path
from typing import cast

import asyncpg

from services.audit import access
from shared.contracts.audit import (
    ActsOfKind,
    AnomaliesOfKind,
    FindingsOfKind,
    Month,
    ReadMonth,
    VerdictsOfKind,
)
from shared.days import midnight, months_after
from shared.decider import Act
from shared.node import Node
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "months.sql")


class Months:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def read(self, request: ReadMonth, act: Act) -> Month:
        decision = access.on_log(act, request.name)
        first = request.month.replace(day=1)
        span = (act.by.kommune, midnight(first), midnight(months_after(first, 1)))
        async with self._node.pool.acquire() as pooled, pooled.transaction(isolation="repeatable_read"):
            connection = cast(asyncpg.Connection, pooled)
            rows = {name: await connection.fetch(statement, *span) for name, statement in SQL.items()}
        await self._node.trail.record(self._node.trail.entry(act, request.name, decision=decision))
        (looked_into,) = rows["looked_into"]
        return Month(
            acts=tuple(ActsOfKind(**row) for row in rows["acts"]),
            findings=tuple(FindingsOfKind(**row) for row in rows["findings"]),
            anomalies=tuple(AnomaliesOfKind(**row) for row in rows["anomalies"]),
            verdicts=tuple(VerdictsOfKind(**row) for row in rows["verdicts"]),
            **looked_into,
        )
