"""What an answer changes: for a giver to see before giving it."""

from dataclasses import replace
from datetime import date

from services.consent.family import FAMILY, Family
from services.consent.record import Answer, Consent
from shared.contracts.common import Id, Owner
from shared.contracts.consent import Consequences, Said, State


def consequences(consent: Consent, answer: Said, giver: Id, family: Family, day: date) -> Consequences:
    waits_for = consent.givers - consent.answers.keys() - {giver} if answer is Said.YES else frozenset()
    state = {Said.YES: State.PARTIAL if waits_for else State.ACTIVE, Said.NO: State.REFUSED}
    answers = {**consent.answers, giver: Answer(answer)}
    then = replace(consent, state=state.get(answer, State.WITHDRAWN), answers=answers)
    after = replace(family, consents={**family.consents, consent.id: then})
    before, then_on = (_with(consent.service, one, day) for one in (family, after))
    return Consequences(
        at_once=not waits_for, waits_for=tuple(sorted(waits_for)), begins=tuple(sorted(then_on - before)),
        ends=tuple(sorted(before - then_on)), categories=consent.categories, covers_from=consent.covers_from,
        until=consent.expires_on, left=tuple(sorted(after.admitted(day))),
    )  # fmt: skip


def _with(service: Owner, family: Family, day: date) -> frozenset[Owner]:
    """The services that it shares anything with, and the family if it is let in at all."""
    let_in = family.admitted(day)
    if service not in let_in:
        return frozenset()
    kinds = {category for consent in family.consents.values() for category in consent.categories}
    others = {*let_in, FAMILY} - {service}
    return frozenset(one for one in others if any(family.sharing(service, one, kind, day) for kind in kinds))
