"""Tiltak: proposed by anyone around the child, agreed, evaluated, and then continued, changed or ended."""

from datetime import date
from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.effect import Effect
from shared.contracts.case.facts import SpineFact
from shared.contracts.common import Contract, Id, Line, Personal, Slug, Text


class MeasureText(Contract):
    """bank: its place in the municipality's tiltaksbank, if it was taken from there. at_home: the parents' own."""

    measure: Id
    title: Personal[Line]
    description: Personal[Text] | None = None
    goal: Id | None = None
    bank: Slug | None = None
    at_home: bool = False


class MeasureTerms(MeasureText):
    """One responsible person and one evaluation date. A parent's tiltak is at home."""

    responsible: Id
    evaluate_on: date


class ProposeMeasure(MeasureText, CaseCommand):
    name: ClassVar[str] = "propose-measure"
    stafettlogg: Id


class AgreeMeasure(MeasureTerms, CaseCommand):
    """A new one, or one that was proposed: then `measure` is the proposal's."""

    name: ClassVar[str] = "agree-measure"
    stafettlogg: Id


class DeclineMeasure(CaseCommand):
    """No to a proposal, with the reason."""

    name: ClassVar[str] = "decline-measure"
    stafettlogg: Id
    measure: Id
    reason: Personal[Text]


class EvaluateMeasure(CaseCommand):
    name: ClassVar[str] = "evaluate-measure"
    stafettlogg: Id
    measure: Id
    effect: Personal[Effect]
    happened: Personal[Text]
    childs_view: Personal[Text] | None = None
    parents_view: Personal[Text] | None = None


class ContinueMeasure(CaseCommand):
    """As it is, after an evaluation."""

    name: ClassVar[str] = "continue-measure"
    stafettlogg: Id
    measure: Id
    evaluate_on: date


class ChangeMeasure(CaseCommand):
    """A new text, and from now a new evaluation date; the old text is kept."""

    name: ClassVar[str] = "change-measure"
    stafettlogg: Id
    measure: Id
    title: Personal[Line]
    description: Personal[Text] | None = None
    responsible: Id
    evaluate_on: date


class EndMeasure(CaseCommand):
    """After an evaluation."""

    name: ClassVar[str] = "end-measure"
    stafettlogg: Id
    measure: Id
    reason: Personal[Text] | None = None


# --- Public facts ---------------------------------------------------------------------------------


class MeasureProposed(SpineFact):
    fact: ClassVar[str] = "measure-proposed"
    measure: Id
    goal: Id | None = None
    bank: Slug | None = None
    at_home: bool = False
    title: Personal[Line]
    description: Personal[Text | None]


class MeasureAgreed(SpineFact):
    """meeting: where it was agreed."""

    fact: ClassVar[str] = "measure-agreed"
    measure: Id
    responsible: Id
    evaluate_on: date
    goal: Id | None = None
    bank: Slug | None = None
    at_home: bool = False
    meeting: Id | None = None
    title: Personal[Line]
    description: Personal[Text | None]


class ProposalAskedAnew(SpineFact):
    """The family has changed while a tiltak at home is proposed. asked: the parents who answer now, but its proposer.

    Nobody: the stafettholder answers.
    """

    fact: ClassVar[str] = "proposal-asked-anew"
    measure: Id
    asked: tuple[Id, ...]


class MeasureDeclined(SpineFact):
    fact: ClassVar[str] = "measure-declined"
    measure: Id
    reason: Personal[Text]


class MeasureEvaluated(SpineFact):
    fact: ClassVar[str] = "measure-evaluated"
    measure: Id
    effect: Personal[Effect]
    happened: Personal[Text]
    childs_view: Personal[Text | None]
    parents_view: Personal[Text | None]


class MeasureContinued(SpineFact):
    fact: ClassVar[str] = "measure-continued"
    measure: Id
    responsible: Id
    evaluate_on: date


class MeasureChanged(SpineFact):
    fact: ClassVar[str] = "measure-changed"
    measure: Id
    responsible: Id
    evaluate_on: date
    title: Personal[Line]
    description: Personal[Text | None]


class MeasureEnded(SpineFact):
    fact: ClassVar[str] = "measure-ended"
    measure: Id
    reason: Personal[Text | None]


class MeasureTakenOver(SpineFact):
    """Whoever was responsible takes part no longer: the stafettholder is, until somebody else can be found.

    At home it is another parent.

    evaluate_on: None when it has been evaluated already, and waits to be continued, changed or ended.
    """

    fact: ClassVar[str] = "measure-taken-over"
    measure: Id
    left_by: Id
    responsible: Id
    evaluate_on: date | None = None


class EvaluationFellDue(SpineFact):
    """responsible: whoever is to do it now; the stafettholder where the one responsible has left."""

    fact: ClassVar[str] = "evaluation-fell-due"
    measure: Id
    responsible: Id
    evaluate_on: date | None = None
    overdue_on: date | None = None


class EvaluationOverdue(SpineFact):
    """The day has passed without an evaluation: now the stafettholder hears of it."""

    fact: ClassVar[str] = "evaluation-overdue"
    measure: Id
    holder: Id
