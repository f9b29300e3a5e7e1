"""The audit row that every service writes, and what the personvernombud may ask. Acts, never content."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.common import Actor, Category, Id, Kommune, Moment, Owner, Query, Reply, Request, Slug

Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9@._-]{1,120}$")]  # an id or a name of ours, never a sentence


class Outcome(StrEnum):
    DONE = "done"
    DENIED = "denied"
    REFUSED = "refused"


class AuditEntry(BaseModel):
    """One act. `action` is the request's name; `policies` are the ids of the rules that decided."""

    # Unlike other contracts: a field nobody agreed on could hold content. `audit` is upgraded before those that write.
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    kommune: Kommune
    owner: Owner  # whose data
    service: Slug
    at: Moment
    actor: Actor
    action: Slug
    child: Id | None = None
    resources: tuple[Id, ...] = ()
    categories: tuple[Category, ...] = ()
    purpose: Slug = "stafettlogg"
    legal_basis: tuple[Annotated[str, Field(pattern=r"^[^\x00-\x1f]{1,200}$")], ...] = ()
    consents: tuple[Word, ...] = ()  # "<consent id>@<version>"
    policies: tuple[Word, ...] = ()
    outcome: Outcome = Outcome.DONE
    code: Word | None = None  # of the refusal
    correlation: UUID


class AuditEntries(Reply):
    entries: tuple[AuditEntry, ...]
    next: int | None = None  # pass as `before` for the next page
    total: int


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
    before: int | None = Field(default=None, ge=1, lt=2**63)
    limit: int = Field(default=50, ge=1, le=200)


REQUESTS: tuple[type[Request], ...] = (SearchAudit,)
