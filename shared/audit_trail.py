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
from shared.statements import statements
from shared.telemetry import traceparent

SQL = statements(Path(__file__).parent / "sql" / "audit_trail.sql")

Row = tuple[AuditEntry, str | None]  # and the trace of the act


def encode(entry: AuditEntry) -> bytes:
    return orjson.dumps(entry.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


class AuditTrail:
    """The owner's own rows. Many readers' rows go out in one commit."""

    def __init__(self, dsn: str, service: str, owner: str) -> None:
        self._service, self._owner = service, owner
        self._batcher: Batcher[Row, None] = Batcher(dsn, write, tenant=lambda row: row[0].kommune)

    async def run(self) -> None:
        """The writer; keep it running in the background."""
        await self._batcher.run()

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


async def write(connection: asyncpg.Connection, rows: Sequence[Row]) -> list[Exception | None]:
    columns = zip(*((entry.kommune, encode(entry), trace) for entry, trace in rows), strict=True)
    await connection.execute(SQL["record"], *columns)
    return [None] * len(rows)
