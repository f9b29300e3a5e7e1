"""What every request to the consent service is, and the states that a consent goes through."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, StringConstraints, model_validator

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


RuleVersion = Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z.-]{0,199}$")]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Heard(StrEnum):
    """How much the child's own word counts, least first."""

    AS_ABLE = "as-able"
    ALWAYS = "always"
    GREAT_WEIGHT = "great-weight"
    DECIDES = "decides"  # it is asked for its own yes


class Hearing(StrEnum):
    """How the child said what it thinks, or why it did not."""

    TALK = "talk"
    PLAY = "play"  # or drawing
    IN_MEETING = "in-meeting"
    TOO_YOUNG = "too-young"
    UNWILLING = "did-not-want"
    HARMFUL = "would-harm"


UNHEARD = frozenset({Hearing.TOO_YOUNG, Hearing.UNWILLING, Hearing.HARMFUL})


class ChildHeard(BaseModel, frozen=True, extra="forbid"):
    """What became of the child's right to be heard before a yes. by: whom the child told."""

    how: Hearing
    by: Id | None = None

    @model_validator(mode="after")
    def _by_somebody(self) -> "ChildHeard":
        if (self.by is None) is not (self.how in UNHEARD):
            raise ValueError("a child is heard by somebody, and not heard by nobody")
        return self


class How(BaseModel, frozen=True, extra="forbid"):
    """level: how surely the giver had shown who it was; registered_by: who wrote down what was said elsewhere.

    evidence: of the file with the signature, which the municipality's archive has. told_of_rights, said_freely: what
    a yes rests on; None: of an answer from before it was asked, or of a no, which rests on nothing.
    """

    method: Method
    level: Slug | None = None
    registered_by: Id | None = None
    evidence: Sha256 | None = None
    told_of_rights: bool | None = None
    said_freely: bool | None = None
    child_heard: ChildHeard | None = None


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
