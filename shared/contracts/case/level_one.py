"""Nivå 1: tiltak inside the own service, for the child or in the service's own practice."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.casework import Outcome
from shared.contracts.case.effect import Effect
from shared.contracts.common import Id, Line, Personal, Text


class Whose(StrEnum):
    """Whose change a tiltak is: not every one is the child's."""

    CHILD = "child"
    SERVICE = "service"  # environment, staff practice


class OwnNext(StrEnum):
    CONTINUED = "continued"
    CHANGED = "changed"
    ENDED = "ended"


class AgreeOwnMeasure(CaseCommand):
    """Goal, what is done, one responsible person and one evaluation date."""

    name: ClassVar[str] = "agree-own-measure"
    case: Id
    measure: Id
    whose: Whose
    title: Personal[Line]
    description: Personal[Text] | None = None
    goal: Personal[Text]
    responsible: Id
    evaluate_on: date


class EvaluateOwnMeasure(CaseCommand):
    """What came of it, as the staff, the child and the parents see it, and what happens next.

    evaluate_on: when it is looked at again; needed unless it has ended. changed: what is done from now on.
    """

    name: ClassVar[str] = "evaluate-own-measure"
    case: Id
    measure: Id
    effect: Personal[Effect]
    seen: Personal[Text]
    childs_view: Personal[Text] | None = None
    not_heard_because: Personal[Text] | None = None
    parents_view: Personal[Text] | None = None
    next: OwnNext
    changed: Personal[Text] | None = None
    evaluate_on: date | None = None


class EndLevelOne(CaseCommand):
    """The leader ends nivå 1 with a reason: closed, on to nivå 2, or reported."""

    name: ClassVar[str] = "end-level-one"
    case: Id
    outcome: Outcome
    reason: Personal[Text]
    not_reported_because: Personal[Text] | None = None
