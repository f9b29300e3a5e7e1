"""The course of a stafettlogg: closed with a reason."""

from dataclasses import replace

from services.case.stafettlogg import asked
from services.case.stafettlogg import events as e
from services.case.stafettlogg.state import Stafettlogg, must_hold
from shared.contracts.case import CloseStafettlogg
from shared.contracts.common import Role
from shared.decider import Act


def decide(command: asked.CourseCommand, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    return close(command, state, act)


def close(command: CloseStafettlogg, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if act.by.role is Role.GUARDIAN and act.by.id in state.guardians:
        return [e.StafettloggClosed(because="family", reason=command.reason)]
    must_hold(state, act)
    return [e.StafettloggClosed(because="holder", reason=command.reason)]


def evolve(state: Stafettlogg, _event: e.CourseEvent) -> Stafettlogg:
    return replace(state, closed=True, offered_to=None)
