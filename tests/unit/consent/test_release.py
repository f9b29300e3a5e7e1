from datetime import datetime, timedelta

import uuid_utils.compat as uuid

from services.consent.events import ConsentActivated, FamilyEvent
from services.consent.family import Family, midnight, today
from services.consent.release import Ruling, rule
from shared.contracts.common import Actor, Category, Owner, Role
from shared.contracts.consent import WantedKey
from shared.decider import Act
from tests.unit.consent.world import LATER, MOTHER, SHARED, actor, asked, entry, registered, spec
from tests.unit.spec import AT

ppt = actor("case-ppt", Role.SYSTEM, "ppt")
familie = actor("case-familie", Role.SYSTEM, "familie")


def admitted(to: Owner, categories: tuple[Category, ...] = SHARED) -> tuple[FamilyEvent, ...]:
    question = asked(f"k-{to}", to, MOTHER, categories=categories)
    yes = ConsentActivated(
        consent=question.consent, to=to, giver=MOTHER, asker=question.asker, asked_by_owner="barnehage",
        purpose="stafettlogg", categories=categories, expires_on=LATER,
    )  # fmt: skip
    return (question, yes)


NOBODY = spec.given(*registered(entry(MOTHER))).state
BOTH = spec.given(*registered(entry(MOTHER)), *admitted("barnehage"), *admitted("ppt")).state


def ruled(by: Actor, owner: Owner, category: Category, family: Family, at: datetime = AT) -> Ruling:
    act = Act(by=by, at=at, id=uuid.uuid7(), correlation=uuid.uuid7())
    return rule(act, WantedKey(owner=owner, category=category), family, today(at))


def test_own_keys_last_a_day_and_need_no_consent() -> None:
    for category in set(Category) - {Category.SHIELDED}:
        ruling = ruled(ppt, "ppt", category, NOBODY)
        assert (ruling.decision.allowed, ruling.until, ruling.consents) == (True, AT + timedelta(hours=24), ())


def test_a_key_for_reports_is_nobodys_here() -> None:
    assert not ruled(ppt, "ppt", Category.SHIELDED, BOTH).decision.allowed


def test_lent_keys_last_five_minutes_and_name_both_consents() -> None:
    ruling = ruled(ppt, "barnehage", Category.NOTES, BOTH)
    assert (ruling.decision.policies, ruling.until) == (("N02-samtykke-dekker",), AT + timedelta(minutes=5))
    assert [consent.mark for consent in ruling.consents] == ["k-ppt@2", "k-barnehage@2"]


def test_no_lease_outlasts_the_consent_it_rests_on() -> None:
    end = midnight(LATER)
    assert ruled(ppt, "barnehage", Category.NOTES, BOTH, end - timedelta(minutes=2)).until == end
    assert not ruled(ppt, "barnehage", Category.NOTES, BOTH, end).decision.allowed


def test_what_no_consent_covers_is_withheld() -> None:
    for owner, category, family in (
        ("barnehage", Category.NOTES, NOBODY),
        ("familie", Category.NOTES, NOBODY),
        ("barnehage", Category.HEALTH, BOTH),
        ("barnehage", Category.PRIVATE, BOTH),
        ("helsestasjon", Category.NOTES, BOTH),
    ):
        assert not ruled(ppt, owner, category, family).decision.allowed


def test_a_consent_is_named_only_for_what_it_covers() -> None:
    narrow = (*registered(entry(MOTHER)), *admitted("barnehage"), *admitted("ppt", (Category.AGREEMENTS,)))
    family = spec.given(*narrow).state
    assert ruled(ppt, "barnehage", Category.AGREEMENTS, family).decision.allowed
    refused = ruled(ppt, "barnehage", Category.NOTES, family)
    assert not refused.decision.allowed
    assert refused.consents == ()


def test_the_family_sees_what_is_shared_about_it_whoever_may_read_it_now() -> None:
    ruling = ruled(familie, "barnehage", Category.HEALTH, BOTH)
    assert ruling.decision.policies == ("N03-familien-ser-det-som-angar-den",)
    assert ruling.until == AT + timedelta(minutes=5)
    assert not ruled(familie, "barnehage", Category.PRIVATE, BOTH).decision.allowed
    assert not ruled(familie, "barnehage", Category.NOTES, NOBODY).decision.allowed
