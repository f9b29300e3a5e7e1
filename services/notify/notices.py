"""Notices that wait, and what has become of them."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.notify.hearing import Urgency
from shared.contracts.common import Envelope
from shared.ids import derived
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "notices.sql")


def due(urgency: Urgency, now: datetime, digest_seconds: int) -> datetime:
    """At once, or at the next whole multiple of `digest_seconds`: a digest's time tells nothing about its cause."""
    if urgency is Urgency.NOW:
        return now
    passed = int(now.timestamp()) // digest_seconds
    return datetime.fromtimestamp((passed + 1) * digest_seconds, UTC)


async def queue(
    connection: asyncpg.Connection, kommune: str, cause: UUID, about: str, heard: Mapping[str, Urgency],
    digest_seconds: int,
) -> None:  # fmt: skip
    """cause: the message that they hear of. about: the child, or whatever else it is."""
    now = datetime.now(UTC)
    rows = [
        (derived(cause, "notice", kommune, person), person, urgency, due(urgency, now, digest_seconds))
        for person, urgency in sorted(heard.items())
    ]
    if rows:
        await connection.execute(SQL["queue"], kommune, about, *zip(*rows, strict=True))


async def take_back(connection: asyncpg.Connection, found: Envelope, gone: Collection[str]) -> None:
    """Whoever is no longer around the child does not hear of it either, unless there is more to hear of."""
    if gone:
        await connection.execute(SQL["forget_child"], found.kommune, found.child, list(gone))
        await connection.execute(SQL["drop_empty"], found.kommune, list(gone))
