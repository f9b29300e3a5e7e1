"""What has happened in one owner's cases. Private: `publish.py` chooses what others hear."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.case import Guardian, Kind, Observation, Outcome
from shared.contracts.common import Category, Id, Line, Name, Owner, Personal, Text
from shared.events import DomainEvent, Schema


class ChildEnrolled(DomainEvent):
    """The register says that this child belongs to one of our units."""

    type: ClassVar[str] = "child-enrolled"
    child: Id
    unit: Id
    child_name: Personal[Name]
    born: Personal[date]


# --- Private casework -----------------------------------------------------------------------------


class ConcernRegistered(DomainEvent):
    """An employee wondered about a child, and wrote down what was seen and heard."""

    type: ClassVar[str] = "concern-registered"
    child: Id
    unit: Id
    by: Id
    acute: bool
    raised_by_parents: bool
    observations: Personal[tuple[Observation, ...]]
    interpretation: Personal[Text | None]


class ObservationAdded(DomainEvent):
    type: ClassVar[str] = "observation-added"
    observation: Personal[Observation]


class ConcernShared(DomainEvent):
    """The nearest leader knows; the municipality's clock runs until `decide_by`."""

    type: ClassVar[str] = "concern-shared"
    unit: Id
    decide_by: date


class ConversationRecorded(DomainEvent):
    """The undringssamtale was held."""

    type: ClassVar[str] = "conversation-recorded"
    held_on: date
    parents_view: Personal[Text]
    childs_view: Personal[Text | None]


class DecisionFellDue(DomainEvent):
    """The clock ran out without a decision; it raises a task and decides nothing."""

    type: ClassVar[str] = "decision-fell-due"


class CaseDecided(DomainEvent):
    type: ClassVar[str] = "case-decided"
    outcome: Outcome
    reason: Personal[Text]


# --- The stafettlogg's spine ----------------------------------------------------------------------


class SpineEvent(DomainEvent):
    """Part of what the family and every consented service share."""

    def sealed_under(self) -> Category:
        return Category.AGREEMENTS


class StafettloggOpened(SpineEvent):
    type: ClassVar[str] = "stafettlogg-opened"
    child: Id
    opener: Id
    opener_owner: Owner
    guardians: tuple[Id, ...]
    level: int
    child_name: Personal[Name]
    opener_name: Personal[Name]
    guardian_names: Personal[tuple[Guardian, ...]]
    attention: Personal[Text]
    goal: Personal[Text | None]


class ServiceInvited(SpineEvent):
    type: ClassVar[str] = "service-invited"
    invited: Owner


class InvitationAccepted(SpineEvent):
    type: ClassVar[str] = "invitation-accepted"
    person: Id
    owner: Owner
    person_name: Personal[Name]


class InvitationDeclined(SpineEvent):
    type: ClassVar[str] = "invitation-declined"
    owner: Owner


class ParticipantLeft(SpineEvent):
    type: ClassVar[str] = "participant-left"
    owner: Owner
    because: str = Field(pattern="^[a-z-]+$")


class MeasureAgreed(SpineEvent):
    """A tiltak: one responsible person, one evaluation date."""

    type: ClassVar[str] = "measure-agreed"
    measure: Id
    responsible: Id
    evaluate_on: date
    title: Personal[Line]
    description: Personal[Text | None]


class EvaluationFellDue(SpineEvent):
    type: ClassVar[str] = "evaluation-fell-due"
    measure: Id
    responsible: Id


class BatonOffered(SpineEvent):
    type: ClassVar[str] = "baton-offered"
    giver: Id
    to: Id


class BatonPassed(SpineEvent):
    """The stafettpinne moved; exactly one holder is accountable at any time."""

    type: ClassVar[str] = "baton-passed"
    giver: Id
    taker: Id


class BatonOfferEnded(SpineEvent):
    type: ClassVar[str] = "baton-offer-ended"
    to: Id
    because: str = Field(pattern="^[a-z-]+$")


class StafettloggClosed(SpineEvent):
    type: ClassVar[str] = "stafettlogg-closed"
    because: str = Field(pattern="^[a-z-]+$")
    reason: Personal[Text | None]


# --- Contributions --------------------------------------------------------------------------------


class ContributionWritten(DomainEvent):
    """A text that its writer's service owns, shared under its category."""

    type: ClassVar[str] = "contribution-written"
    child: Id
    stafettlogg: Id
    kind: Kind
    category: Category
    text: Personal[Text]

    def sealed_under(self) -> Category:
        return self.category


CaseworkEvent = (
    ConcernRegistered | ObservationAdded | ConcernShared | ConversationRecorded | DecisionFellDue | CaseDecided
)
StafettloggEvent = (
    StafettloggOpened
    | ServiceInvited
    | InvitationAccepted
    | InvitationDeclined
    | ParticipantLeft
    | MeasureAgreed
    | EvaluationFellDue
    | BatonOffered
    | BatonPassed
    | BatonOfferEnded
    | StafettloggClosed
)

CASEWORK: Schema[CaseworkEvent] = Schema(
    (ConcernRegistered, ObservationAdded, ConcernShared, ConversationRecorded, DecisionFellDue, CaseDecided)
)
STAFETTLOGG: Schema[StafettloggEvent] = Schema(
    (
        StafettloggOpened,
        ServiceInvited,
        InvitationAccepted,
        InvitationDeclined,
        ParticipantLeft,
        MeasureAgreed,
        EvaluationFellDue,
        BatonOffered,
        BatonPassed,
        BatonOfferEnded,
        StafettloggClosed,
    )
)
ENROLMENT: Schema[ChildEnrolled] = Schema((ChildEnrolled,))
CONTRIBUTION: Schema[ContributionWritten] = Schema((ContributionWritten,))
EVERY: Schema[DomainEvent] = Schema(
    (*CASEWORK.types.values(), *STAFETTLOGG.types.values(), ChildEnrolled, ContributionWritten)
)
