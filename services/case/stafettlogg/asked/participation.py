"""What can be asked about who takes part, and how it may be refused."""

from datetime import date

from pydantic import BaseModel

from services.case.stafettlogg.events.participation import StafettloggRestated
from shared.contracts.case import (
    AcceptInvitation,
    DeclineInvitation,
    Guardian,
    InviteColleague,
    InviteService,
    LeaveStafettlogg,
    NudgeService,
)
from shared.contracts.common import Id, Owner
from shared.errors import Refused


class NotInvited(Refused):
    """This service is not invited, or has answered already."""


class ServiceNotTakingPart(Refused):
    """This service does not take part in the stafettlogg."""


class NobodyToHold(Refused):
    """Nobody else here could hold the baton; close the stafettlogg instead of leaving it."""


class NudgedAlready(Refused):
    """This service was asked kindly not long ago."""


class InviteUnderConsent(BaseModel, frozen=True):
    """With the days on which those asked are reminded, and the holder hears that nobody has answered."""

    command: InviteService
    consented: frozenset[Owner]
    remind_on: date
    answer_by: date


class CallUnderConsent(BaseModel, frozen=True):
    """As above, for one more person of a service."""

    command: InviteColleague
    consented: frozenset[Owner]
    remind_on: date
    answer_by: date


class JoinUnderConsent(BaseModel, frozen=True):
    """restated: for a service that could not read the log otherwise, here as wherever one is let in."""

    command: AcceptInvitation
    consented: frozenset[Owner]
    restated: StafettloggRestated | None = None


class LeaveUnderConsent(BaseModel, frozen=True):
    """consented: who could take a baton over."""

    command: LeaveStafettlogg
    consented: frozenset[Owner]


class EndParticipation(BaseModel, frozen=True):
    """Sent when a service's consent has ended. consented: the services that may still take part, asked just now."""

    owner: Owner
    consented: frozenset[Owner]


class SetFamily(BaseModel, frozen=True):
    """Sent when the consent service has told of others with foreldreansvar: everybody who has it now."""

    guardians: tuple[Guardian, ...]


class RestateUnderConsent(BaseModel, frozen=True):
    """Sent when a service that takes part has another consent than until now."""

    owner: Owner
    restated: StafettloggRestated | None = None


class MarkInvitationWaiting(BaseModel, frozen=True):
    """Sent by the timers of one invitation. too_long: the day for an answer has gone by."""

    invitation: Id
    too_long: bool


class NudgeWithin(BaseModel, frozen=True):
    """again_after_days: how long a service is left in peace after a nudge."""

    command: NudgeService
    again_after_days: int


class MarkSilent(BaseModel, frozen=True):
    """Sent by a timer that has looked into familie's copy: nobody of this service has written since."""

    owner: Owner
    since: date


JoiningBySystem = EndParticipation | MarkInvitationWaiting | MarkSilent
LeavingCommand = LeaveUnderConsent | EndParticipation | SetFamily
InvitingCommand = InviteUnderConsent | CallUnderConsent | JoinUnderConsent | DeclineInvitation | MarkInvitationWaiting
SilenceCommand = NudgeWithin | MarkSilent
JoiningCommand = InvitingCommand | RestateUnderConsent | LeavingCommand | SilenceCommand
