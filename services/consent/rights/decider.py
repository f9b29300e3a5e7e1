"""The clock of what families ask for: a month, two more with a reason, and ready when every owner has decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from services.consent.rights import events as e
from services.consent.rights.refusals import (
    AccessUnderWay,
    AlreadyExtended,
    ErasureUnderWay,
    NothingToAnswer,
    RequestExists,
    TooLateToExtend,
)
from shared.contracts import consent as c
from shared.contracts.common import Id, Owner
from shared.contracts.consent import Handler, Right
from shared.days import day_of, months_after
from shared.decider import Act, Decider

CONSENT: Owner = "consent"  # who sees to erasure, for every owner
MONTHS, LONGEST = 1, 3  # personvernforordningen art. 12 no. 3


@dataclass(frozen=True, slots=True)
class AskAccess:
    """What the answer rests on was looked up: the owners there are, and who decides for each."""

    command: c.RequestAccess
    person: Id
    registered_by: Id | None
    owners: tuple[Owner, ...]
    handlers: tuple[Handler, ...]


@dataclass(frozen=True, slots=True)
class FallOverdue:
    child: Id
    request: Id


OfErasure = c.RequestErasure | c.AnswerErasure
Command = AskAccess | OfErasure | c.RegisterRight | c.AnswerRight | c.TellNews | c.ExtendRight | FallOverdue


@dataclass(frozen=True, slots=True)
class Request:
    right: Right
    person: Id
    asked_on: date
    due_on: date
    owners: frozenset[Owner]
    handlers: tuple[Handler, ...] = ()
    answered: frozenset[Owner] = frozenset()
    extended: bool = False
    granted: bool | None = None

    @property
    def missing(self) -> tuple[Owner, ...]:
        return tuple(sorted(self.owners - self.answered))

    @property
    def ready(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class State:
    child: Id = ""
    requests: Mapping[Id, Request] = field(default_factory=dict)  # oldest first


def decide(command: Command, state: State, act: Act) -> Sequence[e.Happened]:
    match command:
        case AskAccess():
            return ask(command, state, act)
        case c.RequestErasure():
            return ask_erasure(command, state, act)
        case c.AnswerErasure():
            return answer_erasure(command, state, act)
        case c.RegisterRight():
            return register(command, state, act)
        case c.AnswerRight():
            return answer(command, state, act)
        case c.TellNews():
            return tell_news(command, state, act)
        case c.ExtendRight():
            return extend(command, state, act)
        case FallOverdue():
            return fall_overdue(command, state, act)
        case _:
            assert_never(command)


def ask(asked: AskAccess, state: State, act: Act) -> Sequence[e.Happened]:
    command = asked.command
    if command.request in state.requests:
        raise RequestExists
    if any(
        one.right is Right.ACCESS and one.person == asked.person and not one.ready for one in state.requests.values()
    ):
        raise AccessUnderWay
    day = day_of(act.at)
    return [
        e.AccessAsked(
            child=command.child, request=command.request, person=asked.person, registered_by=asked.registered_by,
            asked_on=day, due_on=months_after(day, MONTHS), owners=asked.owners, handlers=asked.handlers,
        )
    ]  # fmt: skip


def ask_erasure(command: c.RequestErasure, state: State, act: Act) -> Sequence[e.Happened]:
    if command.request in state.requests:
        raise RequestExists
    if any(one.right is Right.ERASURE and one.person == act.by.id and not one.ready for one in state.requests.values()):
        raise ErasureUnderWay
    day = day_of(act.at)
    return [
        e.RightRegistered(
            child=command.child, request=command.request, right=Right.ERASURE, person=act.by.id, asked_on=day,
            due_on=months_after(day, MONTHS), owner=CONSENT,
        )
    ]  # fmt: skip


def answer_erasure(command: c.AnswerErasure, state: State, act: Act) -> Sequence[e.Happened]:
    found = state.requests.get(command.request)
    if found is None or found.right is not Right.ERASURE or found.ready:
        raise NothingToAnswer
    of = {"child": state.child, "request": command.request}
    said = e.ErasureAnswered(**of, by=act.by.id, granted=command.granted, answer=command.answer)
    return [said, e.RightSettled(**of), e.RightNews(**of, told=(found.person,))]


def register(command: c.RegisterRight, state: State, act: Act) -> Sequence[e.Happened]:
    if command.request in state.requests:
        raise RequestExists
    day = day_of(act.at)
    return [
        e.RightRegistered(
            child=command.child, request=command.request, right=command.right, person=command.asked_by, asked_on=day,
            due_on=months_after(day, MONTHS), owner=act.by.owner,
        )
    ]  # fmt: skip


def answer(command: c.AnswerRight, state: State, act: Act) -> Sequence[e.Happened]:
    found = state.requests.get(command.request)
    if found is None or act.by.owner not in found.owners:
        raise NothingToAnswer
    if act.by.owner in found.answered:
        return []
    of = {"child": state.child, "request": command.request}
    answered = e.RightAnswered(**of, owner=act.by.owner)
    if found.missing != (act.by.owner,):
        return [answered]
    told = (found.person,)
    if found.right is Right.ACCESS:
        return [answered, e.AccessReady(**of, told=told)]
    return [answered, e.RightSettled(**of), e.RightNews(**of, told=told)]


def tell_news(command: c.TellNews, state: State, act: Act) -> Sequence[e.Happened]:
    found = state.requests.get(command.request)
    if found is None or act.by.owner not in found.owners:
        raise NothingToAnswer
    return [e.RightNews(child=state.child, request=command.request, told=(found.person,))]


def extend(command: c.ExtendRight, state: State, act: Act) -> Sequence[e.Happened]:
    found = state.requests.get(command.request)
    if found is None or found.ready:
        raise NothingToAnswer
    if found.extended:
        raise AlreadyExtended
    if day_of(act.at) > found.due_on:
        raise TooLateToExtend
    due = months_after(found.asked_on, LONGEST)
    of = {"child": state.child, "request": command.request}
    access = found.right is Right.ACCESS
    told = [e.AccessExtended(**of, told=(found.person,), due_on=due)] if access else []
    return [e.RightExtended(**of, by=act.by.id, due_on=due, reason=command.reason), *told]


def fall_overdue(command: FallOverdue, state: State, act: Act) -> Sequence[e.Happened]:
    found = state.requests.get(command.request)
    if found is None or found.ready or found.right is not Right.ACCESS or day_of(act.at) <= found.due_on:
        return []
    told = tuple(sorted({one.person for one in found.handlers if one.owner in found.missing}))
    return [e.AccessOverdue(child=state.child, request=command.request, told=told)]


def evolve(state: State, event: e.Happened) -> State:
    match event:
        case e.AccessAsked():
            owners, dates = frozenset(event.owners), (event.asked_on, event.due_on)
            return _with(state, event, Request(Right.ACCESS, event.person, *dates, owners, event.handlers))
        case e.RightRegistered():
            dates = (event.asked_on, event.due_on)
            return _with(state, event, Request(event.right, event.person, *dates, frozenset({event.owner})))
        case e.RightAnswered():
            found = state.requests[event.request]
            return _with(state, event, replace(found, answered=found.answered | {event.owner}))
        case e.ErasureAnswered():
            found = state.requests[event.request]
            return _with(state, event, replace(found, answered=found.owners, granted=event.granted))
        case e.RightExtended():
            found = state.requests[event.request]
            return _with(state, event, replace(found, due_on=event.due_on, extended=True))
        case e.AccessExtended() | e.AccessReady() | e.RightSettled() | e.RightNews() | e.AccessOverdue():
            return state
        case _:
            assert_never(event)


def _with(state: State, event: e.Happened, request: Request) -> State:
    return State(event.child, {**state.requests, event.request: request})


DECIDER: Decider[Command, State, e.Happened] = Decider(State(), decide, evolve, lambda state: state.child)
