"""What has happened on the spine of a stafettlogg."""

from typing import ClassVar, get_args

from pydantic import Field

from services.case.stafettlogg.events.measures import MeasureEvent
from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.case import Guardian
from shared.contracts.common import Id, Name, Owner, Personal, Text
from shared.events import Schema


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
CourseEvent = StafettloggClosed
StafettloggEvent = ParticipationEvent | BatonEvent | MeasureEvent | CourseEvent

STAFETTLOGG: Schema[StafettloggEvent] = Schema(get_args(StafettloggEvent))
