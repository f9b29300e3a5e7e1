"""A contribution is owned by whoever writes it: nobody else corrects it or takes it back."""

from dataclasses import dataclass, replace
from typing import assert_never

from services.case.contribution.events import (
    ContributionCorrected,
    ContributionReleased,
    ContributionRestricted,
    ContributionRetracted,
    ContributionWritten,
    Event,
)
from shared.contracts.case import Attachment, CorrectContribution, Kind, RetractContribution, WriteContribution
from shared.contracts.common import SHARED_CATEGORIES, Category, Id
from shared.decider import Act, Decider
from shared.errors import Refused, Unknown

KINDS_OF = {
    Kind.NOTE: frozenset(SHARED_CATEGORIES) - {Category.AGREEMENTS},
    Kind.LYSGLIMT: frozenset({Category.NOTES}),
    Kind.ASSESSMENT: frozenset({Category.ASSESSMENTS, Category.HEALTH}),
}


class ContributionExists(Refused):
    """There is a contribution with this id already."""


class WrongCategory(Refused):
    """This kind of text does not belong in this category."""


class ContributionTakenBack(Refused):
    """This contribution has been taken back."""


@dataclass(frozen=True, slots=True)
class Contribution:
    child: str = ""  # empty until written
    stafettlogg: str = ""
    category: Category = Category.PRIVATE
    attachment: Attachment | None = None
    retracted: bool = False
    restricted: frozenset[Id] = frozenset()  # by which requests


@dataclass(frozen=True, slots=True)
class WriteFor:
    """A contribution with the child that its stafettlogg is about."""

    command: WriteContribution
    child: str


@dataclass(frozen=True, slots=True)
class Restrict:
    """By its owner, when it has answered the request."""

    request: Id


@dataclass(frozen=True, slots=True)
class Release:
    request: Id


Command = WriteFor | CorrectContribution | RetractContribution | Restrict | Release


def decide(command: Command, state: Contribution, _act: Act) -> list[Event]:
    match command:
        case WriteFor():
            return write(command, state)
        case CorrectContribution():
            return correct(command, state)
        case RetractContribution():
            return retract(command, state)
        case Restrict() | Release():
            return restrict(command, state)
        case _:
            assert_never(command)


def write(under: WriteFor, state: Contribution) -> list[Event]:
    command = under.command
    if state.child:
        raise ContributionExists
    if command.category not in KINDS_OF[command.kind]:
        raise WrongCategory
    return [
        ContributionWritten(
            child=under.child, stafettlogg=command.stafettlogg, kind=command.kind, category=command.category,
            text=command.text, attachment=command.attachment,
        )
    ]  # fmt: skip


def correct(command: CorrectContribution, state: Contribution) -> list[Event]:
    """Under the category it has: a correction never changes who may read it."""
    if not state.child:
        raise Unknown
    if state.retracted:
        raise ContributionTakenBack
    return [ContributionCorrected(stafettlogg=state.stafettlogg, category=state.category, text=command.text)]


def retract(command: RetractContribution, state: Contribution) -> list[Event]:
    if not state.child:
        raise Unknown
    if state.retracted:
        return []
    return [ContributionRetracted(stafettlogg=state.stafettlogg, category=state.category, reason=command.reason)]


def restrict(command: Restrict | Release, state: Contribution) -> list[Event]:
    happened = ContributionRestricted if isinstance(command, Restrict) else ContributionReleased
    if (command.request in state.restricted) == isinstance(command, Restrict):
        return []
    return [happened(stafettlogg=state.stafettlogg, category=state.category, request=command.request)]


def evolve(state: Contribution, event: Event) -> Contribution:
    match event:
        case ContributionWritten(child=child, stafettlogg=stafettlogg, category=category, attachment=attachment):
            return Contribution(child, stafettlogg, category, attachment)
        case ContributionCorrected():
            return state
        case ContributionRetracted():
            return replace(state, retracted=True)
        case ContributionRestricted(request=request):
            return replace(state, restricted=state.restricted | {request})
        case ContributionReleased(request=request):
            return replace(state, restricted=state.restricted - {request})
        case _:
            assert_never(event)


DECIDER: Decider[Command, Contribution, Event] = Decider(
    initial=Contribution(), decide=decide, evolve=evolve, child=lambda state: state.child
)
