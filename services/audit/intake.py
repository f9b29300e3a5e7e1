"""AUD → `entries`: every owner's audit rows, verified and stored once. What cannot be stored is counted."""

import logging
import re
from collections.abc import Callable, Sequence
from datetime import UTC
from pathlib import Path

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from shared.contracts.audit import AuditEntry
from shared.statements import statements
from shared.wire import Message, Unverified, verify

log = logging.getLogger(__name__)
SQL = statements(Path(__file__).parent / "sql" / "entries.sql")
SUBJECT = re.compile(r"aud\.([0-9]{4})\.([a-z][a-z0-9-]{1,30})")
FORGED, MALFORMED, CONTRADICTED = "forged", "malformed", "contradicted"

Row = tuple[object, ...]


class Malformed(Exception):
    """Signed by its owner, and still no audit row of that owner."""


class EntryIntake:
    """Applies a batch from the stream; key_of(identity): whose signatures are known."""

    def __init__(self, key_of: Callable[[str], Ed25519PublicKey | None]) -> None:
        self._key_of = key_of

    async def apply(self, connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        rows: list[Row] = []
        wrong: list[tuple[str, str]] = []
        for message in messages:
            try:
                rows.append(self._row(message))
            except Unverified:
                wrong.append((_claimed(message), FORGED))
            except Malformed:
                wrong.append((_claimed(message), MALFORMED))
        wrong += [(owner, CONTRADICTED) for owner in await _stored(connection, rows)]
        if wrong:
            log.error("audit rows were left out", extra={"count": len(wrong)})
            await connection.execute(SQL["leave_out"], *zip(*wrong, strict=True))

    def _row(self, message: Message) -> Row:
        if not (subject := SUBJECT.fullmatch(message.subject)):
            raise Malformed
        kommune, owner = subject.groups()
        verify(message, self._key_of, owner)
        entry = _parsed(message)
        if (entry.kommune, entry.owner) != (kommune, owner):
            raise Malformed
        return (
            kommune, owner, message.position, _utc(entry), entry.actor.id, entry.actor.role, entry.actor.unit,
            entry.action, entry.child, entry.outcome, entry.code, entry.correlation, message.body, message.signature,
        )  # fmt: skip


async def _stored(connection: asyncpg.Connection, rows: Sequence[Row]) -> list[str]:
    """Store rows once; returns the owners that contradict what they have said before."""
    if not rows:
        return []
    status = await connection.execute(SQL["store"], *zip(*rows, strict=True))
    if status == f"INSERT 0 {len(rows)}":
        return []
    known = [(kommune, owner, position, body) for kommune, owner, position, *_, body, _ in rows]
    return [row["owner"] for row in await connection.fetch(SQL["contradicted"], *zip(*known, strict=True))]


def _parsed(message: Message) -> AuditEntry:
    try:
        entry = AuditEntry.model_validate_json(message.body)
    except ValidationError:
        raise Malformed from None  # its text repeats the row
    if "\0" in (entry.code or ""):  # PostgreSQL takes no such text, and one row must not stop all others
        raise Malformed
    return entry


def _utc(entry: AuditEntry) -> object:
    try:
        return entry.at.astimezone(UTC)
    except OverflowError:
        raise Malformed from None


def _claimed(message: Message) -> str:
    found = SUBJECT.fullmatch(message.subject)
    return found[2] if found else "unknown"
