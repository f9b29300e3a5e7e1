"""What every request to the consent service is, and the states that a consent goes through."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, StringConstraints

from shared.contracts.common import Command, Id, Owner, Query, Slug


class ConsentCommand(Command):
    service: ClassVar[str] = "consent"


class ConsentQuery(Query):
    service: ClassVar[str] = "consent"


class Kind(StrEnum):
    """What a yes does. Only the first opens anything here; they are never shown as one another."""

    SECRECY = "secrecy-lifted"  # fritak fra taushetsplikt
    PROCESSING = "processing"  # consent as the legal basis: personvernforordningen art. 6 no. 1 a
    HEALTH_CARE = "health-care"  # to be given health care: pasient- og brukerrettighetsloven ch. 4
    BY_LAW = "shared-by-law"  # shared by a duty or a right: no consent, and nobody is asked


class Method(StrEnum):
    """How somebody answered."""

    PORTAL = "portal"
    MEETING = "meeting"
    PAPER = "paper"


Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class How(BaseModel, frozen=True, extra="forbid"):
    """level: how surely the giver had shown who it was; registered_by: who wrote down what was said elsewhere.

    evidence: of the file with the signature, which the municipality's archive has.
    """

    method: Method
    level: Slug | None = None
    registered_by: Id | None = None
    evidence: Sha256 | None = None


class State(StrEnum):
    PROPOSED = "proposed"
    PARTIAL = "partial"  # some, not all, have said yes
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"  # others than those who said yes decide now: the child has grown, or barnevernet has its care


def together(one: Owner, its: Collection[Owner] | None, other: Owner, others: Collection[Owner] | None) -> bool:
    """Whether two services that are let in share: the consent of one names the other. its, others: partners."""
    return its is None or other in its or others is None or one in others
