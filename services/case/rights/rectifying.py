"""The rules of rectification: of what was given alone, answered once, and the family's word stays in any case."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from services.case.rights.events import Happened, RectificationAccepted, RectificationAsked, RectificationRefused
from shared.contracts.case import AcceptRectification, AskRectification, Rectified, RefuseRectification
from shared.contracts.common import Id
from shared.decider import Act, Decider
from shared.errors import Refused


class NotGiven(Refused):
    """This has not been given to the family, or does not exist."""


class RectificationExists(Refused):
    """There is a request with this id already."""


class NothingToRectify(Refused):
    """There is no such request, or it has been answered."""


class NobodyNamed(Refused):
    """The municipality has named nobody who answers for this service."""


@dataclass(frozen=True, slots=True)
class AskOf:
    """of: the stream of what is asked about; None: it was never given. handlers: who answers for this owner."""

    command: AskRectification
    of: Id | None
    due_on: date
    handlers: tuple[Id, ...]


Command = AskOf | AcceptRectification | RefuseRectification


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


def ask(asked: AskOf, state: State, act: Act) -> Sequence[Happened]:
    command = asked.command
    if state.state:
        raise RectificationExists
    if asked.of is None:
        raise NotGiven
    if not asked.handlers:
        raise NobodyNamed
    return [
        RectificationAsked(
            child=command.child, request=command.request, person=act.by.id, item=command.item, of=asked.of,
            due_on=asked.due_on, handlers=asked.handlers, text=command.text,
        )
    ]  # fmt: skip


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
