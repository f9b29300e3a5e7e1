"""What can be asked of a stafettlogg, and how it may be refused."""

from pydantic import BaseModel

from services.case.stafettlogg.asked.baton import BatonCommand
from services.case.stafettlogg.asked.participation import JoiningBySystem, JoiningCommand
from shared.contracts.case import (
    AgreeMeasure,
    CloseStafettlogg,
    Guardian,
    OpenStafettlogg,
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


class NotTakingPart(Refused):
    """This person does not take part in the stafettlogg."""


class MeasureExists(Refused):
    """There is a tiltak with this id already."""


class EvaluationInThePast(Refused):
    """A tiltak is evaluated on a day to come."""


class OpenUnderConsent(BaseModel, frozen=True):
    """Opening, with what the consent service says at this moment."""

    command: OpenStafettlogg
    consented: frozenset[Owner]
    child_name: Personal[Name]
    guardians: Personal[tuple[Guardian, ...]]


class MarkEvaluationDue(BaseModel, frozen=True):
    """Sent by the timer."""

    measure: Id


ParticipationCommand = OpenUnderConsent | JoiningCommand
MeasureCommand = AgreeMeasure | MarkEvaluationDue
CourseCommand = CloseStafettlogg
StafettloggCommand = ParticipationCommand | BatonCommand | MeasureCommand | CourseCommand
BySystem = JoiningBySystem | MarkEvaluationDue  # come too late, they change nothing
