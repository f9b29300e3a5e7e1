"""Asking a family to let services work together: one consent per service, in words the municipality stands by."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from services.consent.events import (
    ConsentAsked,
    FamilyEvent,
)
from services.consent.family import Family, today
from services.consent.people.law import LAWLESS, Law, categories_of
from services.consent.refusals import (
    AlreadyAsked,
    AlreadyConsented,
    ExpiryNotAllowed,
    NeverShared,
    NobodyCanConsent,
    NoConsentText,
    NoSuchService,
    NothingToShare,
    PeriodNotAllowed,
)
from services.consent.texts import TEXTS, Text, Texts
from shared.contracts.common import SHARED_CATEGORIES, Category, Id, Owner
from shared.contracts.consent import AskConsent, Kind, State
from shared.decider import Act
from shared.errors import Unknown
from shared.ids import derived


@dataclass(frozen=True, slots=True)
class Rules:
    """What a municipality chooses: its services, the texts it shows them with, and how long a consent may last."""

    services: frozenset[Owner] = frozenset()
    longest: timedelta = timedelta(0)
    review: timedelta = timedelta(days=183)  # from asked until whoever asked looks at it again
    renewal: timedelta = timedelta(days=42)  # before it ends, when it may be asked for anew
    texts: Texts = TEXTS
    law: Law = LAWLESS


STAFETTLOGG = "stafettlogg"  # the purpose that opens anything
CLOSED = Rules()  # of a municipality that has chosen nothing: nobody is asked for anything


def consent_id(act: Act, child: Id, service: Owner) -> Id:
    """The consent for a service that an act asks for; asking again with the same id gives the same one."""
    return str(derived(act.id, child, service))


def ask(rules: Rules, command: AskConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """One consent per service, each with the others it is to work with named."""
    if not state.child:
        raise Unknown
    day = today(act.at)
    if not day < command.expires_on <= day + rules.longest:
        raise ExpiryNotAllowed
    if command.covers_from and command.covers_from > day:
        raise PeriodNotAllowed
    live = _live(rules, command.purpose, state, day)
    asked = {one: _text(rules, command, one, day) for one in _to_ask(command, live, act)}
    together = {*asked, *live}
    return [_asked(rules, command, state, act, text, together - {service}) for service, text in asked.items()]


def _live(rules: Rules, purpose: str, state: Family, day: date) -> Mapping[Owner, State]:
    """The services that a consent lets in or that wait for an answer; not those whose consent may be renewed."""
    of_purpose = [consent for consent in state.consents.values() if consent.purpose == purpose and consent.live(day)]
    lasting = [one for one in of_purpose if one.state is not State.ACTIVE or one.expires_on > day + rules.renewal]
    return {consent.service: consent.state for consent in lasting}


def _to_ask(command: AskConsent, live: Mapping[Owner, State], act: Act) -> Sequence[Owner]:
    """The asker's own service comes along to a stafettlogg, for it shares too."""
    own = (act.by.owner,) if command.purpose == STAFETTLOGG else ()
    wanted = dict.fromkeys((*own, *command.services))
    fresh = [service for service in wanted if service not in live]
    waiting = [service for service in wanted if live.get(service) in {State.PROPOSED, State.PARTIAL}]
    # That the own service waits for an answer must not hold up a new one.
    if any(service not in own for service in waiting) or (waiting and not fresh):
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
    rules: Rules, command: AskConsent, state: Family, act: Act, text: Text, partners: AbstractSet[Owner]
) -> ConsentAsked:
    """Raises NobodyCanConsent, also where the rules say that nobody may be asked: the answer is the same."""
    day, lets_in = today(act.at), text.kind is Kind.SECRECY
    categories = _shareable(command.categories) if lets_in else ()
    need = rules.law.required(state, categories_of(text.kind, categories), day)
    if not need.givers:
        raise NobodyCanConsent
    return ConsentAsked(
        consent=consent_id(act, state.child, text.service), to=text.service, at=act.at, asker=act.by.id,
        asked_by_owner=act.by.owner, givers=tuple(sorted(need.givers)), purpose=command.purpose,
        categories=categories, expires_on=command.expires_on,
        text_version=text.id, text_sha256=text.sha256, language=text.language, kind=text.kind,
        legal_basis=text.legal_basis, partners=tuple(sorted(partners)) if lets_in else (),
        covers_from=(command.covers_from or day) if lets_in else None,
        review_on=day + rules.review, renew_from=command.expires_on - rules.renewal, rule_version=need.rule_version,
        heard=need.heard,
    )  # fmt: skip


def _shareable(categories: Sequence[Category]) -> tuple[Category, ...]:
    if not categories:
        raise NothingToShare
    if not set(categories) <= set(SHARED_CATEGORIES):
        raise NeverShared
    return tuple(category for category in SHARED_CATEGORIES if category in categories)
