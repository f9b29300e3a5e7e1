"""The rules of consent: who must say yes, who may say no, and when a yes has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from services.consent.birth_numbers import told
from services.consent.events import (
    Because,
    ChildRegistered,
    ConsentActivated,
    ConsentAnswered,
    ConsentAsked,
    ConsentExpired,
    ConsentRefused,
    ConsentWithdrawn,
    FamilyEvent,
    GuardianRegistered,
)
from services.consent.family import LIVE, Consent, Family, evolve, today
from services.consent.refusals import (
    AlreadyAnswered,
    AlreadyAsked,
    AlreadyConsented,
    ConsentEnded,
    ExpiryNotAllowed,
    NeverShared,
    NobodyCanConsent,
    NoConsentText,
    NoSuchService,
    NothingToShare,
)
from services.consent.texts import TEXTS, Text, Texts
from shared.contracts.common import SHARED_CATEGORIES, Category, Id, Owner
from shared.contracts.consent import AnswerConsent, AskConsent, RegisterFamily, State, WithdrawConsent
from shared.decider import Act, Decider
from shared.errors import AccessDenied, Unknown
from shared.ids import derived


@dataclass(frozen=True, slots=True)
class ExpireConsent:
    """Sent by the timer."""

    consent: Id


@dataclass(frozen=True, slots=True)
class Rules:
    """What a municipality chooses: its services, the texts it shows them with, and how long a consent may last."""

    services: frozenset[Owner] = frozenset()
    longest: timedelta = timedelta(0)
    texts: Texts = TEXTS


CLOSED = Rules()  # of a municipality that has chosen nothing: nobody is asked for anything
FamilyCommand = RegisterFamily | AskConsent | AnswerConsent | WithdrawConsent | ExpireConsent


def decider(rules: Rules) -> Decider[FamilyCommand, Family, FamilyEvent]:
    def decide(command: FamilyCommand, state: Family, act: Act) -> Sequence[FamilyEvent]:
        match command:
            case RegisterFamily():
                return register(command, state)
            case AskConsent():
                return ask(rules, command, state, act)
            case AnswerConsent():
                return answer(command, state, act)
            case WithdrawConsent():
                return withdraw(command, state, act)
            case ExpireConsent():
                return expire(command, state, act)
            case _:
                assert_never(command)

    return Decider(Family(), decide, evolve, lambda state: state.child)


# --- The family -----------------------------------------------------------------------------------


def register(command: RegisterFamily, state: Family) -> Sequence[FamilyEvent]:
    """What was asked of others than those who decide from now on, ends: their yes is not everybody's."""
    told(command)
    child = ChildRegistered(
        child=command.child, units=command.units, child_name=command.child_name, birth_number=command.birth_number,
        born=command.born,
    )  # fmt: skip
    guardians = [
        GuardianRegistered(
            guardian=entry.person, relation=entry.relation, responsible=entry.parental_responsibility,
            person_name=entry.person_name, birth_number=entry.birth_number,
        )
        for entry in command.guardians
    ]  # fmt: skip
    responsible = frozenset(entry.guardian for entry in guardians if entry.responsible)
    ended = [
        ConsentExpired(consent=consent.id, to=consent.service, because=Because.GUARDIANS)
        for consent in state.consents.values()
        if consent.state in LIVE and not _stands(consent, responsible)
    ]
    return [child, *guardians, *ended]


def _stands(consent: Consent, responsible: frozenset[Id]) -> bool:
    """Whether everybody who decides now was asked, and nobody is waited for who decides no longer."""
    if consent.state is State.ACTIVE:
        return bool(responsible) and responsible <= consent.givers
    return responsible == consent.givers


def consent_id(act: Act, child: Id, service: Owner) -> Id:
    """The consent for a service that an act asks for; asking again with the same id gives the same one."""
    return str(derived(act.id, child, service))


# --- Asking ---------------------------------------------------------------------------------------


def ask(rules: Rules, command: AskConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """One consent per service; the asker's own service is always among them, for it shares too."""
    if not state.child:
        raise Unknown
    if not state.responsible:
        raise NobodyCanConsent
    day = today(act.at)
    categories = _shareable(command.categories)
    if not day < command.expires_on <= day + rules.longest:
        raise ExpiryNotAllowed
    return [
        _asked(command, state, act, service, categories, _text(rules, command, service, day))
        for service in _to_ask(command, state, act, day)
    ]


def _shareable(categories: Sequence[Category]) -> tuple[Category, ...]:
    if not categories:
        raise NothingToShare
    if not set(categories) <= set(SHARED_CATEGORIES):
        raise NeverShared
    return tuple(category for category in SHARED_CATEGORIES if category in categories)


def _to_ask(command: AskConsent, state: Family, act: Act, day: date) -> Sequence[Owner]:
    wanted = dict.fromkeys((act.by.owner, *command.services))
    live = {
        consent.service: consent.on(day)
        for consent in state.consents.values()
        if consent.purpose == command.purpose and consent.live(day)
    }
    fresh = [service for service in wanted if service not in live]
    waiting = [service for service in wanted if live.get(service) in {State.PROPOSED, State.PARTIAL}]
    # The asker's own service comes along of itself: that it waits for an answer must not hold up a new service.
    if any(service != act.by.owner for service in waiting) or (waiting and not fresh):
        raise AlreadyAsked
    if not fresh:
        raise AlreadyConsented
    return fresh


def _text(rules: Rules, command: AskConsent, service: Owner, day: date) -> Text:
    if service not in rules.services:
        raise NoSuchService
    text = rules.texts.find(command.purpose, service, command.language, day)
    if text is None:
        raise NoConsentText
    return text


def _asked(
    command: AskConsent, state: Family, act: Act, service: Owner, categories: tuple[Category, ...], text: Text
) -> ConsentAsked:
    return ConsentAsked(
        consent=consent_id(act, state.child, service), to=service, asker=act.by.id,
        asked_by_owner=act.by.owner, givers=tuple(sorted(state.responsible)), purpose=command.purpose,
        categories=categories, expires_on=command.expires_on, text_version=text.id, text_sha256=text.sha256,
        language=text.language,
    )  # fmt: skip


# --- Answering and ending -------------------------------------------------------------------------


def answer(command: AnswerConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    consent = _open(command.consent, state, act)
    giver = act.by.id
    if giver in consent.answers:
        raise AlreadyAnswered
    if not command.yes:
        return [ConsentRefused(consent=consent.id, to=consent.service, giver=giver)]
    if consent.givers - consent.answers.keys() - {giver}:
        return [ConsentAnswered(consent=consent.id, to=consent.service, giver=giver)]
    return [
        ConsentActivated(
            consent=consent.id, to=consent.service, giver=giver, asker=consent.asker,
            asked_by_owner=consent.asked_by_owner, purpose=consent.purpose, categories=consent.categories,
            expires_on=consent.expires_on,
        )
    ]  # fmt: skip


def withdraw(command: WithdrawConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """Anyone with foreldreansvar, at any time, also before the others have answered."""
    consent = _open(command.consent, state, act)
    return [ConsentWithdrawn(consent=consent.id, to=consent.service, giver=act.by.id)]


def _open(wanted: Id, state: Family, act: Act) -> Consent:
    if act.by.id not in state.responsible:
        raise AccessDenied
    consent = state.consents.get(wanted)
    if consent is None:
        raise Unknown
    if not consent.live(today(act.at)):
        raise ConsentEnded
    return consent


def expire(command: ExpireConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """Says for everybody to hear what holds already: from its last day a consent covers nothing."""
    consent = state.consents.get(command.consent)
    if consent is None or consent.state not in LIVE or today(act.at) < consent.expires_on:
        return []
    return [ConsentExpired(consent=consent.id, to=consent.service, because=Because.DATE)]
