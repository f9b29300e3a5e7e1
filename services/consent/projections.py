"""Folds the log into whose children a person may ask about, and into the timers that end consents."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import asyncpg

from services.consent.events import (
    SCHEMA,
    CareOrderBegan,
    CareOrderEnded,
    ChildRegistered,
    ConsentAsked,
    ConsentExpired,
    ConsentLapsed,
    ConsentRefused,
    ConsentWithdrawn,
    GuardianRegistered,
    GuardiansChanged,
)
from services.consent.family import midnight, today
from shared.events import Recorded
from shared.statements import statements
from shared.timers import Timer, end_timers, set_timers

SQL = statements(Path(__file__).parent / "sql" / "relations.sql")
MIDNIGHT, CARE = "midnight", "care-order-ends"
EXPIRY, REVIEW, RENEWAL = "consent-expiry", "consent-review", "consent-renewal"
REMINDERS = (REVIEW, RENEWAL)


async def fold(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
    set_: list[Timer] = []
    ended: list[tuple[str, str]] = []
    for row in (row for row in rows if row.type in SCHEMA.types):  # an erasure has a stream of its own
        match event := SCHEMA.read(row):
            case ChildRegistered():
                await connection.execute(SQL["forget"], row.kommune, row.child)
            case GuardianRegistered():
                await connection.execute(
                    SQL["relate"], row.kommune, row.child, event.guardian, event.relation, event.responsible
                )
            case GuardiansChanged():
                await connection.execute(SQL["end_responsibility"], row.kommune, row.child, list(event.ended))
            case CareOrderBegan():
                await connection.execute(SQL["end_responsibility"], row.kommune, row.child, list(event.ended))
                if event.valid_to:
                    set_.append(Timer(row.kommune, CARE, row.stream, str(row.version), midnight(event.valid_to)))
            case CareOrderEnded():
                await connection.execute(SQL["begin_responsibility"], row.kommune, row.child, list(event.guardians))
            case ConsentAsked():
                set_ += _timers(row, event)
            case ConsentRefused() | ConsentWithdrawn() | ConsentExpired() | ConsentLapsed():
                ended += [(row.kommune, f"{kind}:{row.stream}:{event.consent}") for kind in (EXPIRY, *REMINDERS)]
    await set_timers(connection, set_)
    await end_timers(connection, ended)


def _timers(row: Recorded, asked: ConsentAsked) -> Iterator[Timer]:
    """No reminder of what lasts so short that its day has passed."""
    days = {EXPIRY: asked.expires_on, REVIEW: asked.review_on, RENEWAL: asked.renew_from}
    for kind, day in days.items():
        if day and today(row.recorded_at) < day and (kind == EXPIRY or day < asked.expires_on):
            yield Timer(row.kommune, kind, row.stream, asked.consent, midnight(day))
