"""The audit row that every service writes. Acts, never content."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.common import Actor, Category, Id, Kommune, Moment, Owner, Slug

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
