"""One child's family as its rules see it: who decides for the child, and what they have allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import assert_never
from zoneinfo import ZoneInfo

from services.consent.events import (
    ChildRegistered,
    ConsentActivated,
    ConsentAnswered,
    ConsentAsked,
    ConsentExpired,
    ConsentRefused,
    ConsentWithdrawn,
    FamilyEvent,
    GuardianRegistered,
    GuardiansChanged,
)
from shared.contracts.common import Category, Id, Owner
from shared.contracts.consent import State

OSLO = ZoneInfo("Europe/Oslo")
LIVE = frozenset({State.PROPOSED, State.PARTIAL, State.ACTIVE})


def today(at: datetime) -> date:
    """The calendar day in Norway, which is what a consent's dates mean."""
    return at.astimezone(OSLO).date()


def midnight(day: date) -> datetime:
    """When that day begins in Norway, in UTC."""
    return datetime.combine(day, time(), OSLO).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Consent:
    """One service, let in or not. `version` counts what has happened to it."""

    id: Id
    service: Owner
    purpose: str
    categories: tuple[Category, ...]
    asker: Id
    asked_by_owner: Owner
    givers: frozenset[Id]
    expires_on: date
    state: State = State.PROPOSED
    answers: Mapping[Id, str] = field(default_factory=dict)  # yes, no, withdrawn
    was_active: bool = False
    version: int = 1

    @property
    def mark(self) -> str:
        """How audit rows name it."""
        return f"{self.id}@{self.version}"

    def on(self, day: date) -> State:
        """Its state on a day: from `expires_on` it has ended, whether or not a timer has said so."""
        return State.EXPIRED if self.state in LIVE and day >= self.expires_on else self.state

    def live(self, day: date) -> bool:
        return self.on(day) in LIVE

    def active(self, day: date) -> bool:
        return self.on(day) is State.ACTIVE

    def covers(self, category: Category, day: date) -> bool:
        return category in self.categories and self.active(day)


@dataclass(frozen=True, slots=True)
class Family:
    child: Id = ""  # empty until registered
    guardians: Mapping[Id, bool] = field(default_factory=dict)  # whether each has foreldreansvar
    units: frozenset[tuple[Owner, Id]] = frozenset()
    consents: Mapping[Id, Consent] = field(default_factory=dict)  # oldest first

    @property
    def responsible(self) -> frozenset[Id]:
        return frozenset(guardian for guardian, responsible in self.guardians.items() if responsible)

    def admitted(self, day: date) -> frozenset[Owner]:
        """The services that a consent lets in on a day."""
        return frozenset(consent.service for consent in self.consents.values() if consent.active(day))

    def covering(self, service: Owner, category: Category, day: date) -> Consent | None:
        """The consent by which a service may share content of a category on a day; the one that lasts longest."""
        fitting = [
            consent
            for consent in self.consents.values()
            if consent.service == service and consent.covers(category, day)
        ]
        return max(fitting, key=lambda consent: consent.expires_on, default=None)

    def was_admitted(self) -> frozenset[Owner]:
        """The services that a consent lets in, or has let in once."""
        return frozenset(consent.service for consent in self.consents.values() if consent.was_active)


def evolve(state: Family, event: FamilyEvent) -> Family:
    match event:
        case ChildRegistered():
            return replace(state, child=event.child, units=frozenset(event.units), guardians={})
        case GuardianRegistered():
            return replace(state, guardians={**state.guardians, event.guardian: event.responsible})
        case GuardiansChanged():
            return state
        case ConsentAsked():
            return _with(state, _asked(event))
        case ConsentAnswered():
            return _moved(state, event.consent, State.PARTIAL, event.giver, "yes")
        case ConsentActivated():
            return _moved(state, event.consent, State.ACTIVE, event.giver, "yes")
        case ConsentRefused():
            return _moved(state, event.consent, State.REFUSED, event.giver, "no")
        case ConsentWithdrawn():
            return _moved(state, event.consent, State.WITHDRAWN, event.giver, "withdrawn")
        case ConsentExpired():
            return _moved(state, event.consent, State.EXPIRED)
        case _:
            assert_never(event)


def _asked(event: ConsentAsked) -> Consent:
    return Consent(
        id=event.consent, service=event.to, purpose=event.purpose, categories=event.categories, asker=event.asker,
        asked_by_owner=event.asked_by_owner, givers=frozenset(event.givers), expires_on=event.expires_on,
    )  # fmt: skip


def _moved(state: Family, consent: Id, to: State, giver: Id | None = None, answer: str = "") -> Family:
    before = state.consents[consent]
    answers = {**before.answers, giver: answer} if giver else before.answers
    was_active = before.was_active or to is State.ACTIVE
    return _with(state, replace(before, state=to, answers=answers, was_active=was_active, version=before.version + 1))


def _with(state: Family, consent: Consent) -> Family:
    return replace(state, consents={**state.consents, consent.id: consent})
