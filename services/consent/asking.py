"""Asking a family to let services work together: one consent per service, in words the municipality stands by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.consent.events import (
    ConsentAsked,
    FamilyEvent,
)
from services.consent.family import Family, today
from services.consent.refusals import (
    AlreadyAsked,
    AlreadyConsented,
    ExpiryNotAllowed,
    NeverShared,
    NobodyCanConsent,
    NoConsentText,
    NoSuchService,
    NothingToShare,
)
from services.consent.texts import TEXTS, Text, Texts
from shared.contracts.common import SHARED_CATEGORIES, Category, Id, Owner
from shared.contracts.consent import AskConsent, State
from shared.decider import Act
from shared.errors import Unknown
from shared.ids import derived


@dataclass(frozen=True, slots=True)
class Rules:
    """What a municipality chooses: its services, the texts it shows them with, and how long a consent may last."""

    services: frozenset[Owner] = frozenset()
    longest: timedelta = timedelta(0)
    texts: Texts = TEXTS


CLOSED = Rules()  # of a municipality that has chosen nothing: nobody is asked for anything


def consent_id(act: Act, child: Id, service: Owner) -> Id:
    """The consent for a service that an act asks for; asking again with the same id gives the same one."""
    return str(derived(act.id, child, service))


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
