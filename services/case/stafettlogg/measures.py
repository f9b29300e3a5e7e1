"""Tiltak: each has one responsible person and one evaluation date; what is done at home belongs to the parents."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import measures as ask
from services.case.stafettlogg.asked.goals import GoalNotOpen
from services.case.stafettlogg.events import measures as m
from services.case.stafettlogg.state import Measure, Stafettlogg, must_be_around, must_be_guardian, must_hold, today
from shared.contracts.case import (
    AgreeMeasure,
    ChangeMeasure,
    ContinueMeasure,
    DeclineMeasure,
    EndMeasure,
    EvaluateMeasure,
    MeasureTerms,
    ProposeMeasure,
)
from shared.decider import Act
from shared.errors import Unknown


def decide(command: ask.MeasureCommand, state: Stafettlogg, act: Act) -> list[m.MeasureEvent]:
    match command:
        case ProposeMeasure():
            return propose(command, state, act)
        case AgreeMeasure():
            return agree(command, state, act)
        case DeclineMeasure():
            return decline(command, state, act)
        case EvaluateMeasure():
            return evaluate(command, state, act)
        case ContinueMeasure():
            return go_on(command, state, act)
        case ChangeMeasure():
            return change(command, state, act)
        case EndMeasure():
            return end(command, state, act)
        case ask.MarkEvaluationDue():
            return mark_due(command, state)
        case ask.MarkEvaluationOverdue():
            return mark_overdue(command, state)
        case _:
            assert_never(command)


def propose(command: ProposeMeasure, state: Stafettlogg, act: Act) -> list[m.MeasureEvent]:
    if not state.of_family(act.by.id):
        must_be_around(state, (act.by.id,))
    if command.measure in state.measures:
        raise ask.MeasureExists
    _must_be_open(command.goal, state)
    return [
        m.MeasureProposed(
            measure=command.measure, by=act.by.id, goal=command.goal, bank=command.bank, at_home=command.at_home,
            title=command.title, description=command.description,
        )
    ]  # fmt: skip


def agree(terms: MeasureTerms, state: Stafettlogg, act: Act, meeting: str | None = None) -> list[m.MeasureEvent]:
    """meeting: where it was agreed, if it was in one."""
    known = state.measures.get(terms.measure)
    if known and known.stage != "proposed":
        raise ask.MeasureExists
    at_home = terms.at_home or terms.responsible in state.guardians or bool(known and known.at_home)
    if not (at_home and act.by.id in state.guardians):
        must_hold(state, act)
    _must_be_able(terms.responsible, state, at_home=at_home)
    _must_be_open(terms.goal, state)
    _must_be_later(terms.evaluate_on, act)
    return [
        m.MeasureAgreed(
            measure=terms.measure, responsible=terms.responsible, evaluate_on=terms.evaluate_on, goal=terms.goal,
            bank=terms.bank, at_home=at_home, meeting=meeting, title=terms.title, description=terms.description,
        )
    ]  # fmt: skip


def decline(command: DeclineMeasure, state: Stafettlogg, act: Act) -> list[m.MeasureEvent]:
    """A parent may say no to any proposal, the stafettholder to what is not the parents' own, if there are any."""
    known = _known(command.measure, state)
    if known.stage != "proposed":
        raise ask.NotProposed
    if act.by.id not in state.guardians:
        must_hold(state, act)
        if known.at_home and state.guardians:
            raise ask.HomeBelongsToTheParents
    return [m.MeasureDeclined(measure=command.measure, reason=command.reason)]


def evaluate(command: EvaluateMeasure, state: Stafettlogg, act: Act) -> list[m.MeasureEvent]:
    _theirs(command.measure, state, act, "agreed")
    return [
        m.MeasureEvaluated(
            measure=command.measure, effect=command.effect, happened=command.happened,
            childs_view=command.childs_view, parents_view=command.parents_view,
        )
    ]  # fmt: skip


def go_on(command: ContinueMeasure, state: Stafettlogg, act: Act) -> list[m.MeasureEvent]:
    known = _theirs(command.measure, state, act, "evaluated")
    _must_be_able(known.responsible, state, at_home=known.at_home)
    _must_be_later(command.evaluate_on, act)
    return [m.MeasureContinued(measure=command.measure, responsible=known.responsible, evaluate_on=command.evaluate_on)]


def change(command: ChangeMeasure, state: Stafettlogg, act: Act) -> list[m.MeasureEvent]:
    known = _theirs(command.measure, state, act, "agreed", "evaluated")
    _must_be_able(command.responsible, state, at_home=known.at_home)
    _must_be_later(command.evaluate_on, act)
    return [
        m.MeasureChanged(
            measure=command.measure, responsible=command.responsible, evaluate_on=command.evaluate_on,
            title=command.title, description=command.description,
        )
    ]  # fmt: skip


def end(command: EndMeasure, state: Stafettlogg, act: Act) -> list[m.MeasureEvent]:
    _theirs(command.measure, state, act, "evaluated")
    return [m.MeasureEnded(measure=command.measure, reason=command.reason)]


def taken_over(state: Stafettlogg) -> list[m.MeasureEvent]:
    """What somebody who has left was responsible for, the stafettholder is now; what is done at home, another parent.

    A tiltak always has somebody, but at home while the child has no parent who may answer for it.
    """
    parent = min(state.guardians, default="")
    return [
        m.MeasureTakenOver(
            measure=measure, left_by=known.responsible, responsible=heir,
            evaluate_on=known.evaluate_on if known.stage == "agreed" else None,
        )
        for measure, known in state.measures.items()
        if known.stage in {"agreed", "evaluated"} and not state.around((known.responsible,))
        and (heir := parent if known.at_home else state.holder)
    ]  # fmt: skip


def asked_anew(state: Stafettlogg) -> list[m.MeasureEvent]:
    """Who answers now for what is proposed at home: those who were asked may be parents no longer."""
    return [
        m.ProposalAskedAnew(measure=measure, asked=tuple(sorted(state.guardians.difference({known.by}))))
        for measure, known in state.measures.items()
        if known.stage == "proposed" and known.at_home
    ]


def mark_due(command: ask.MarkEvaluationDue, state: Stafettlogg) -> list[m.MeasureEvent]:
    """Whoever is responsible hears of it; a day that was moved, nobody hears of."""
    known = _awaited(command.measure, command.on, state)
    if known is None:
        return []
    reminded = known.responsible if state.around((known.responsible,)) else state.holder
    return [
        m.EvaluationFellDue(
            measure=command.measure, responsible=reminded, evaluate_on=command.on, overdue_on=command.overdue_on
        )
    ]


def mark_overdue(command: ask.MarkEvaluationOverdue, state: Stafettlogg) -> list[m.MeasureEvent]:
    known = _awaited(command.measure, command.on, state)
    if known is None or known.responsible == state.holder or not state.around((known.responsible,)):
        return []  # done, or the stafettholder has heard of it already
    return [m.EvaluationOverdue(measure=command.measure, holder=state.holder)]


def _awaited(measure: str, on: date, state: Stafettlogg) -> Measure | None:
    known = state.measures.get(measure)
    return known if known and (known.stage, known.evaluate_on) == ("agreed", on) else None


def _known(measure: str, state: Stafettlogg) -> Measure:
    if measure not in state.measures:
        raise Unknown
    return state.measures[measure]


def _theirs(measure: str, state: Stafettlogg, act: Act, *stages: str) -> Measure:
    """A measure at one of these stages that is the actor's to see to."""
    known = _known(measure, state)
    if known.at_home:
        must_be_guardian(state, act)
    elif act.by.id not in (known.responsible, state.holder):
        raise ask.NotResponsible
    if known.stage not in stages:
        raise ask.NotEvaluated if known.stage == "agreed" else ask.NotRunning
    return known


def _must_be_able(responsible: str, state: Stafettlogg, *, at_home: bool) -> None:
    if at_home and responsible not in state.guardians:
        raise ask.HomeBelongsToTheParents
    if not at_home and responsible not in state.participants:
        raise asked.NotTakingPart


def _must_be_open(goal: str | None, state: Stafettlogg) -> None:
    if goal and not state.goals.get(goal):
        raise GoalNotOpen


def _must_be_later(day: date, act: Act) -> None:
    if day <= today(act):
        raise ask.EvaluationInThePast


def evolve(state: Stafettlogg, event: m.MeasureEvent) -> Stafettlogg:
    match event:
        case m.MeasureProposed(at_home=at_home, by=by):
            return _with(state, event.measure, Measure("proposed", at_home, by=by))
        case m.MeasureAgreed(at_home=at_home, responsible=responsible, evaluate_on=on):
            return _with(state, event.measure, Measure("agreed", at_home, responsible, on))
        case (
            m.MeasureContinued(responsible=responsible, evaluate_on=on)
            | m.MeasureChanged(responsible=responsible, evaluate_on=on)
        ):
            at_home = state.measures[event.measure].at_home
            return _with(state, event.measure, Measure("agreed", at_home, responsible, on))
        case m.MeasureEvaluated():
            return _with(state, event.measure, replace(state.measures[event.measure], stage="evaluated"))
        case m.MeasureTakenOver(responsible=responsible):
            return _with(state, event.measure, replace(state.measures[event.measure], responsible=responsible))
        case m.MeasureEnded() | m.MeasureDeclined():
            return _with(state, event.measure, replace(state.measures[event.measure], stage="ended"))
        case m.EvaluationFellDue() | m.EvaluationOverdue() | m.ProposalAskedAnew():
            return state
        case _:
            assert_never(event)


def _with(state: Stafettlogg, measure: str, now: Measure) -> Stafettlogg:
    return replace(state, measures={**state.measures, measure: now})
