"""Folds the log into whose children a person may ask about, and into the timers that end consents."""

from collections.abc import Sequence
from pathlib import Path

import asyncpg

from services.consent.events import (
    SCHEMA,
    ChildRegistered,
    ConsentAsked,
    ConsentExpired,
    ConsentRefused,
    ConsentWithdrawn,
    GuardianRegistered,
)
from services.consent.family import midnight
from shared.events import Recorded
from shared.statements import statements
from shared.timers import Timer, end_timers, set_timers

SQL = statements(Path(__file__).parent / "sql" / "relations.sql")
EXPIRY = "consent-expiry"


async def fold(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
    set_, ended = [], []
    for row in rows:
        match event := SCHEMA.read(row):
            case ChildRegistered():
                await connection.execute(SQL["forget"], row.kommune, row.child)
            case GuardianRegistered():
                await connection.execute(
                    SQL["relate"], row.kommune, row.child, event.guardian, event.relation, event.responsible
                )
            case ConsentAsked():
                due = midnight(event.expires_on)
                set_.append(Timer(row.kommune, EXPIRY, row.stream, event.consent, due))
            case ConsentRefused() | ConsentWithdrawn() | ConsentExpired():
                ended.append((row.kommune, f"{EXPIRY}:{row.stream}:{event.consent}"))
    await set_timers(connection, set_)
    await end_timers(connection, ended)
