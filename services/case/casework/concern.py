"""The undring: what was seen and heard, whether it is acute, and the leader who is told."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from services.case.casework import asked
from services.case.casework import events as e
from services.case.casework.state import Case, must_be_open, must_be_undecided
from services.case.dates import OSLO
from shared.contracts.case import AddObservation, AnswerAcute, RegisterConcern, ShareConcern
from shared.decider import Act


def decide(
    command: asked.ConcernCommand, state: Case, act: Act, decide_days: int, rules: str | None
) -> list[e.CaseworkEvent]:
    match command:
        case RegisterConcern():
            return register(command, state, act)
        case AddObservation():
            return add_observation(command, state)
        case AnswerAcute():
            return answer_acute(command, state)
        case ShareConcern():
            return share(state, act, decide_days, rules)
        case _:
            assert_never(command)


def register(command: RegisterConcern, state: Case, act: Act) -> list[e.CaseworkEvent]:
    if state.child:
        raise asked.CaseExists
    if not (command.observations or command.notes):
        raise asked.NothingObserved
    return [
        e.ConcernRegistered(
            child=command.child, unit=act.by.unit or "", by=act.by.id, acute=command.acute,
            raised_by_parents=command.raised_by_parents, notes=tuple(dict.fromkeys(command.notes)),
            observations=command.observations, interpretation=command.interpretation, worry=command.worry,
        )
    ]  # fmt: skip


def add_observation(command: AddObservation, state: Case) -> list[e.CaseworkEvent]:
    must_be_open(state)
    return [e.ObservationAdded(observation=command.observation)]


def answer_acute(command: AnswerAcute, state: Case) -> list[e.CaseworkEvent]:
    must_be_open(state)
    if state.acute is command.acute:
        return []
    if state.acute:
        raise asked.AcuteStands
    return [e.AcuteAnswered(unit=state.unit, acute=command.acute)]


def share(state: Case, act: Act, decide_days: int, rules: str | None) -> list[e.CaseworkEvent]:
    must_be_undecided(state)
    if state.decide_by:
        return []
    decide_by = act.at.astimezone(OSLO).date() + timedelta(days=decide_days)
    return [e.ConcernShared(unit=state.unit, decide_by=decide_by, rules=rules)]


def evolve(state: Case, event: e.ConcernEvent) -> Case:
    match event:
        case e.ConcernRegistered(child=child, unit=unit, acute=acute, raised_by_parents=raised):
            return replace(state, child=child, unit=unit, acute=acute, raised_by_parents=raised)
        case e.AcuteAnswered(acute=acute):
            return replace(state, acute=acute)
        case e.ConcernShared(decide_by=by):
            return replace(state, decide_by=by)
        case e.ObservationAdded():
            return state
        case _:
            assert_never(event)
