"""The rules of restriction: of what was given alone, answered once, and never lifted before the family is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from services.case.rights.asking import AskOf
from services.case.rights.events import (
    LiftingAnnounced,
    Limiting,
    RestrictionAsked,
    RestrictionLifted,
    RestrictionRefused,
    RestrictionSet,
)
from shared.contracts.case import AnnounceLifting, AskRestriction, RefuseRestriction, Restricted, SetRestriction
from shared.contracts.common import Id
from shared.days import day_of
from shared.decider import Act, Decider
from shared.errors import Refused

NOTICE = timedelta(days=7)  # so that whoever disagrees has time to say so, or to complain to Datatilsynet


class RestrictionExists(Refused):
    """There is a request with this id already."""


class NothingToRestrict(Refused):
    """There is no such request, or it has been answered."""


class NotRestricted(Refused):
    """This is not under restriction, or its end has been announced already."""


class LiftedTooSoon(Refused):
    """The family must be told a week before a restriction ends."""


@dataclass(frozen=True, slots=True)
class Lift:
    """The day has come that was announced."""

    request: Id
    on: date


Command = AskOf[AskRestriction] | SetRestriction | RefuseRestriction | AnnounceLifting | Lift


@dataclass(frozen=True, slots=True)
class State:
    child: str = ""
    person: str = ""
    of: str = ""
    state: Restricted | None = None
    lift_on: date | None = None


def decide(command: Command, state: State, act: Act) -> Sequence[Limiting]:
    match command:
        case AskOf():
            return ask(command, state, act)
        case SetRestriction() | RefuseRestriction():
            return answer(command, state, act)
        case AnnounceLifting():
            return announce(command, state, act)
        case Lift(request=request, on=on):
            due = state.state is Restricted.LIFTING and state.lift_on == on
            return [RestrictionLifted(child=state.child, request=request, of=state.of)] if due else []
        case _:
            assert_never(command)


def ask(asked: AskOf[AskRestriction], state: State, act: Act) -> Sequence[Limiting]:
    if state.state:
        raise RestrictionExists
    return [RestrictionAsked(**asked.said(act), ground=asked.command.ground)]


def answer(command: SetRestriction | RefuseRestriction, state: State, act: Act) -> Sequence[Limiting]:
    if state.state is not Restricted.ASKED:
        raise NothingToRestrict
    said = {"child": state.child, "request": command.request, "by": act.by.id, "reason": command.reason}
    if isinstance(command, SetRestriction):
        return [RestrictionSet(**said, of=state.of, ground=command.ground)]
    return [RestrictionRefused(**said, basis=command.basis)]


def announce(command: AnnounceLifting, state: State, act: Act) -> Sequence[Limiting]:
    if state.state is not Restricted.SET:
        raise NotRestricted
    if command.lift_on < day_of(act.at) + NOTICE:
        raise LiftedTooSoon
    return [
        LiftingAnnounced(
            child=state.child, request=command.request, by=act.by.id, lift_on=command.lift_on, reason=command.reason
        )
    ]


def evolve(state: State, event: Limiting) -> State:
    match event:
        case RestrictionAsked(child=child, person=person, of=of):
            return State(child, person, of, Restricted.ASKED)
        case RestrictionSet():
            return replace(state, state=Restricted.SET)
        case RestrictionRefused():
            return replace(state, state=Restricted.REFUSED)
        case LiftingAnnounced(lift_on=lift_on):
            return replace(state, state=Restricted.LIFTING, lift_on=lift_on)
        case RestrictionLifted():
            return replace(state, state=Restricted.LIFTED)
        case _:
            assert_never(event)


DECIDER: Decider[Command, State, Limiting] = Decider(State(), decide, evolve, lambda state: state.child)
