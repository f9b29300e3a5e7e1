"""The rules of break-glass, beside who may: it ends by itself, others hear of it at once, and another reviews it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import assert_never

from services.consent.emergency import events as e
from services.consent.emergency.refusals import AlreadyReviewed, NobodyToTell
from shared.contracts import consent as c
from shared.contracts.common import Id, Owner
from shared.contracts.consent import Cause
from shared.days import day_of, midnight
from shared.decider import Act, Decider
from shared.errors import Unknown

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What the municipality has decided. leaders: by unit; review_days: working days."""

    officers: tuple[Id, ...] = ()
    leaders: Mapping[Id, tuple[Id, ...]] = field(default_factory=dict)
    minutes: int = 60
    review_days: int = 3


@dataclass(frozen=True, slots=True)
class MissReview:
    child: Id
    emergency: Id


@dataclass(frozen=True, slots=True)
class Emergency:
    """id: empty until it is opened."""

    id: Id = ""
    child: Id = ""
    person: Id = ""
    owner: Owner = ""
    unit: Id | None = None
    because: Cause = Cause.LIFE_OR_HEALTH
    told: tuple[Id, ...] = ()
    reviewed: bool = False
    released: bool = False

    @property
    def told_family(self) -> bool:
        """A child may be in danger from those who would be told."""
        return self.because is not Cause.VIOLENCE or self.released


Command = c.OpenInEmergency | c.ReviewEmergency | MissReview


def decider(plan: Plan) -> Decider[Command, Emergency, e.Happened]:
    def decide(command: Command, state: Emergency, act: Act) -> Sequence[e.Happened]:
        match command:
            case c.OpenInEmergency():
                return opened(command, act, plan)
            case c.ReviewEmergency():
                return reviewed(command, state, act)
            case MissReview():
                if state.reviewed:
                    return []
                return [e.EmergencyReviewMissed(child=command.child, emergency=command.emergency, told=state.told)]
            case _:
                assert_never(command)

    return Decider(Emergency(), decide, evolve, lambda state: state.child)


def opened(command: c.OpenInEmergency, act: Act, plan: Plan) -> Sequence[e.Happened]:
    """Not without the personvernombud; the leader hears too, unless it is the leader who opens."""
    if not plan.officers:
        raise NobodyToTell
    leaders = plan.leaders.get(act.by.unit or "", ())
    review_on = working_days(day_of(act.at), plan.review_days)
    why = e.EmergencyExplained(child=command.child, emergency=str(act.id), by=act.by.id, why=command.reason)
    told = e.EmergencyOpened(
        child=command.child, emergency=str(act.id), person=act.by.id, owner=act.by.owner, unit=act.by.unit,
        because=command.because, at=act.at, until=act.at + timedelta(minutes=plan.minutes), review_on=review_on,
        review_by=midnight(review_on + timedelta(days=1)),
        told=tuple(one for one in dict.fromkeys((*leaders, *plan.officers)) if one != act.by.id),
    )  # fmt: skip
    return [why, told]


def reviewed(command: c.ReviewEmergency, state: Emergency, act: Act) -> Sequence[e.Happened]:
    if state.child != command.child:
        raise Unknown
    if state.reviewed:
        raise AlreadyReviewed
    why = e.EmergencyExplained(child=state.child, emergency=state.id, by=act.by.id, why=command.note)
    said = e.EmergencyReviewed(
        child=state.child, emergency=state.id, by=act.by.id, at=act.at, justified=command.justified,
        tell_family=command.tell_family, told=(state.person,),
    )  # fmt: skip
    return [why, said]


def working_days(start: date, number: int) -> date:
    """The day so many working days on. Holidays count as working days: the deadline comes early rather than late."""
    day = start
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day


def evolve(state: Emergency, event: e.Happened) -> Emergency:
    match event:
        case e.EmergencyOpened():
            return Emergency(
                event.emergency, event.child, event.person, event.owner, event.unit, event.because, event.told
            )
        case e.EmergencyReviewed():
            return replace(state, reviewed=True, released=event.tell_family)
        case e.EmergencyReviewMissed() | e.EmergencyExplained():
            return state
        case _:
            assert_never(event)
