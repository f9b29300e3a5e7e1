"""What can be asked of a stafettlogg, and how it may be refused."""

from pydantic import BaseModel

from services.case.stafettlogg.asked.archive import ArchiveCommand
from services.case.stafettlogg.asked.baton import BatonBySystem, BatonCommand
from services.case.stafettlogg.asked.closing import CourseCommand, LeaveAfterTransition
from services.case.stafettlogg.asked.goals import GoalCommand
from services.case.stafettlogg.asked.journal import JournalCommand
from services.case.stafettlogg.asked.level import LevelCommand, ReceiveAdvice
from services.case.stafettlogg.asked.measures import EvaluationBySystem, MeasureCommand
from services.case.stafettlogg.asked.meetings import MarkMeetingNear, MeetingCommand
from services.case.stafettlogg.asked.participation import JoiningBySystem, JoiningCommand
from services.case.stafettlogg.asked.voices import VoiceCommand
from shared.contracts.case import (
    AgreeMeasure,
    AppointVoice,
    AskReopening,
    ChangeMeasure,
    CloseStafettlogg,
    ConsiderIndividualPlan,
    ContinueMeasure,
    DeclineBaton,
    DeclineInvitation,
    DeclineMeasure,
    EndAbsence,
    EndMeasure,
    EvaluateMeasure,
    Guardian,
    OfferTransition,
    OpenStafettlogg,
    ProposeMeasure,
    RecordAdvice,
    RecordVoice,
    RequestArchive,
    WithdrawBatonOffer,
)  # fmt: skip
from shared.contracts.common import Name, Owner, Personal
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


class NotTakingPart(Refused):
    """This person does not take part in the stafettlogg."""


class NotTheFamily(Refused):
    """Only a parent with foreldreansvar can do this."""


class OpenUnderConsent(BaseModel, frozen=True):
    """Opening, with what the consent service says at this moment."""

    command: OpenStafettlogg
    consented: frozenset[Owner]
    child_name: Personal[Name]
    guardians: Personal[tuple[Guardian, ...]]


ParticipationCommand = OpenUnderConsent | JoiningCommand
StafettloggCommand = (
    ParticipationCommand
    | BatonCommand
    | MeasureCommand
    | GoalCommand
    | MeetingCommand
    | MarkMeetingNear
    | VoiceCommand
    | LevelCommand
    | CourseCommand
    | JournalCommand
    | ArchiveCommand
)
BySystem = (
    JoiningBySystem | BatonBySystem | EvaluationBySystem | MarkMeetingNear | LeaveAfterTransition | ReceiveAdvice
)  # come too late, they change nothing

AsItComes = (
    DeclineInvitation
    | DeclineBaton
    | WithdrawBatonOffer
    | EndAbsence
    | ProposeMeasure
    | AgreeMeasure
    | DeclineMeasure
    | EvaluateMeasure
    | ContinueMeasure
    | ChangeMeasure
    | EndMeasure
    | GoalCommand
    | MeetingCommand
    | AppointVoice
    | RecordVoice
    | ConsiderIndividualPlan
    | RecordAdvice
    | CloseStafettlogg
    | OfferTransition
    | AskReopening
    | RequestArchive
)
