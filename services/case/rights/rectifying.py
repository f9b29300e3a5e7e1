"""The rules of rectification: of what was given alone, answered once, and the family's word stays in any case."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from services.case.rights.asking import AskOf
from services.case.rights.events import Happened, RectificationAccepted, RectificationAsked, RectificationRefused
from shared.contracts.case import AcceptRectification, AskRectification, Rectified, RefuseRectification
from shared.decider import Act, Decider
from shared.errors import Refused


class RectificationExists(Refused):
    """There is a request with this id already."""


class NothingToRectify(Refused):
    """There is no such request, or it has been answered."""


Command = AskOf[AskRectification] | AcceptRectification | RefuseRectification


@dataclass(frozen=True, slots=True)
class State:
    child: str = ""
    person: str = ""
    of: str = ""
    state: Rectified | None = None


def decide(command: Command, state: State, act: Act) -> Sequence[Happened]:
    match command:
        case AskOf():
            return ask(command, state, act)
        case AcceptRectification() | RefuseRectification() if state.state is not Rectified.ASKED:
            raise NothingToRectify
        case AcceptRectification():
            of = {"child": state.child, "request": command.request, "by": act.by.id}
            return [RectificationAccepted(**of, correction=command.correction)]
        case RefuseRectification():
            of = {"child": state.child, "request": command.request, "by": act.by.id}
            return [RectificationRefused(**of, reason=command.reason)]
        case _:
            assert_never(command)


def ask(asked: AskOf[AskRectification], state: State, act: Act) -> Sequence[Happened]:
    if state.state:
        raise RectificationExists
    return [RectificationAsked(**asked.said(act))]


def evolve(state: State, event: Happened) -> State:
    match event:
        case RectificationAsked(child=child, person=person, of=of):
            return State(child, person, of, Rectified.ASKED)
        case RectificationAccepted():
            return replace(state, state=Rectified.ACCEPTED)
        case RectificationRefused():
            return replace(state, state=Rectified.REFUSED)
        case _:
            assert_never(event)


DECIDER: Decider[Command, State, Happened] = Decider(State(), decide, evolve, lambda state: state.child)
