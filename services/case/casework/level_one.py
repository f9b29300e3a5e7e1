"""Tiltak at nivå 1: each has a goal, one responsible person and one evaluation date, until it has ended."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from services.case.casework import asked
from services.case.casework import events as e
from services.case.casework.state import Case, Measure, must_be_open, must_exist, must_hear
from services.case.dates import OSLO
from shared.contracts.case import AgreeOwnMeasure, OwnNext
from shared.decider import Act


def decide(command: asked.LevelOneCommand, state: Case, act: Act) -> list[e.CaseworkEvent]:
    match command:
        case AgreeOwnMeasure():
            return agree(command, state, act)
        case asked.EvaluateByAge():
            return evaluate(command, state, act)
        case asked.MarkOwnEvaluationDue():
            return mark_due(command, state)
        case _:
            assert_never(command)


def agree(command: AgreeOwnMeasure, state: Case, act: Act) -> list[e.CaseworkEvent]:
    _must_be_at_level_one(state)
    if command.measure in state.measures:
        raise asked.OwnMeasureExists
    _must_be_to_come(command.evaluate_on, act)
    return [
        e.OwnMeasureAgreed(
            measure=command.measure, whose=command.whose, responsible=command.responsible,
            evaluate_on=command.evaluate_on, title=command.title, description=command.description, goal=command.goal,
        )
    ]  # fmt: skip


def evaluate(under: asked.EvaluateByAge, state: Case, act: Act) -> list[e.CaseworkEvent]:
    _must_be_at_level_one(state)
    command = under.command
    measure = state.measures.get(command.measure)
    if measure is None or measure.evaluate_on is None:
        raise asked.NoSuchMeasure
    must_hear(command.childs_view, command.not_heard_because, of_age=under.must_hear)
    if command.next is OwnNext.CHANGED and not command.changed:
        raise asked.ChangeNotSaid
    again = None if command.next is OwnNext.ENDED else _must_be_to_come(command.evaluate_on, act)
    return [
        e.OwnMeasureEvaluated(
            measure=command.measure, responsible=measure.responsible, effect=command.effect, next=command.next,
            evaluate_on=again, seen=command.seen, childs_view=command.childs_view,
            not_heard_because=command.not_heard_because, parents_view=command.parents_view,
            changed=command.changed if command.next is OwnNext.CHANGED else None,
        )
    ]  # fmt: skip


def mark_due(command: asked.MarkOwnEvaluationDue, state: Case) -> list[e.CaseworkEvent]:
    measure = state.measures.get(command.measure)
    if not state.at_level_one or measure is None or measure.overdue or measure.evaluate_on != command.evaluate_on:
        return []
    return [e.OwnEvaluationFellDue(unit=state.unit, measure=command.measure, evaluate_on=command.evaluate_on)]


def _must_be_at_level_one(state: Case) -> None:
    must_exist(state)
    if state.outcome is None:
        raise asked.NotAtLevelOne
    must_be_open(state)


def _must_be_to_come(day: date | None, act: Act) -> date:
    if day is None or day <= act.at.astimezone(OSLO).date():
        raise asked.EvaluationInThePast
    return day


def evolve(state: Case, event: e.LevelOneEvent) -> Case:
    match event:
        case e.OwnMeasureAgreed(measure=measure, responsible=responsible, evaluate_on=on):
            return _with(state, measure, Measure(responsible, on))
        case e.OwnMeasureEvaluated(measure=measure, responsible=responsible, evaluate_on=on):
            return _with(state, measure, Measure(responsible, on))
        case e.OwnEvaluationFellDue(measure=measure):
            return _with(state, measure, replace(state.measures[measure], overdue=True))
        case _:
            assert_never(event)


def _with(state: Case, measure: str, found: Measure) -> Case:
    return replace(state, measures={**state.measures, measure: found})
