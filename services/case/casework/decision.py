"""What the leader decides: at nivå 0, and when nivå 1 ends. A clock may run out, but it never decides."""

from dataclasses import replace
from typing import assert_never

from services.case.casework import asked
from services.case.casework import events as e
from services.case.casework.state import Case, must_be_open, must_be_undecided
from shared.contracts.case import DecideCase, EndLevelOne, Outcome


def decide(command: asked.DecisionCommand, state: Case) -> list[e.CaseworkEvent]:
    match command:
        case DecideCase():
            return decide_case(command, state)
        case EndLevelOne():
            return end_level_one(command, state)
        case asked.MarkDecisionDue():
            return mark_due(state)
        case _:
            assert_never(command)


def decide_case(command: DecideCase, state: Case) -> list[e.CaseworkEvent]:
    must_be_undecided(state)
    if not state.decide_by:
        raise asked.NotShared
    if state.acute is None:
        raise asked.AcuteNotAnswered
    if state.raised_by_parents and command.outcome is Outcome.CLOSED:
        raise asked.ParentsConcern
    _must_report_or_say_why_not(command, state)
    return [
        e.CaseDecided(outcome=command.outcome, reason=command.reason, not_reported_because=command.not_reported_because)
    ]


def end_level_one(command: EndLevelOne, state: Case) -> list[e.CaseworkEvent]:
    must_be_open(state)
    if not state.at_level_one:
        raise asked.NotAtLevelOne
    if command.outcome is Outcome.LEVEL_1:
        raise asked.NotAnEnd
    _must_report_or_say_why_not(command, state)
    return [
        e.LevelOneEnded(
            outcome=command.outcome, reason=command.reason, not_reported_because=command.not_reported_because
        )
    ]


def _must_report_or_say_why_not(command: DecideCase | EndLevelOne, state: Case) -> None:
    if state.acute and command.outcome is not Outcome.REPORTED and not command.not_reported_because:
        raise asked.ReportOrSayWhyNot


def mark_due(state: Case) -> list[e.CaseworkEvent]:
    if state.decide_by is None or state.outcome or state.fell_due:
        return []
    return [e.DecisionFellDue(decide_by=state.decide_by)]


def evolve(state: Case, event: e.DecisionEvent) -> Case:
    match event:
        case e.DecisionFellDue():
            return replace(state, fell_due=True)
        case e.CaseDecided(outcome=outcome):
            # Whoever does not report has said why not: the concern is no longer acute until somebody says so again.
            return replace(state, outcome=outcome, acute=state.acute and outcome is Outcome.REPORTED)
        case e.LevelOneEnded():
            return replace(state, ended=True)
        case _:
            assert_never(event)
