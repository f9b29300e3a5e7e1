"""What is wrong with a log or with what owners say, and where: told once, and shown until it has ended."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from services.audit.log import SQL
from shared.contracts.audit import FindingKind as Kind
from shared.contracts.common import Kommune, Owner

__all__ = ["Findings", "Kind"]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Findings:
    """Of one owner in one municipality."""

    connection: asyncpg.Connection
    kommune: Kommune
    owner: Owner

    async def tell(self, kind: Kind, *items: str) -> None:
        for item in items:
            if await self.connection.fetchval(SQL["found"], self.kommune, self.owner, kind, item):
                log.error("the audit log is not whole", extra={"owner": self.owner, "kind": kind, "item": item})

    async def end(self, kind: Kind, keep: Sequence[str] = ()) -> None:
        """Every open finding of this kind, except those about the items kept."""
        await self.connection.execute(SQL["ended"], self.kommune, self.owner, kind, keep)
