"""Who has come to take part, and who has left."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.case import Guardian, NowStands
from shared.contracts.common import Id, Name, Owner, Personal


class ServiceInvited(SpineEvent):
    """invitation: which one; None in rows from before an answer was awaited, as are the days."""

    type: ClassVar[str] = "service-invited"
    invited: Owner
    invitation: Id | None = None
    remind_on: date | None = None
    answer_by: date | None = None


class ColleagueInvited(SpineEvent):
    """One more person of a service that takes part already."""

    type: ClassVar[str] = "colleague-invited"
    owner: Owner
    person: Id
    invitation: Id
    remind_on: date
    answer_by: date


class InvitationAccepted(SpineEvent):
    type: ClassVar[str] = "invitation-accepted"
    person: Id
    owner: Owner
    person_name: Personal[Name]


class InvitationDeclined(SpineEvent):
    type: ClassVar[str] = "invitation-declined"
    owner: Owner


class ColleagueDeclined(SpineEvent):
    type: ClassVar[str] = "colleague-declined"
    owner: Owner
    person: Id


class InvitationReminded(SpineEvent):
    """person: the colleague who was asked; None: the service."""

    type: ClassVar[str] = "invitation-reminded"
    owner: Owner
    person: Id | None


class InvitationUnanswered(SpineEvent):
    type: ClassVar[str] = "invitation-unanswered"
    owner: Owner
    person: Id | None
    holder: Id


class PersonLeft(SpineEvent):
    """Colleagues of the same service still take part."""

    type: ClassVar[str] = "person-left"
    owner: Owner
    person: Id


class FamilyChanged(SpineEvent):
    """Others have foreldreansvar than until now."""

    type: ClassVar[str] = "family-changed"
    guardians: tuple[Id, ...]
    gone: tuple[Id, ...]
    guardian_names: Personal[tuple[Guardian, ...]]


class ParticipantLeft(SpineEvent):
    """A whole service left."""

    type: ClassVar[str] = "participant-left"
    owner: Owner
    because: str = Field(pattern="^[a-z-]+$")


class ServiceFellSilent(SpineEvent):
    type: ClassVar[str] = "service-fell-silent"
    owner: Owner
    since: date
    holder: Id


class ServiceNudged(SpineEvent):
    type: ClassVar[str] = "service-nudged"
    owner: Owner
    on: date


class StafettloggRestated(SpineEvent):
    """What stands now, for a service whose consents do not reach back to when it was said."""

    type: ClassVar[str] = "stafettlogg-restated"
    now: Personal[NowStands]


JoiningEvent = (
    ServiceInvited | ColleagueInvited | InvitationAccepted | InvitationDeclined | ColleagueDeclined
    | InvitationReminded | InvitationUnanswered | PersonLeft | ParticipantLeft | ServiceFellSilent | ServiceNudged
    | FamilyChanged | StafettloggRestated
)  # fmt: skip
