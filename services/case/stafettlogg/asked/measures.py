"""What can be asked about tiltak, and how it may be refused."""

from datetime import date

from pydantic import BaseModel

from shared.contracts.case import (
    AgreeMeasure,
    ChangeMeasure,
    ContinueMeasure,
    DeclineMeasure,
    EndMeasure,
    EvaluateMeasure,
    ProposeMeasure,
)
from shared.contracts.common import Id
from shared.errors import Refused


class MeasureExists(Refused):
    """There is a tiltak with this id already."""


class NotProposed(Refused):
    """This tiltak is not a proposal that waits for an answer."""


class NotRunning(Refused):
    """This tiltak is not agreed, or has ended."""


class NotEvaluated(Refused):
    """A tiltak is evaluated before it is continued or ended."""


class EvaluationInThePast(Refused):
    """A tiltak is evaluated on a day to come."""


class HomeBelongsToTheParents(Refused):
    """Only parents answer for what is done at home."""


class NotResponsible(Refused):
    """Only whoever is responsible for this tiltak, or the stafettholder, can do this."""


class MarkEvaluationDue(BaseModel, frozen=True):
    """Sent by the timer on the day. overdue_on: when the stafettholder hears of it too."""

    measure: Id
    on: date
    overdue_on: date


class MarkEvaluationOverdue(BaseModel, frozen=True):
    """Sent by the timer when the days of grace have passed too."""

    measure: Id
    on: date


EvaluationBySystem = MarkEvaluationDue | MarkEvaluationOverdue
MeasureCommand = (
    ProposeMeasure
    | AgreeMeasure
    | DeclineMeasure
    | EvaluateMeasure
    | ContinueMeasure
    | ChangeMeasure
    | EndMeasure
    | EvaluationBySystem
)
