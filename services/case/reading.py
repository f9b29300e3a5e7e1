"""What one owner knows about a stafettlogg, from its own database alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter

import asyncpg

from services.case import writes
from services.case.access import Circle, Consent
from services.case.dates import OSLO
from services.case.spine import Spine, fold
from shared.contracts.common import Envelope, Owner
from shared.contracts.consent import Grading, ProtectionChanged
from shared.errors import Unknown
from shared.projector import FACTS
from shared.wire import parse_envelope, read_fact

SQL = writes.SQL


async def consents(pool: asyncpg.Pool, kommune: str, child: str) -> list[Consent]:
    rows = await pool.fetch(SQL["standings"], kommune, child)
    return [
        Consent(
            row["consent"], row["version"], row["service"], row["state"], frozenset(row["categories"]),
            row["expires_on"], row["asker"], row["asked_by_owner"],
            None if row["partners"] is None else frozenset(row["partners"]), row["covers_from"],
        )
        for row in rows
    ]  # fmt: skip


async def spine(pool: asyncpg.Pool, kommune: str, stafettlogg: str) -> Spine:
    """Raises Unknown when no such log has been heard of here."""
    row = await pool.fetchrow(SQL["log"], kommune, stafettlogg)
    if row is None:
        raise Unknown
    found = fold(stafettlogg, await facts_of(pool, kommune, row["child"]))
    if found.opened_at is None:
        raise Unknown
    return found


async def protected(pool: asyncpg.Pool, kommune: str, child: str) -> bool:
    """Whether the register protects the child's address, as far as has been heard here."""
    body = await pool.fetchval(SQL["protection"], kommune, child, ProtectionChanged.wire_name())
    if body is None:
        return False
    return read_fact(ProtectionChanged, parse_envelope(body), None).grading is not Grading.OPEN


async def facts_of(pool: asyncpg.Pool, kommune: str, child: str) -> list[Envelope]:
    return as_recorded([parse_envelope(row["body"]) for row in await pool.fetch(FACTS["of_child"], kommune, child)])


def as_recorded(facts: Iterable[Envelope]) -> list[Envelope]:
    """By the time of recording; of one owner as in its log, also where its clock was set back.

    Not as they arrived: after a loss of JetStream each owner sends its whole log at its own pace, and whoever heard
    some of it before and some after must see what everybody sees.
    """
    latest: dict[Owner, datetime] = {}
    placed: list[tuple[datetime, Owner, int, Envelope]] = []
    for found in sorted(facts, key=lambda found: found.position):
        latest[found.owner] = at = max(found.at, latest.get(found.owner, found.at))
        placed.append((at, found.owner, found.position, found))
    return [found for *_, found in sorted(placed, key=itemgetter(0, 1, 2))]


def circle(found: Spine, known: Sequence[Consent], at: datetime) -> Circle:
    return Circle(
        child=found.child, participants=found.participants, guardians=frozenset(found.guardians),
        invited=frozenset(found.invited), consents=known, today=at.astimezone(OSLO).date(), known=found.known,
    )  # fmt: skip
