"""A midnight that changes who decides: what no longer stands lapses, and those who decide now are asked anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.consent.asking import Rules
from services.consent.events import ChildCameOfAge, ConsentAsked, ConsentLapsed, FamilyEvent, GuardiansChanged
from services.consent.family import Family, today
from services.consent.people.law import lapsed
from services.consent.record import Consent
from shared.contracts.common import Id
from shared.decider import Act
from shared.ids import derived


@dataclass(frozen=True, slots=True)
class Grow:
    """Sent on a child's birthday, and on the day new rules begin."""

    child: Id


def grow(rules: Rules, raw: Family, act: Act) -> Sequence[FamilyEvent]:
    return [*_of_age(rules, raw, today(act.at)), *asked_anew(rules, raw, act)]


def asked_anew(rules: Rules, raw: Family, act: Act) -> Sequence[FamilyEvent]:
    """What no longer stands ends, and who decides now is asked."""
    now = rules.law.on(raw, today(act.at))
    ended = [raw.consents[consent] for consent in lapsed(raw, now)]
    return [event for one in ended for event in _anew(rules, one, now, act)]


def _of_age(rules: Rules, raw: Family, day: date) -> Sequence[FamilyEvent]:
    if raw.adult or not raw.responsible or not rules.law.grown(raw, day):
        return []
    return [ChildCameOfAge(), GuardiansChanged(guardians=(), ended=tuple(sorted(raw.responsible)))]


def _anew(rules: Rules, consent: Consent, now: Family, act: Act) -> Sequence[FamilyEvent]:
    day = today(act.at)
    need = rules.law.about(consent, now, day)
    end = ConsentLapsed(
        consent=consent.id, to=consent.service, at=act.at, previous=consent.sha256, rule_version=need.rule_version
    )
    text = rules.texts.find(consent.purpose, consent.service, consent.language, day)
    if not need.givers or text is None or day >= consent.expires_on:
        return [end]
    return [end, ConsentAsked(
        consent=str(derived(act.id, consent.id)), to=consent.service, at=act.at, asker=consent.asker,
        asked_by_owner=consent.asked_by_owner, givers=tuple(sorted(need.givers)), purpose=consent.purpose,
        categories=consent.categories, expires_on=consent.expires_on, text_version=text.id, text_sha256=text.sha256,
        language=text.language, kind=consent.kind, legal_basis=text.legal_basis, covers_from=consent.covers_from,
        partners=None if consent.partners is None else tuple(sorted(consent.partners)),
        review_on=consent.review_on, renew_from=consent.renew_from, rule_version=need.rule_version,
        heard=need.heard,
    )]  # fmt: skip
