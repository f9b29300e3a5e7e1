"""Who should hear of a public fact, and how soon. A fact that is not named here is heard by nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from shared.contracts import case, consent
from shared.contracts.common import SHARED_CATEGORIES, Category, Fact, Owner
from shared.contracts.consent import together

FAMILY: Owner = "familie"
NEWS = (
    case.StafettloggOpened, case.ServiceInvited, case.InvitationAccepted, case.InvitationDeclined, case.ParticipantLeft,
    case.BatonPassed, case.StafettloggClosed, case.StafettloggReopened, case.ReopeningAsked, case.TransitionOffered,
    case.MeasureProposed, case.MeasureAgreed, case.MeasureDeclined, case.MeasureEvaluated, case.MeasureContinued,
    case.MeasureChanged, case.MeasureEnded, case.AttentionChanged, case.GoalAdded, case.GoalChanged, case.GoalEnded,
    case.MeetingCalled, case.MeetingCancelled, case.MeetingHeld, case.MinutesCorrected, case.MinutesConfirmed,
    case.VoiceAppointed, case.ChildHeard, case.Disagreed, case.LevelChanged, case.IndividualPlanConsidered,
    case.LiftedToCoordination, case.AdviceRecorded, case.HolderAppointed, case.HolderAbsent, case.PersonLeft,
    case.RecordedInOwnJournal, case.ArchiveDeposited, case.MeasureTakenOver, case.ProposalAskedAnew,
)  # fmt: skip
"""What everyone around the child hears of."""
NAMED = consent.ConsentFact | consent.ErasureFact | consent.AccessFact | consent.InformationFact | consent.EmergencyFact
"""Whoever is named in them may take no part in a log."""


class Urgency(StrEnum):
    NOW = "now"  # a question waits for an answer or got one, or a duty has moved
    DIGEST = "digest"  # news: told at the next digest moment, whatever it is


@dataclass(frozen=True, slots=True)
class Consent:
    """service: whom it lets in. state: asked, active, ended; aside for one that lets nobody in."""

    service: Owner
    state: str
    categories: frozenset[Category] = frozenset()
    asker: str | None = None
    asker_service: Owner | None = None
    partners: frozenset[Owner] | None = None


@dataclass(frozen=True)
class Circle:
    """Who is around one child. participants: service by person, of the stafettlogg that the fact is about."""

    guardians: frozenset[str] = frozenset()
    participants: Mapping[str, Owner] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    holder: frozenset[str] = frozenset()  # one, once a stafettlogg is open
    consents: Mapping[str, Consent] = field(default_factory=dict)

    @cached_property
    def shut_out(self) -> frozenset[Owner]:
        """Services that the family let in, or was asked to, and that no consent lets in any more."""
        ended, active = (self._services(state) for state in ("ended", "active"))
        return ended - active

    @property
    def present(self) -> frozenset[str]:
        let_in = {person for person, service in self.participants.items() if service not in self.shut_out}
        return self.guardians | let_in

    @property
    def gone(self) -> frozenset[str]:
        """Those who heard of this child, and are to hear no more."""
        return (self.left | self.participants.keys()) - self.present

    def readers(self, category: Category, owner: Owner) -> Iterable[str]:
        """Participants who may see what `owner` writes under a category."""
        let_in = [c for c in self.consents.values() if c.state == "active" and category in c.categories]
        theirs = [c for c in let_in if c.service == owner]
        covered = {
            c.service
            for c in let_in
            if owner == FAMILY or any(together(c.service, c.partners, owner, one.partners) for one in theirs)
        }
        return (person for person, service in self.participants.items() if service in covered | {owner})

    def _services(self, state: str) -> frozenset[Owner]:
        return frozenset(consent.service for consent in self.consents.values() if consent.state == state)


def hears(fact: Fact, owner: Owner, by: str, circle: Circle) -> dict[str, Urgency]:
    """How soon each person should hear: never the one who did it, nor anyone who is not around the child now.

    owner: whose fact it is. by: the actor. circle: as it is after the fact.
    """
    told = dict.fromkeys(_told(fact, owner, circle), Urgency.DIGEST)
    heard = told | dict.fromkeys(_asked(fact, circle), Urgency.NOW)
    return {person: urgency for person, urgency in heard.items() if person != by and _may_hear(person, fact, circle)}


def _may_hear(person: str, fact: Fact, circle: Circle) -> bool:
    # Who asked for a consent, or is asked to join colleagues, may not take part yet.
    if isinstance(fact, case.ColleagueInvited | case.InvitationReminded) and person == fact.person:
        return fact.owner in {*circle.participants.values()} - circle.shut_out
    return isinstance(fact, NAMED) or person in circle.present


def _asked(fact: Fact, circle: Circle) -> Iterable[str]:
    match fact:
        case consent.ConsentAsked(givers=givers):
            return givers
        case case.BatonOffered(to=to):
            return (to,)
        case case.BatonPassed(giver=giver, taker=taker) | case.HolderAppointed(giver=giver, taker=taker):
            return (giver, taker)
        case case.BatonUnanswered(holder=holder, to=to):
            return (holder, to)
        case case.BatonOfferEnded(to=to):
            return (to, *circle.holder)
        case (
            case.InvitationAccepted() | case.InvitationDeclined() | case.ColleagueDeclined() | case.ArchiveFailed()
            | case.InvitationUnanswered() | case.ReopeningAsked()
        ):  # fmt: skip
            return circle.holder
        case case.ColleagueInvited(person=person) | case.InvitationReminded(person=str(person)):
            return (person,)
        case case.ServiceNudged(owner=owner):
            return (person for person, service in circle.participants.items() if service == owner)
        case (
            case.MeetingCalled(invited=told)
            | case.ProposalAskedAnew(asked=told)
            | consent.ErasureReceiptMissing(told=told)
            | consent.RetentionEnded(told=told)
            | consent.AccessAsked(told=told)
            | consent.InformationAsked(told=told)
            | consent.InformationDecided(told=told)
            | consent.AccessExtended(told=told)
            | consent.AccessReady(told=told)
            | consent.AccessOverdue(told=told)
            | consent.RightNews(told=told)
            | consent.EmergencyOpened(told=told)
            | consent.EmergencyReviewed(told=told)
            | consent.EmergencyReviewMissed(told=told)
        ):
            return told
        case case.MeetingCancelled() | case.MeetingCameNear():
            return circle.present
        case case.VoiceAppointed(person=person) | case.MeasureTakenOver(responsible=person):
            return (person,)
        case _:
            return ()


def _told(fact: Fact, owner: Owner, circle: Circle) -> Iterable[str]:
    match fact:
        case consent.ConsentActivated(consent=which) | consent.ConsentRefused(consent=which):
            return _asker(circle, which)
        case consent.ConsentExpired(because="renewed"):
            return ()  # the family has heard of the consent that took its place
        case consent.KeysDestroyed():
            return circle.guardians
        case consent.ConsentReviewDue(consent=which, asker=asker):
            return (asker, *circle.guardians) if which in circle.consents else ()
        case (
            consent.ConsentWithdrawn(consent=which) | consent.ConsentExpired(consent=which)
            | consent.ConsentLapsed(consent=which)
        ):  # fmt: skip
            return (*circle.guardians, *_asker_let_in(circle, which))
        case case.ParticipantLeft(because="consent-ended"):
            return circle.participants  # the family has heard of the consent itself
        case (
            case.EvaluationFellDue(responsible=person) | case.EvaluationOverdue(holder=person)
            | case.ServiceFellSilent(holder=person)
        ):  # fmt: skip
            return (person,)
        case case.ContributionFact(category=category):
            return _audience(circle, category, owner)
        case _:
            return circle.present if isinstance(fact, NEWS) else ()


def _asker(circle: Circle, which: str) -> Iterable[str]:
    asked = circle.consents.get(which)
    return (asked.asker,) if asked and asked.asker else ()


def _asker_let_in(circle: Circle, which: str) -> Iterable[str]:
    asked = circle.consents.get(which)
    return _asker(circle, which) if asked and asked.asker_service not in circle.shut_out else ()


def _audience(circle: Circle, category: Category, owner: Owner) -> Iterable[str]:
    if category not in SHARED_CATEGORIES or owner not in {FAMILY, *circle.participants.values()}:
        return ()
    return (*circle.guardians, *circle.readers(category, owner))
