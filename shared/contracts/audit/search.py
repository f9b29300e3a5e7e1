"""What the personvernombud may look up in the audit log, itself written there."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.audit.row import AuditEntry, Outcome, Word
from shared.contracts.common import Id, Owner, Query, Reply, Slug, Wording


class Rule(Reply):
    """A rule that decided, as it can be read in the policies that are in force now."""

    id: Word
    text: Wording


class AuditEntries(Reply):
    """rules: those that the entries name."""

    entries: tuple[AuditEntry, ...]
    next: int | None = None  # pass as `before` for the next page
    total: int
    rules: tuple[Rule, ...] = ()


class SearchAudit(Query):
    """The personvernombud's list, newest first; itself written in the audit log."""

    name: ClassVar[str] = "search-audit"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = AuditEntries
    child: Id | None = None
    actor: Id | None = None
    owner: Owner | None = None
    action: Slug | None = None
    outcome: Outcome | None = None
    actors: tuple[Id, ...] | None = Field(default=None, max_length=500)  # one of these, as the people of one unit
    first: date | None = None
    last: date | None = None
    before: int | None = Field(default=None, ge=1, lt=2**63)
    limit: int = Field(default=50, ge=1, le=200)
