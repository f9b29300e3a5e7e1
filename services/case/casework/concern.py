"""Private casework at nivå 0–1: undring, leader, undringssamtale, decision. Nobody outside the unit sees it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from pydantic import BaseModel

from services.case.casework.events import (
    CaseDecided,
    CaseworkEvent,
    ConcernRegistered,
    ConcernShared,
    ConversationRecorded,
    DecisionFellDue,
    ObservationAdded,
)
from services.case.dates import OSLO
from shared.contracts.case import (
    AddObservation,
    DecideCase,
    Outcome,
    RecordConversation,
    RegisterConcern,
    ShareConcern,
)
from shared.contracts.common import Id
from shared.decider import Act, Decider
from shared.errors import Refused, Unknown


class CaseExists(Refused):
    """There is a case with this id already."""


class CaseClosed(Refused):
    """This case is decided; register a new undring instead."""


class NotShared(Refused):
    """An undring is shared with the leader before it is decided."""


class AcuteConcern(Refused):
    """Violence, abuse or immediate danger is reported; it is never talked over with the parents here."""


class ParentsConcern(Refused):
    """A concern that the parents raised always goes on."""


class NotInTheFuture(Refused):
    """What is recorded as done has been done."""


class MarkDecisionDue(BaseModel, frozen=True):
    """Sent by the timer."""

    case: Id


CaseworkCommand = RegisterConcern | AddObservation | ShareConcern | RecordConversation | DecideCase | MarkDecisionDue


@dataclass(frozen=True, slots=True)
class Case:
    child: str = ""  # empty until registered
    unit: str = ""
    acute: bool = False
    raised_by_parents: bool = False
    shared: bool = False
    fell_due: bool = False
    decided: bool = False


def casework(decide_days: int) -> Decider[CaseworkCommand, Case, CaseworkEvent]:
    """decide_days: how long the leader has, by the municipality's choice."""

    def decide(command: CaseworkCommand, state: Case, act: Act) -> list[CaseworkEvent]:
        match command:
            case RegisterConcern():
                return register(command, state, act)
            case AddObservation():
                return add_observation(command, state)
            case ShareConcern():
                return share(state, act.at.astimezone(OSLO).date() + timedelta(days=decide_days))
            case RecordConversation():
                return record_conversation(command, state, act)
            case DecideCase():
                return decide_case(command, state)
            case MarkDecisionDue():
                return mark_due(state)
            case _:
                assert_never(command)

    return Decider(initial=Case(), decide=decide, evolve=evolve, child=lambda state: state.child)


def register(command: RegisterConcern, state: Case, act: Act) -> list[CaseworkEvent]:
    if state.child:
        raise CaseExists
    return [
        ConcernRegistered(
            child=command.child, unit=act.by.unit or "", by=act.by.id, acute=command.acute,
            raised_by_parents=command.raised_by_parents, observations=command.observations,
            interpretation=command.interpretation,
        )
    ]  # fmt: skip


def add_observation(command: AddObservation, state: Case) -> list[CaseworkEvent]:
    _must_be_open(state)
    return [ObservationAdded(observation=command.observation)]


def share(state: Case, decide_by: date) -> list[CaseworkEvent]:
    _must_be_open(state)
    if state.shared:
        return []
    return [ConcernShared(unit=state.unit, decide_by=decide_by)]


def record_conversation(command: RecordConversation, state: Case, act: Act) -> list[CaseworkEvent]:
    _must_be_open(state)
    if state.acute:
        raise AcuteConcern
    if command.held_on > act.at.astimezone(OSLO).date():
        raise NotInTheFuture
    return [
        ConversationRecorded(
            held_on=command.held_on, parents_view=command.parents_view, childs_view=command.childs_view
        )
    ]


def decide_case(command: DecideCase, state: Case) -> list[CaseworkEvent]:
    _must_be_open(state)
    if not state.shared:
        raise NotShared
    if state.raised_by_parents and command.outcome is Outcome.CLOSED:
        raise ParentsConcern
    return [CaseDecided(outcome=command.outcome, reason=command.reason)]


def mark_due(state: Case) -> list[CaseworkEvent]:
    return [DecisionFellDue()] if state.shared and not (state.decided or state.fell_due) else []


def _must_be_open(state: Case) -> None:
    if not state.child:
        raise Unknown
    if state.decided:
        raise CaseClosed


def evolve(state: Case, event: CaseworkEvent) -> Case:
    match event:
        case ConcernRegistered(child=child, unit=unit, acute=acute, raised_by_parents=raised):
            return replace(state, child=child, unit=unit, acute=acute, raised_by_parents=raised)
        case ConcernShared():
            return replace(state, shared=True)
        case DecisionFellDue():
            return replace(state, fell_due=True)
        case CaseDecided():
            return replace(state, decided=True)
        case ObservationAdded() | ConversationRecorded():
            return state
        case _:
            assert_never(event)
