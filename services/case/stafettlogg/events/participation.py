"""Who has come to take part, and who has left."""

from typing import ClassVar

from pydantic import Field

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Name, Owner, Personal


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


JoiningEvent = ServiceInvited | InvitationAccepted | InvitationDeclined | ParticipantLeft
