"""No read without a row: what a service answers with personal data is first written here, and committed."""

from collections.abc import Sequence
from pathlib import Path

import asyncpg
import orjson
import uuid_utils.compat as uuid

from shared.access import Decision
from shared.contracts.audit import AuditEntry, Outcome
from shared.contracts.common import Category
from shared.database import Batcher
from shared.decider import Act
from shared.marks import Marks
from shared.statements import statements
from shared.telemetry import traceparent

SQL = statements(Path(__file__).parent / "sql" / "audit_trail.sql")

Row = tuple[AuditEntry, str | None]  # and the trace of the act


def encode(entry: AuditEntry) -> bytes:
    return orjson.dumps(entry.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


class AuditTrail:
    """The owner's own rows. Many readers' rows go out in one commit."""

    def __init__(self, dsn: str, service: str, owner: str, secret: bytes) -> None:
        """secret: that its rows are marked with."""
        self._service, self._owner, self._secret = service, owner, secret
        self._marks = Marks(secret)
        self._batcher: Batcher[Row, None] = Batcher(dsn, self._store, tenant=lambda row: row[0].kommune)

    async def run(self) -> None:
        """The writer; keep it running in the background."""
        self._marks.begin()
        await self._batcher.run()

    async def _store(self, connection: asyncpg.Connection, rows: Sequence[Row]) -> list[Exception | None]:
        await _record(connection, rows, self._marks)
        self._marks.stored()
        return [None] * len(rows)

    async def write(self, connection: asyncpg.Connection, *entries: AuditEntry) -> None:
        """In the caller's own transaction, which may come to nothing."""
        await _record(connection, [(entry, traceparent()) for entry in entries], Marks(self._secret))

    async def record(self, entry: AuditEntry) -> None:
        """Returns when the row is committed; only then may plaintext leave."""
        await self._batcher.submit((entry, traceparent()))

    def entry(
        self,
        act: Act,
        action: str,
        *,
        child: str | None = None,
        resources: Sequence[str] = (),
        categories: Sequence[Category] = (),
        consents: Sequence[str] = (),
        decision: Decision | None = None,
        outcome: Outcome = Outcome.DONE,
        code: str | None = None,
    ) -> AuditEntry:
        """Describe one act on this owner's data: ids and rules, never what was read or written, or where anybody is."""
        actor = act.by.model_copy(update={"unit": None})
        return AuditEntry(
            id=uuid.uuid7(), kommune=act.by.kommune, owner=self._owner, service=self._service, at=act.at, actor=actor,
            action=action, child=child, resources=tuple(resources), categories=tuple(categories),
            legal_basis=decision.legal_basis if decision else (), policies=decision.policies if decision else (),
            consents=tuple(consents), outcome=outcome, code=code, correlation=act.correlation,
        )  # fmt: skip


async def _record(connection: asyncpg.Connection, rows: Sequence[Row], marks: Marks) -> None:
    said = [(entry.kommune, encode(entry)) for entry, _ in rows]
    columns = (*zip(*said, strict=True), [trace for _, trace in rows], marks.of(said))
    await connection.execute(SQL["record"], *columns)
