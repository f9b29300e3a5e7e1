"""One question at a time from each parent, and one decision on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from services.consent.information import events as e
from services.consent.information.refusals import AskedAlready, NoGroundToRefuse, NothingToDecide
from services.consent.legal import LEGAL_BASES
from shared.contracts.common import Id
from shared.contracts.consent import AskInformation, DecideInformation
from shared.days import day_of
from shared.decider import Act, Decider

Command = AskInformation | DecideInformation


@dataclass(frozen=True, slots=True)
class Question:
    person: Id
    decided: bool = False


@dataclass(frozen=True, slots=True)
class State:
    child: Id = ""
    questions: Mapping[Id, Question] = field(default_factory=dict)  # oldest first


def decider(handlers: Sequence[Id]) -> Decider[Command, State, e.Happened]:
    """handlers: those who decide for the services that the child belongs to."""

    def decide(command: Command, state: State, act: Act) -> Sequence[e.Happened]:
        match command:
            case AskInformation():
                return ask(command, state, act, handlers)
            case DecideInformation():
                return settle(command, state, act)
            case _:
                assert_never(command)

    return Decider(State(), decide, evolve, lambda state: state.child)


def ask(command: AskInformation, state: State, act: Act, handlers: Sequence[Id]) -> Sequence[e.Happened]:
    waiting = any(one.person == act.by.id and not one.decided for one in state.questions.values())
    if waiting or command.request in state.questions:
        raise AskedAlready
    of = {"child": command.child, "request": command.request}
    asked = e.InformationAsked(**of, at=act.at, person=act.by.id, question=command.question)
    return [asked, e.InformationCame(**of, told=tuple(sorted(handlers)))]


def settle(command: DecideInformation, state: State, act: Act) -> Sequence[e.Happened]:
    found = state.questions.get(command.request)
    if found is None or found.decided:
        raise NothingToDecide
    basis = LEGAL_BASES.get(command.legal_basis)
    if basis is None or not basis.information or not basis.holds(day_of(act.at)):
        raise NoGroundToRefuse
    of = {"child": command.child, "request": command.request}
    decided = e.InformationDecided(
        **of, at=act.at, legal_basis=command.legal_basis, granted=command.answer is not None, reason=command.reason,
        answer=command.answer,
    )  # fmt: skip
    return [decided, e.InformationAnswered(**of, told=(found.person,))]


def evolve(state: State, event: e.Happened) -> State:
    match event:
        case e.InformationAsked():
            return State(event.child, {**state.questions, event.request: Question(event.person)})
        case e.InformationDecided():
            settled = replace(state.questions[event.request], decided=True)
            return State(event.child, {**state.questions, event.request: settled})
        case e.InformationCame() | e.InformationAnswered():
            return state
        case _:
            assert_never(event)
