"""What is wrong with a log or with what owners say, and where: told once, and shown until it has ended."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import asyncpg

from services.audit.log import SQL
from shared.contracts.common import Kommune, Owner

log = logging.getLogger(__name__)


class Kind(StrEnum):
    CHANGED = "changed"  # the stored tree is not the one that was signed
    DENIED = "denied"  # a witness has seen another tree, or more of it: log, witness, and how much it has seen
    ENTRY = "entry"  # of this leaf, or this number in the owner's trail
    HOLE = "hole"  # these numbers of the owner's trail have not come
    LATE = "late"  # the owner has more rows than have come since it was last asked
    SET_BACK = "set-back"  # the owner's trail ends before rows that have come
    SILENT = "silent"  # the owner does not answer


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
