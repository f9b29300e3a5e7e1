"""A stafettlogg as its commands need it: who takes part, who holds the baton, what is agreed."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from services.case.dates import OSLO
from services.case.stafettlogg import asked
from shared.decider import Act


@dataclass(frozen=True, slots=True)
class Measure:
    """stage: proposed, agreed, evaluated, ended (a proposal that was declined too). by: who proposed it."""

    stage: str
    at_home: bool
    responsible: str = ""
    evaluate_on: date | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """minutes: their edition, none before it was held."""

    evaluation: bool
    minutes: int = 0
    cancelled: bool = False
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Transition:
    """Offered with the baton; accepted, the service leaves when the day has come."""

    to: str
    leaving: str
    on: date
    accepted: bool = False


class Called(NamedTuple):
    """A colleague who has been asked to take part too."""

    owner: str
    invitation: str


class InArchive(NamedTuple):
    """The last package. whole: of a closed log. receipt: empty until the archive has it."""

    package: str
    whole: bool
    receipt: str = ""

    def grown(self) -> "InArchive":
        """The log goes on after it."""
        return self._replace(whole=False)


class Absence(NamedTuple):
    """act_by: until then a baton may wait for whoever is away."""

    absence: str
    first: date
    last: date
    act_by: date


@dataclass(frozen=True, slots=True)
class Stafettlogg:
    """participants: staff by person, in the order they joined. heard: the child was, since the last evaluation.

    offer and invitations: which one, None for those from before an answer was awaited.
    """

    child: str = ""  # empty until opened
    closed: bool = False
    reopening: bool = False  # a guardian asks for it
    level: int = 0
    holder: str = ""
    offered_to: str | None = None
    offer: str | None = None
    transition: Transition | None = None
    guardians: frozenset[str] = frozenset()
    invited: dict[str, str | None] = field(default_factory=dict)  # by service
    called: dict[str, Called] = field(default_factory=dict)  # by person
    participants: dict[str, str] = field(default_factory=dict)
    absences: dict[str, Absence] = field(default_factory=dict)  # by person
    nudged: dict[str, date] = field(default_factory=dict)  # by service
    measures: dict[str, Measure] = field(default_factory=dict)
    goals: dict[str, bool] = field(default_factory=dict)  # whether it is open
    meetings: dict[str, Meeting] = field(default_factory=dict)
    voice: str = ""  # who is to hear the child
    awaited: bool = False  # by the one who is to hear it
    heard: bool = False
    plan_considered: bool = False
    lifts: dict[str, str] = field(default_factory=dict)  # the service asked
    lifted_by: dict[str, str] = field(default_factory=dict)  # the person
    archive: InArchive | None = None
    recorded: frozenset[tuple[str, str]] = frozenset()  # which service has which item in its own record

    def around(self, people: Collection[str]) -> bool:
        return all(person in self.participants or person in self.guardians for person in people)

    def of_family(self, person: str) -> bool:
        """A parent, or the child itself: the policies let it in when it is old enough."""
        return person in self.guardians or (bool(self.child) and person == self.child)

    def passed(self, taker: str) -> Transition | None:
        """What becomes of a transition when the baton has moved."""
        offered = self.transition
        if offered is None or offered.accepted:
            return offered
        return replace(offered, accepted=True) if offered.to == taker else None

    def kept(self) -> Transition | None:
        """What is left of a transition when an offer has ended."""
        return self.transition if self.transition and self.transition.accepted else None


def must_hold(state: Stafettlogg, act: Act) -> None:
    if act.by.id != state.holder:
        raise asked.NotTheHolder


def must_be_guardian(state: Stafettlogg, act: Act) -> None:
    if act.by.id not in state.guardians:
        raise asked.NotTheFamily


def must_be_family(state: Stafettlogg, act: Act) -> None:
    if not state.of_family(act.by.id):
        raise asked.NotTheFamily


def must_be_around(state: Stafettlogg, people: Collection[str]) -> None:
    if not state.around(people):
        raise asked.NotTakingPart


def today(act: Act) -> date:
    return act.at.astimezone(OSLO).date()


def is_away(state: Stafettlogg, person: str, day: date) -> bool:
    absence = state.absences.get(person)
    return absence is not None and absence.first <= day <= absence.last
