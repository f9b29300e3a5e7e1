"""What can be asked of a stafettlogg, and how it may be refused."""

from pydantic import BaseModel

from shared.contracts.case import (
    AcceptBaton,
    AcceptInvitation,
    AgreeMeasure,
    CloseStafettlogg,
    DeclineBaton,
    DeclineInvitation,
    Guardian,
    InviteService,
    OfferBaton,
    OpenStafettlogg,
    WithdrawBatonOffer,
)
from shared.contracts.common import Id, Name, Owner, Personal
from shared.errors import Refused


class LogExists(Refused):
    """There is a stafettlogg with this id already."""


class LogClosed(Refused):
    """This stafettlogg is closed."""


class NoConsent(Refused):
    """The family has not consented to this service now."""


class NobodyToWorkWith(Refused):
    """A stafettlogg needs consent for at least one more service."""


class NotTheHolder(Refused):
    """Only the stafettholder can do this."""


class NotInvited(Refused):
    """This service is not invited, or has answered already."""


class NotTakingPart(Refused):
    """This person does not take part in the stafettlogg."""


class MeasureExists(Refused):
    """There is a tiltak with this id already."""


class EvaluationInThePast(Refused):
    """A tiltak is evaluated on a day to come."""


class BatonAlreadyOffered(Refused):
    """The baton is offered to somebody; withdraw that first."""


class BatonNotOffered(Refused):
    """The baton is not offered to this person."""


class OpenUnderConsent(BaseModel, frozen=True):
    """Opening, with what the consent service says at this moment."""

    command: OpenStafettlogg
    consented: frozenset[Owner]
    child_name: Personal[Name]
    guardians: Personal[tuple[Guardian, ...]]


class InviteUnderConsent(BaseModel, frozen=True):
    command: InviteService
    consented: frozenset[Owner]


class JoinUnderConsent(BaseModel, frozen=True):
    command: AcceptInvitation
    consented: frozenset[Owner]


class TakeBatonUnderConsent(BaseModel, frozen=True):
    command: AcceptBaton
    consented: frozenset[Owner]


class EndParticipation(BaseModel, frozen=True):
    """Sent when a service's consent has ended."""

    owner: Owner


class MarkEvaluationDue(BaseModel, frozen=True):
    """Sent by the timer."""

    measure: Id


ParticipationCommand = OpenUnderConsent | InviteUnderConsent | JoinUnderConsent | DeclineInvitation | EndParticipation
BatonCommand = OfferBaton | TakeBatonUnderConsent | DeclineBaton | WithdrawBatonOffer
MeasureCommand = AgreeMeasure | MarkEvaluationDue
CourseCommand = CloseStafettlogg
StafettloggCommand = ParticipationCommand | BatonCommand | MeasureCommand | CourseCommand
BySystem = EndParticipation | MarkEvaluationDue  # come too late, they change nothing
