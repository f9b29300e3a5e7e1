"""What the stafettlogg is about, and the goals of those around the child."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg.asked import goals as ask
from services.case.stafettlogg.events import goals as g
from services.case.stafettlogg.state import Stafettlogg, must_hold
from shared.contracts.case import AddGoal, ChangeAttention, ChangeGoal, EndGoal
from shared.decider import Act

FIRST = "first"  # the goal that came with the opening


def decide(command: ask.GoalCommand, state: Stafettlogg, act: Act) -> list[g.GoalEvent]:
    must_hold(state, act)
    match command:
        case ChangeAttention():
            return [g.AttentionChanged(attention=command.attention)]
        case AddGoal():
            return add(command, state)
        case ChangeGoal():
            _must_be_open(command.goal, state)
            return [g.GoalChanged(goal=command.goal, text=command.text)]
        case EndGoal():
            _must_be_open(command.goal, state)
            return [g.GoalEnded(goal=command.goal, reached=command.reached, reason=command.reason)]
        case _:
            assert_never(command)


def add(command: AddGoal, state: Stafettlogg) -> list[g.GoalEvent]:
    if command.goal in state.goals:
        raise ask.GoalExists
    return [g.GoalAdded(goal=command.goal, text=command.text)]


def _must_be_open(goal: str, state: Stafettlogg) -> None:
    if not state.goals.get(goal):
        raise ask.GoalNotOpen


def evolve(state: Stafettlogg, event: g.GoalEvent) -> Stafettlogg:
    match event:
        case g.GoalAdded(goal=goal):
            return replace(state, goals={**state.goals, goal: True})
        case g.GoalEnded(goal=goal):
            return replace(state, goals={**state.goals, goal: False})
        case g.AttentionChanged() | g.GoalChanged():
            return state
        case _:
            assert_never(event)
