"""What the rules make of one family on a day: who decides, and what of what was asked before still stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.consent.family import Family
from services.consent.record import LIVE, Consent
from services.consent.rules.givers import NOBODY, Choices, Facts, Requirement, of_age, required_givers
from services.consent.rules.sets import RuleSets
from shared.contracts.common import SHARED_CATEGORIES, Category, Id
from shared.contracts.consent import Kind, Residence, State
from shared.municipality import Ages


@dataclass(frozen=True, slots=True)
class Law:
    """The rule sets, and what one municipality has chosen."""

    sets: RuleSets
    choices: Choices

    def required(self, family: Family, categories: Sequence[Category], day: date) -> Requirement:
        """Nobody, for a child whose birth is not known, or that is not here."""
        if family.born is None or family.residence is not Residence.HERE:
            return NOBODY
        suspected = frozenset(one for one, span in family.suspicions.items() if span.holds(day))
        facts = Facts(family.child, family.born, family.responsible, suspected, family.carer, categories)
        return required_givers(self.sets, self.choices, facts, day)

    def about(self, consent: Consent, family: Family, day: date) -> Requirement:
        return self.required(family, categories_of(consent.kind, consent.categories), day)

    def on(self, family: Family, day: date) -> Family:
        """The family as it is that day: whose right has ended has none, and what no longer stands has lapsed."""
        grown = family.adult or self.grown(family, day)
        carer = not grown and family.care is not None and family.care.holds(day)
        known = replace(family, carer=carer)
        if grown or carer or family.residence is Residence.DEAD:
            known = replace(known, guardians=dict.fromkeys(family.guardians, False))
        consents = {one.id: self._standing(one, known, day) for one in known.consents.values()}
        deciders = self.required(known, SHARED_CATEGORIES, day).givers
        alone = frozenset({known.child})
        own = frozenset(one for one in SHARED_CATEGORIES if self.required(known, (one,), day).givers == alone)
        theirs = frozenset(one.id for one in consents.values() if self.about(one, known, day).givers == alone)
        return replace(known, consents=consents, of_own=known.child in deciders, own=own, theirs=theirs)

    def grown(self, family: Family, day: date) -> bool:
        return family.born is not None and of_age(self.sets, self.choices, family.born, day)

    def _standing(self, consent: Consent, family: Family, day: date) -> Consent:
        given = consent.state is State.ACTIVE
        if consent.state not in LIVE or self.about(consent, family, day).stands(consent.givers, given=given):
            return consent
        return replace(consent, state=State.LAPSED)


LAWLESS = Law(RuleSets(()), Choices(Ages(), "none"))  # nobody decides anything


def categories_of(kind: Kind, categories: Sequence[Category]) -> Sequence[Category]:
    """What a consent is about, for the rules: one to health care is about health, one that shares nothing about it."""
    if kind is Kind.HEALTH_CARE:
        return (Category.HEALTH,)
    return categories or (Category.AGREEMENTS,)


def lapsed(raw: Family, now: Family) -> list[Id]:
    """What has lapsed without anybody having said so yet. now: the same family, on a day."""
    return [one.id for one in now.consents.values() if one.state is State.LAPSED and raw.consents[one.id].state in LIVE]
