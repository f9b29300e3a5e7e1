"""A case as its commands need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from services.case.casework import asked
from shared.contracts.case import Outcome
from shared.errors import Unknown


@dataclass(frozen=True, slots=True)
class Invitation:
    guardians: frozenset[str]
    meets_at: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """evaluate_on: None once it has ended. overdue: marked for that day."""

    responsible: str
    evaluate_on: date | None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """acute: None until answered; a yes is settled by a decision that says why it is not reported.

    outcome: the decision at nivå 0; nivå 1 goes on after it, until it has ended.
    """

    child: str = ""  # empty until registered
    unit: str = ""
    acute: bool | None = None
    raised_by_parents: bool = False
    decide_by: date | None = None  # once it is shared with the leader
    fell_due: bool = False
    outcome: Outcome | None = None
    ended: bool = False
    invitations: Mapping[str, Invitation] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)

    @property
    def at_level_one(self) -> bool:
        return self.outcome is Outcome.LEVEL_1 and not self.ended


def must_exist(state: Case) -> None:
    if not state.child:
        raise Unknown


def must_be_open(state: Case) -> None:
    must_exist(state)
    if state.outcome and not state.at_level_one:
        raise asked.CaseClosed


def must_be_undecided(state: Case) -> None:
    must_exist(state)
    if state.outcome:
        raise asked.CaseClosed


def must_not_be_acute(state: Case) -> None:
    """Nothing reaches the parents before somebody has answered no."""
    if state.acute is None:
        raise asked.AcuteNotAnswered
    if state.acute:
        raise asked.AcuteConcern


def must_hear(childs_view: str | None, not_heard_because: str | None, *, of_age: bool) -> None:
    if of_age and not (childs_view or not_heard_because):
        raise asked.ChildNotHeard
