"""Three services and two parents around a child, and who of them hears of a fact."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.notify.hearing import Circle, Consent, Urgency, hears
from shared.contracts.common import Category, Fact
from shared.personal import assemble

NOW, DIGEST = Urgency.NOW, Urgency.DIGEST
DAY = date(2026, 12, 1)
SHARED = frozenset({Category.AGREEMENTS, Category.NOTES})

MOTHER, FATHER, TEACHER, ADVISER, NURSE = "p-mother", "p-father", "p-teacher", "p-adviser", "p-nurse"
CIRCLE = Circle(
    guardians=frozenset({MOTHER, FATHER}),
    participants={TEACHER: "barnehage", ADVISER: "ppt", NURSE: "helsestasjon"},
    holder=frozenset({TEACHER}),
    consents={
        "k-1": Consent("barnehage", "active", SHARED, TEACHER, "barnehage"),
        "k-2": Consent("ppt", "active", SHARED, TEACHER, "barnehage"),
        "k-3": Consent("helsestasjon", "active", SHARED | {Category.HEALTH}, TEACHER, "barnehage"),
    },
)
EVERYONE = {MOTHER, FATHER, TEACHER, ADVISER, NURSE}


def without_key(kind: type[Fact], /, **plain: Any) -> Fact:
    """A fact as this service reads it: it has no key to what is personal."""
    return assemble(kind, plain, None)


def without(consent_id: str) -> Circle:
    ended = replace(CIRCLE.consents[consent_id], state="ended")
    return replace(CIRCLE, consents={**CIRCLE.consents, consent_id: ended})


def heard(fact: Fact, by: str, circle: Circle = CIRCLE, owner: str = "familie") -> dict[str, Urgency]:
    return hears(fact, owner, by, circle)


def digest(*people: str) -> dict[str, Urgency]:
    return dict.fromkeys(people, DIGEST)
