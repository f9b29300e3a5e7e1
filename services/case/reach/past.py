"""Who was around a child at a moment that has passed, from the facts alone; and what the policies said of them then."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from services.case import access
from services.case.access import FAMILY, Circle, Consent
from services.case.projections import FACTS
from services.case.spine import Spine, fold, slot
from shared.contracts import case, consent
from shared.contracts.common import Actor, Category, Envelope, Id, Kommune, Owner, Role
from shared.days import day_of, midnight
from shared.wire import known_fact

AROUND = tuple(
    fact.wire_name()
    for fact in (
        case.StafettloggOpened, case.StafettloggReopened, case.InvitationAccepted, case.ParticipantLeft,
        case.PersonLeft, case.FamilyChanged, case.ContributionWritten, consent.ConsentAsked, consent.ConsentActivated,
        consent.ConsentRefused, consent.ConsentWithdrawn, consent.ConsentExpired, consent.ConsentLapsed,
        consent.EmergencyOpened, consent.ProtectionChanged,
    )
)  # fmt: skip
"""The facts after which somebody else may read than before."""
STATES = {
    consent.ConsentRefused: "refused",
    consent.ConsentWithdrawn: "withdrawn",
    consent.ConsentExpired: "expired",
    consent.ConsentLapsed: "lapsed",
}


class Could(NamedTuple):
    person: Id
    of: Owner
    category: Category


class Span(NamedTuple):
    since: datetime
    until: datetime
    rules: tuple[str, ...]


class Past:
    """facts: everything known about the child, oldest first."""

    def __init__(self, facts: Sequence[Envelope], kommune: Kommune, owner: Owner) -> None:
        self._facts, self._kommune, self._owner = facts, kommune, owner

    def reach(self, first: datetime, end: datetime) -> Mapping[Could, list[Span]]:
        found: dict[Could, list[Span]] = {}
        moments = self._moments(first, end)
        for moment, then in pairwise((*moments, end)):
            for could, rules in self._at(moment):
                spans = found.setdefault(could, [])
                if spans and spans[-1].until == moment and spans[-1].rules == rules:
                    spans[-1] = spans[-1]._replace(until=then)
                elif not spans or spans[-1].until <= moment:
                    spans.append(Span(moment, then, rules))
        return found

    def _moments(self, first: datetime, end: datetime) -> list[datetime]:
        """When anything changed; also when a consent ran out, or a nødåpning was over."""
        around = [found for found in self._facts if found.type in AROUND]
        found = {first, *(one.at for one in around)}
        for fact in (known_fact(FACTS, one) for one in around):
            if isinstance(fact, consent.ConsentAsked | consent.ConsentActivated):
                found.add(midnight(fact.expires_on))
            if isinstance(fact, consent.EmergencyOpened):
                found.add(fact.until)
        return sorted(moment for moment in found if first <= moment < end)

    def _at(self, moment: datetime) -> Iterator[tuple[Could, tuple[str, ...]]]:
        known = [found for found in self._facts if found.at <= moment]
        consents, emergencies = tuple(_consents(known)), self._emergencies(known, moment)
        logs = {found.stream for found in known if found.type == case.StafettloggOpened.wire_name()}
        for spine in (fold(log, known) for log in sorted(logs)):
            circle = Circle(
                child=spine.child, participants=spine.participants, guardians=frozenset(spine.guardians),
                invited=frozenset(spine.invited), consents=consents, today=day_of(moment), emergencies=emergencies,
            )  # fmt: skip
            for actor in self._people(spine, emergencies):
                for of, category in sorted({slot(found) for found in spine.facts}):
                    decision = access.on_content(actor, "read", circle, of, category)
                    if decision.allowed:
                        yield Could(actor.id, of, category), decision.policies

    def _people(self, spine: Spine, emergencies: Iterable[Id]) -> list[Actor]:
        """The owner's own: another owner answers for its people itself."""
        if self._owner == FAMILY:
            return [self._actor(one, Role.GUARDIAN) for one in spine.guardians]
        own = {person for person, of in spine.participants.items() if of == self._owner} | {*emergencies}
        return [self._actor(one, Role.EMPLOYEE) for one in sorted(own)]

    def _actor(self, person: Id, role: Role) -> Actor:
        return Actor(id=person, role=role, kommune=self._kommune, owner=self._owner)

    def _emergencies(self, known: Iterable[Envelope], moment: datetime) -> dict[Id, Id]:
        """Of the owner's own people; none while the child's address is protected."""
        going_on: dict[Id, Id] = {}
        protected = False
        for fact in (known_fact(FACTS, found) for found in known):
            if isinstance(fact, consent.ProtectionChanged):
                protected = fact.grading is not consent.Grading.OPEN
            if isinstance(fact, consent.EmergencyOpened) and fact.owner == self._owner and moment < fact.until:
                going_on[fact.person] = fact.emergency
        return {} if protected else going_on


def _consents(known: Iterable[Envelope]) -> Iterable[Consent]:
    found: dict[Id, Consent] = {}
    for fact in (known_fact(FACTS, one) for one in known):
        match fact:
            case consent.ConsentAsked() | consent.ConsentActivated() if fact.kind is consent.Kind.SECRECY:
                state = "active" if isinstance(fact, consent.ConsentActivated) else "proposed"
                partners = None if fact.partners is None else frozenset(fact.partners)
                found[fact.consent] = Consent(
                    fact.consent, 1, fact.to, state, frozenset(fact.categories), fact.expires_on,
                    partners=partners, covers_from=fact.covers_from,
                )  # fmt: skip
            case consent.ConsentFact() if type(fact) in STATES and fact.consent in found:
                found[fact.consent] = replace(found[fact.consent], state=STATES[type(fact)])
            case _:
                continue
    return found.values()
