"""What has happened to tiltak."""

from datetime import date
from typing import ClassVar

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.case import Effect
from shared.contracts.common import Id, Line, Personal, Slug, Text


class MeasureProposed(SpineEvent):
    """by: None in rows from before it was told."""

    type: ClassVar[str] = "measure-proposed"
    measure: Id
    by: Id | None = None
    goal: Id | None = None
    bank: Slug | None = None
    at_home: bool = False
    title: Personal[Line]
    description: Personal[Text | None]


class MeasureAgreed(SpineEvent):
    type: ClassVar[str] = "measure-agreed"
    measure: Id
    responsible: Id
    evaluate_on: date
    goal: Id | None = None
    bank: Slug | None = None
    at_home: bool = False
    meeting: Id | None = None
    title: Personal[Line]
    description: Personal[Text | None]


class ProposalAskedAnew(SpineEvent):
    """The family has changed: these parents answer now for what is proposed at home; nobody, and the holder does."""

    type: ClassVar[str] = "proposal-asked-anew"
    measure: Id
    asked: tuple[Id, ...]


class MeasureDeclined(SpineEvent):
    type: ClassVar[str] = "measure-declined"
    measure: Id
    reason: Personal[Text]


class MeasureEvaluated(SpineEvent):
    type: ClassVar[str] = "measure-evaluated"
    measure: Id
    effect: Personal[Effect]
    happened: Personal[Text]
    childs_view: Personal[Text | None]
    parents_view: Personal[Text | None]


class MeasureContinued(SpineEvent):
    type: ClassVar[str] = "measure-continued"
    measure: Id
    responsible: Id
    evaluate_on: date


class MeasureChanged(SpineEvent):
    type: ClassVar[str] = "measure-changed"
    measure: Id
    responsible: Id
    evaluate_on: date
    title: Personal[Line]
    description: Personal[Text | None]


class MeasureEnded(SpineEvent):
    type: ClassVar[str] = "measure-ended"
    measure: Id
    reason: Personal[Text | None]


class MeasureTakenOver(SpineEvent):
    """Somebody who was responsible left it behind; it is the stafettholder's now."""

    type: ClassVar[str] = "measure-taken-over"
    measure: Id
    left_by: Id
    responsible: Id
    evaluate_on: date | None


class EvaluationFellDue(SpineEvent):
    type: ClassVar[str] = "evaluation-fell-due"
    measure: Id
    responsible: Id
    evaluate_on: date | None = None
    overdue_on: date | None = None


class EvaluationOverdue(SpineEvent):
    type: ClassVar[str] = "evaluation-overdue"
    measure: Id
    holder: Id


MeasureEvent = (
    MeasureProposed
    | ProposalAskedAnew
    | MeasureAgreed
    | MeasureDeclined
    | MeasureEvaluated
    | MeasureContinued
    | MeasureChanged
    | MeasureEnded
    | MeasureTakenOver
    | EvaluationFellDue
    | EvaluationOverdue
)
