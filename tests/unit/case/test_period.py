"""What is older than a consent covers is not read under it, the spine no more than the rest."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from services.case.access import Circle, Consent, on_content
from services.case.copies import may_hold
from shared.contracts.common import Actor, Category, Owner, Role

TODAY = date(2026, 11, 23)
OLD, NEW = TODAY - timedelta(days=30), TODAY - timedelta(days=3)
TOR = Actor(id="p-tor", role=Role.EMPLOYEE, kommune="4999", owner="ppt")
MOTHER = Actor(id="p-mother", role=Role.GUARDIAN, kommune="4999", owner="familie")
NOTES, AGREEMENTS = Category.NOTES, Category.AGREEMENTS


def consent(service: Owner, covers_from: date | None) -> Consent:
    shared = frozenset({NOTES, AGREEMENTS})
    return Consent(f"k-{service}", 2, service, "active", shared, TODAY + timedelta(days=9), covers_from=covers_from)


def circle(consents: Iterable[Consent]) -> Circle:
    people: dict[str, Owner] = {"p-tor": "ppt", "p-kari": "barnehage"}
    return Circle("c-1", people, frozenset({"p-mother"}), frozenset(), tuple(consents), TODAY)


WEEK = TODAY - timedelta(days=7)
CASES = [
    ((None, None), "barnehage", NOTES, OLD, True),
    ((WEEK, None), "barnehage", NOTES, OLD, False),
    ((WEEK, None), "barnehage", NOTES, NEW, True),
    ((WEEK, None), "barnehage", NOTES, WEEK, True),
    ((None, WEEK), "barnehage", NOTES, OLD, False),
    ((WEEK, WEEK), "barnehage", NOTES, NEW, True),
    ((WEEK, None), "familie", NOTES, OLD, False),
    ((WEEK, None), "familie", AGREEMENTS, OLD, False),
    ((WEEK, None), "barnehage", AGREEMENTS, OLD, False),
]


@pytest.mark.parametrize(("begin", "owner", "category", "written", "may"), CASES)
def test_policy_and_copies_reach_as_far_back_as_both_consents(
    begin: tuple[date | None, date | None], owner: Owner, category: Category, written: date, *, may: bool
) -> None:
    around = circle((consent("ppt", begin[0]), consent("barnehage", begin[1])))
    assert on_content(TOR, "read", around, owner, category, written).allowed is may
    assert may_hold(around, "ppt", owner, category, written) is may
    assert on_content(MOTHER, "read", around, owner, category, written).allowed
    assert may_hold(around, owner, owner, category, written)


def test_of_several_consents_the_one_that_reaches_furthest_back_counts() -> None:
    first, renewed = consent("ppt", OLD), consent("ppt", TODAY)
    around = circle((first, renewed, consent("barnehage", None)))
    assert on_content(TOR, "read", around, "barnehage", NOTES, NEW).allowed
