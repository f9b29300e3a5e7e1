"""One child's family as its rules see it: who decides for the child, and what they have allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import assert_never
from zoneinfo import ZoneInfo

from services.consent.events import (
    AnswerEvent,
    AnswerRegistered,
    CareOrderBegan,
    CareOrderEnded,
    ChildCameOfAge,
    ChildRegistered,
    ConsentActivated,
    ConsentAnswered,
    ConsentAsked,
    ConsentExpired,
    ConsentLapsed,
    ConsentRefused,
    ConsentReviewDue,
    ConsentReviewed,
    ConsentWithdrawn,
    FamilyEvent,
    GuardianRegistered,
    GuardiansChanged,
    PeopleEvent,
    ProtectionChanged,
    ResidenceChanged,
    SharedByLaw,
    SuspicionLifted,
    SuspicionRegistered,
)
from services.consent.record import Answer, Consent, asked, moved
from shared.contracts.common import Category, Id, Owner
from shared.contracts.consent import Grading, Kind, Residence, State, together

OSLO = ZoneInfo("Europe/Oslo")
FAMILY: Owner = "familie"
CARER: Owner = "barnevern"  # who answers for a child that it has the care of


def today(at: datetime) -> date:
    """The calendar day in Norway, which is what a consent's dates mean."""
    return at.astimezone(OSLO).date()


def midnight(day: date) -> datetime:
    """When that day begins in Norway, in UTC."""
    return datetime.combine(day, time(), OSLO).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """end: the first day that it no longer holds."""

    first: date
    end: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Family:
    child: Id = ""  # empty until registered
    guardians: Mapping[Id, bool] = field(default_factory=dict)  # whether each has foreldreansvar
    units: frozenset[tuple[Owner, Id]] = frozenset()
    consents: Mapping[Id, Consent] = field(default_factory=dict)  # oldest first
    born: date | None = None  # None: nobody has opened what the register told
    grading: Grading = Grading.OPEN
    adult: bool = False
    of_own: bool = False  # the child answers for itself, perhaps together with others
    own: frozenset[Category] = frozenset()  # about what nobody but the child decides
    theirs: frozenset[Id] = frozenset()  # the consents that are therefore the child's alone
    residence: Residence = Residence.HERE
    care: Span | None = None  # in which barnevernet has the care
    suspicions: Mapping[Id, Span] = field(default_factory=dict)  # of guardians
    carer: bool = False  # barnevernet answers

    @property
    def deciders(self) -> frozenset[Id]:
        """Those who may answer and take back."""
        others = {self.child} if self.of_own else set()
        return self.responsible | others | ({CARER} if self.carer else set())

    def known_to(self, giver: Id, consent: Id) -> bool:
        """Of what the child alone decides, its guardians see only what they were asked themselves."""
        hidden = giver in self.responsible and consent in self.theirs
        return not hidden or giver in self.consents[consent].givers

    @property
    def responsible(self) -> frozenset[Id]:
        return frozenset(guardian for guardian, responsible in self.guardians.items() if responsible)

    def admitted(self, day: date) -> frozenset[Owner]:
        """The services that a consent lets in on a day."""
        return frozenset(consent.service for consent in self.consents.values() if consent.lets_in(day))

    def ended(self, day: date) -> frozenset[Owner]:
        """Those the family has said no to, or whose yes is over: no emergency opens what a family has closed."""
        over = {c.service for c in self.consents.values() if c.kind is Kind.SECRECY and not c.live(day)}
        return frozenset(over) - self.admitted(day)

    def sharing(self, reader: Owner, owner: Owner, category: Category, day: date) -> tuple[Consent, ...]:
        """The consents by which one service reads what another shares: both are let in, and one names the other.

        What the family shares needs the reader's alone, and what the family reads the writer's. Empty: there are none;
        of several, those that last longest.
        """
        read, shared = (
            [c for c in self.consents.values() if c.service == one and c.covers(category, day)]
            for one in (reader, owner)
        )
        if FAMILY in {reader, owner}:
            return tuple(sorted([*read, *shared], key=_lasts)[-1:])
        pairs = [(a, b) for a in read for b in shared if together(reader, a.partners, owner, b.partners)]
        return max(pairs, key=lambda pair: min(map(_lasts, pair)), default=())

    def was_admitted(self) -> frozenset[Owner]:
        """The services that a consent lets in, or has let in once."""
        return frozenset(one.service for one in self.consents.values() if one.was_active and one.kind is Kind.SECRECY)


def evolve(state: Family, event: FamilyEvent) -> Family:
    match event:
        case _ if isinstance(event, PeopleEvent):
            return _people(state, event)
        case ConsentAsked():
            return _with(state, asked(event))
        case ConsentAnswered():
            return _answered(state, event, State.PARTIAL, "yes")
        case ConsentActivated():
            return _answered(state, event, State.ACTIVE, "yes")
        case ConsentRefused():
            return _answered(state, event, State.REFUSED, "no")
        case ConsentWithdrawn():
            return _answered(state, event, State.WITHDRAWN, "withdrawn")
        case ConsentLapsed():
            return _with(state, moved(state.consents[event.consent], event, State.LAPSED))
        case ConsentExpired():
            return _with(state, moved(state.consents[event.consent], event, State.EXPIRED))
        case AnswerRegistered() | ConsentReviewDue() | ConsentReviewed() | SharedByLaw():
            return state
        case _:
            assert_never(event)


def _people(state: Family, event: PeopleEvent) -> Family:
    match event:
        case ChildRegistered():
            born = getattr(event, "born", state.born)  # sealed, where nobody has opened it
            return replace(state, child=event.child, units=frozenset(event.units), guardians={}, born=born)
        case GuardianRegistered():
            responsible = event.responsible and not state.adult
            return replace(state, guardians={**state.guardians, event.guardian: responsible})
        case ProtectionChanged():
            return replace(state, grading=event.grading)
        case ResidenceChanged():
            return replace(state, residence=event.residence)
        case CareOrderBegan():
            return replace(state, care=Span(event.valid_from, event.valid_to))
        case CareOrderEnded():
            return replace(state, care=None)
        case SuspicionRegistered():
            span = Span(event.valid_from, event.valid_to)
            return replace(state, suspicions={**state.suspicions, event.guardian: span})
        case SuspicionLifted():
            left = {one: span for one, span in state.suspicions.items() if one != event.guardian}
            return replace(state, suspicions=left)
        case ChildCameOfAge():
            return replace(state, adult=True, guardians=dict.fromkeys(state.guardians, False))
        case GuardiansChanged():  # said again after a restore, it comes without registrations
            over = {one: False for one in event.ended if one in state.guardians}
            return replace(state, guardians={**state.guardians, **over})
        case _:
            assert_never(event)


def _answered(state: Family, event: AnswerEvent, to: State, said: str) -> Family:
    answer = Answer(said, event.at, event.how)
    return _with(state, moved(state.consents[event.consent], event, to, by=event.giver, answer=answer))


def _with(state: Family, consent: Consent) -> Family:
    return replace(state, consents={**state.consents, consent.id: consent})


def _lasts(consent: Consent) -> date:
    return consent.expires_on
