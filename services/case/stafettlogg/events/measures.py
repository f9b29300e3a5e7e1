"""What has happened to tiltak."""

from datetime import date
from typing import ClassVar

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Line, Personal, Text


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


MeasureEvent = MeasureAgreed | EvaluationFellDue
