"""Folds each nødåpning into a row: which are going on, which wait for a review, and whose time is out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import asyncpg

from services.consent.emergency import events as e
from shared.contracts.common import Id, Kommune, Owner
from shared.events import Recorded
from shared.statements import statements
from shared.timers import Timer, end_timers, set_timers

SQL = statements(Path(__file__).parents[1] / "sql" / "emergencies.sql")
REVIEW = "emergency-review"
GoingOn = Mapping[Owner, tuple[datetime, tuple[Id, ...]]]


async def fold(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
    for row in (row for row in rows if row.type in e.SCHEMA.types):
        match event := e.SCHEMA.read(row):
            case e.EmergencyOpened():
                who = (event.person, event.owner, event.unit or "")
                when = (event.at, event.until, event.review_by)
                await connection.execute(SQL["open"], row.kommune, event.emergency, event.child, *who, *when)
                due = Timer(row.kommune, REVIEW, event.child, event.emergency, event.review_by)
                await set_timers(connection, [due])
            case e.EmergencyReviewed():
                await connection.execute(SQL["review"], row.kommune, event.emergency, event.at)
                await end_timers(connection, [(row.kommune, f"{REVIEW}:{event.child}:{event.emergency}")])


async def going_on(pool: asyncpg.Pool, kommune: Kommune, child: Id, at: datetime) -> GoingOn:
    """By service: until when it reads in an emergency, and which ones say so."""
    rows = await pool.fetch(SQL["going_on"], kommune, child, at)
    return {row["owner"]: (row["ends_at"], tuple(row["emergencies"])) for row in rows}
