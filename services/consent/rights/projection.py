"""Folds requests into the list of what waits, and into the timers of their deadlines."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import asyncpg

from services.consent.rights import events as e
from shared.days import midnight
from shared.events import Recorded
from shared.statements import statements
from shared.timers import Timer, set_timers

SQL = statements(Path(__file__).parents[1] / "sql" / "rights.sql")
OVERDUE = "access-overdue"


async def fold(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
    for row in rows:
        if row.type in e.SCHEMA.types:
            await _take(connection, row, e.SCHEMA.read(row))


async def _take(connection: asyncpg.Connection, row: Recorded, event: e.Happened) -> None:
    if isinstance(event, e.AccessAsked | e.RightRegistered):
        await connection.execute(SQL["begin"], row.kommune, event.child, event.request)
    if isinstance(event, e.AccessReady | e.RightSettled):
        await connection.execute(SQL["end"], row.kommune, event.request)
    if isinstance(event, e.AccessAsked | e.AccessExtended):
        item, after = f"{event.request}@{event.due_on}", midnight(event.due_on + timedelta(days=1))
        await set_timers(connection, [Timer(row.kommune, OVERDUE, event.child, item, after)])
