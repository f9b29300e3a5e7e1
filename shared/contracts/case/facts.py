"""What `familie` tells of the stafettlogg's spine."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import Fact, Id, Name, Owner, Personal, Text


class SpineFact(Fact):
    service: ClassVar[str] = "case"
    entity: ClassVar[str] = "stafettlogg"
    said_by: ClassVar[str | None] = "familie"


class Guardian(BaseModel, frozen=True):
    person: Id
    person_name: Name
    relation: str


class StafettloggOpened(SpineFact):
    """Carries the names that its readers need, sealed. goal: from before a goal was a fact of its own."""

    fact: ClassVar[str] = "opened"
    opener: Id
    opener_owner: Owner
    guardians: tuple[Id, ...]
    level: int = Field(ge=0, le=3)
    child_name: Personal[Name]
    opener_name: Personal[Name]
    guardian_names: Personal[tuple[Guardian, ...]]
    attention: Personal[Text]
    goal: Personal[Text | None] = None


class ServiceInvited(SpineFact):
    fact: ClassVar[str] = "service-invited"
    invited: Owner
    answer_by: date | None = None


class InvitationAccepted(SpineFact):
    fact: ClassVar[str] = "invitation-accepted"
    person: Id
    owner: Owner
    person_name: Personal[Name]


class InvitationDeclined(SpineFact):
    fact: ClassVar[str] = "invitation-declined"
    owner: Owner


class ParticipantLeft(SpineFact):
    """A service takes part no longer; `because` is a word, never a text."""

    fact: ClassVar[str] = "participant-left"
    owner: Owner
    because: str = Field(pattern="^[a-z-]+$")


class BatonOffered(SpineFact):
    fact: ClassVar[str] = "baton-offered"
    giver: Id
    to: Id
    answer_by: date | None = None


class BatonPassed(SpineFact):
    """The stafettpinne moved; exactly one holder is accountable at any time."""

    fact: ClassVar[str] = "baton-passed"
    giver: Id
    taker: Id
    because: str | None = Field(default=None, pattern="^[a-z-]+$")  # accepted, left, absent, consent-ended


class BatonOfferEnded(SpineFact):
    """Declined by the one asked or withdrawn by the holder, who remains the holder."""

    fact: ClassVar[str] = "baton-offer-ended"
    to: Id
    because: str = Field(pattern="^[a-z-]+$")
