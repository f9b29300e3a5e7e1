"""What has happened on the spine of a stafettlogg."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.case import Guardian
from shared.contracts.common import Category, Id, Line, Name, Owner, Personal, Text
from shared.events import DomainEvent, Schema


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


ParticipationEvent = StafettloggOpened | ServiceInvited | InvitationAccepted | InvitationDeclined | ParticipantLeft
BatonEvent = BatonOffered | BatonPassed | BatonOfferEnded
MeasureEvent = MeasureAgreed | EvaluationFellDue
CourseEvent = StafettloggClosed
StafettloggEvent = ParticipationEvent | BatonEvent | MeasureEvent | CourseEvent

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
