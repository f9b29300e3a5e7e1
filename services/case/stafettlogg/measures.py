"""Tiltak: each has one responsible person and one evaluation date."""

from dataclasses import replace
from typing import assert_never

from services.case.dates import OSLO
from services.case.stafettlogg import asked
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import measures as e
from services.case.stafettlogg.state import Stafettlogg, must_hold
from shared.contracts.case import AgreeMeasure
from shared.decider import Act


def decide(command: asked.MeasureCommand, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    match command:
        case AgreeMeasure():
            return agree_measure(command, state, act)
        case asked.MarkEvaluationDue():
            return mark_evaluation_due(command, state)
        case _:
            assert_never(command)


def agree_measure(command: AgreeMeasure, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    must_hold(state, act)
    if command.measure in state.measures:
        raise asked.MeasureExists
    if command.responsible not in state.guardians and command.responsible not in state.participants:
        raise asked.NotTakingPart
    if command.evaluate_on <= act.at.astimezone(OSLO).date():
        raise asked.EvaluationInThePast
    return [
        e.MeasureAgreed(
            measure=command.measure, responsible=command.responsible, evaluate_on=command.evaluate_on,
            title=command.title, description=command.description,
        )
    ]  # fmt: skip


def mark_evaluation_due(command: asked.MarkEvaluationDue, state: Stafettlogg) -> list[StafettloggEvent]:
    if command.measure not in state.measures:
        return []
    return [e.EvaluationFellDue(measure=command.measure, responsible=state.measures[command.measure])]


def evolve(state: Stafettlogg, event: e.MeasureEvent) -> Stafettlogg:
    match event:
        case e.MeasureAgreed(measure=measure, responsible=responsible):
            return replace(state, measures={**state.measures, measure: responsible})
        case e.EvaluationFellDue():
            return state
        case _:
            assert_never(event)
