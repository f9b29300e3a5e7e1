"""The people of these tests; all are invented and the birth numbers synthetic."""

from datetime import date, timedelta
from functools import cache

from deploy import system as deploy
from services.consent.asking import Rules
from services.consent.decider import decider
from services.consent.events import ChildRegistered, ConsentAsked, FamilyEvent, GuardianRegistered
from services.consent.family import today
from services.consent.people.birth_numbers import WEIGHTS
from services.consent.people.law import Law
from services.consent.rules.givers import Choices
from services.consent.rules.sets import load
from services.consent.texts import TEXTS
from shared.contracts.common import Actor, Category, Id, Owner, Role
from shared.contracts.consent import AnswerConsent, AskConsent, GuardianEntry, Heard, RegisterFamily, WithdrawConsent
from shared.municipality import Ages
from tests.answers import answered
from tests.unit.spec import AT, Spec

KOMMUNE = "4999"
CHILD = "c-1"
MOTHER, FATHER, STRANGER = "p-mother", "p-father", "p-stranger"
NUMBERS = {CHILD: "14852274264", MOTHER: "02839013259", FATHER: "21918845086", STRANGER: "30879323602"}
TODAY = today(AT)
LATER = TODAY + timedelta(days=180)
SHARED = (Category.AGREEMENTS, Category.NOTES)
SERVICES = frozenset({"barnehage", "helsestasjon", "ppt", "barnevern", "familie"})
LAW = Law(load(deploy.RULES), Choices(Ages(), "2026-08"))
RULES = Rules(SERVICES, timedelta(days=365), law=LAW)
BORN = date(2022, 5, 14)
spec = Spec(decider(RULES, BORN))


def with_check_digits(nine: str) -> str | None:
    """None: no number begins like this."""
    number = nine
    for weights in WEIGHTS:
        rest = -sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False)) % 11
        if rest == 10:
            return None
        number += str(rest)
    return number


@cache
def _birth_numbers() -> list[str]:
    days = (f"{day}8522{serial:03}" for day in range(14, 29) for serial in range(1000))
    return [number for digits in days if (number := with_check_digits(digits))]


def synthetic(n: int) -> str:
    """The n-th birth number of somebody born on a synthetic 14 May 2022 or, when there are no more of those, later."""
    return _birth_numbers()[n]


def actor(person: Id, role: Role, owner: Owner, unit: Id | None = None) -> Actor:
    return Actor(id=person, role=role, kommune=KOMMUNE, owner=owner, unit=unit)


teacher = actor("p-teacher", Role.EMPLOYEE, "barnehage", "bekkelia")
adviser = actor("p-adviser", Role.EMPLOYEE, "ppt", "ppt-fjordvik")
mother = actor(MOTHER, Role.GUARDIAN, "familie")
father = actor(FATHER, Role.GUARDIAN, "familie")
stranger = actor(STRANGER, Role.GUARDIAN, "familie")
register = actor("register", Role.REGISTER, "register")
clock = actor("consent", Role.SYSTEM, "consent")


def entry(person: Id, *, responsible: bool = True) -> GuardianEntry:
    return GuardianEntry(
        person=person, person_name="Oppdiktet Navn", birth_number=NUMBERS[person], relation="guardian",
        parental_responsibility=responsible,
    )  # fmt: skip


def family(*guardians: GuardianEntry) -> RegisterFamily:
    return RegisterFamily(
        child=CHILD, child_name="Oppdiktet Barn", birth_number=NUMBERS[CHILD], born=date(2022, 5, 14),
        guardians=guardians, units=(("barnehage", "bekkelia"),),
    )  # fmt: skip


def registered(*guardians: GuardianEntry) -> tuple[FamilyEvent, ...]:
    child = ChildRegistered(
        child=CHILD, units=(("barnehage", "bekkelia"),), child_name="Oppdiktet Barn", birth_number=NUMBERS[CHILD],
        born=date(2022, 5, 14),
    )  # fmt: skip
    return (
        child,
        *(
            GuardianRegistered(
                guardian=one.person, relation=one.relation, responsible=one.parental_responsibility,
                person_name=one.person_name, birth_number=one.birth_number,
            )
            for one in guardians
        ),
    )  # fmt: skip


both = registered(entry(MOTHER), entry(FATHER))


def ask(*services: Owner, **changes: object) -> AskConsent:
    asked = {"child": CHILD, "services": services, "categories": SHARED, "expires_on": LATER}
    return AskConsent.model_validate(asked | changes)


def answer(consent: Id, *, yes: bool = True) -> AnswerConsent:
    return answered(CHILD, consent, yes=yes)


def withdraw(consent: Id) -> WithdrawConsent:
    return WithdrawConsent(child=CHILD, consent=consent)


def asked(
    consent: Id,
    to: Owner,
    *givers: Id,
    categories: tuple[Category, ...] = SHARED,
    partners: tuple[Owner, ...] | None = None,
) -> ConsentAsked:
    """partners: every other service, when nothing is said."""
    text = TEXTS.find("stafettlogg", to, "nb", TODAY)
    assert text
    return ConsentAsked(
        consent=consent, to=to, asker=teacher.id, asked_by_owner="barnehage", givers=givers or (FATHER, MOTHER),
        purpose="stafettlogg", categories=categories, expires_on=LATER, text_version=text.id,
        text_sha256=text.sha256, language="nb", at=AT, legal_basis=text.legal_basis,
        partners=tuple(sorted(SERVICES - {to, "familie"})) if partners is None else partners,
        covers_from=TODAY, review_on=TODAY + RULES.review, renew_from=LATER - RULES.renewal,
        rule_version="barnelova-1981.2026-08.barn", heard=Heard.AS_ABLE,
    )  # fmt: skip
