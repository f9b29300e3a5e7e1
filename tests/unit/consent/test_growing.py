"""What a midnight changes: who answers, who may take back, and what no longer stands."""

from datetime import date, datetime, timedelta

import pytest

from services.consent import refusals
from services.consent.decider import decider
from services.consent.events import (
    ChildCameOfAge,
    ConsentActivated,
    ConsentAnswered,
    ConsentAsked,
    ConsentLapsed,
    FamilyEvent,
    GuardiansChanged,
)
from services.consent.family import Family, midnight, today
from services.consent.people.growing import Grow
from shared.contracts.common import Category, Role
from shared.contracts.consent import State
from shared.errors import AccessDenied, Unknown
from shared.ids import derived
from tests.unit.consent.histories import PPT
from tests.unit.consent.world import (
    CHILD,
    FATHER,
    LATER,
    LAW,
    MOTHER,
    RULES,
    TODAY,
    actor,
    answer,
    ask,
    asked,
    both,
    clock,
    father,
    mother,
    teacher,
    withdraw,
)
from tests.unit.spec import AT, Given, Spec

SOON = TODAY + timedelta(days=30)
TURN = midnight(SOON)
EVE = TURN - timedelta(microseconds=1)
youth = actor(CHILD, Role.YOUTH, "familie")
GROW = Grow(CHILD)


def turns(years: int, *events: FamilyEvent) -> Given[object, object, FamilyEvent]:
    """A child who will be so old in thirty days."""
    born = date(SOON.year - years, SOON.month, SOON.day)
    child, *guardians = both
    known = (child.model_copy(update={"born": born}), *guardians)
    return Spec(decider(RULES, born)).given(*known, *events)  # type: ignore[arg-type, return-value]


def given(*categories: Category) -> tuple[FamilyEvent, ...]:
    """Both parents have said yes to PPT."""
    question = asked(PPT, "ppt", categories=categories or (Category.NOTES,))
    yes = ConsentActivated(
        consent=PPT, to="ppt", giver=FATHER, asker=teacher.id, asked_by_owner="barnehage", purpose="stafettlogg",
        categories=question.categories, expires_on=LATER,
    )  # fmt: skip
    return question, ConsentAnswered(consent=PPT, to="ppt", giver=MOTHER), yes


def who_is_asked(years: int, at: datetime, *categories: Category) -> set[str]:
    events = turns(years).when(ask("ppt", categories=categories or (Category.NOTES,)), by=teacher, at=at).events
    return {giver for event in events if isinstance(event, ConsentAsked) for giver in event.givers}


@pytest.mark.parametrize(
    ("years", "categories", "before", "after"),
    [
        (12, (), {MOTHER, FATHER}, {MOTHER, FATHER}),
        (15, (), {MOTHER, FATHER}, {MOTHER, FATHER, CHILD}),
        (16, (Category.HEALTH,), {MOTHER, FATHER, CHILD}, {CHILD}),
        (16, (Category.NOTES, Category.HEALTH), {MOTHER, FATHER, CHILD}, {MOTHER, FATHER, CHILD}),
        (18, (), {MOTHER, FATHER, CHILD}, {CHILD}),
    ],
)
def test_a_birthday_changes_who_is_asked(
    years: int, categories: tuple[Category, ...], before: set[str], after: set[str]
) -> None:
    assert [who_is_asked(years, at, *categories) for at in (EVE, TURN)] == [before, after]


def test_the_question_says_by_which_rules_it_was_asked() -> None:
    events = turns(15).when(ask("ppt"), by=teacher, at=TURN).events
    assert {event.rule_version for event in events if isinstance(event, ConsentAsked)} == {
        "barnelova-1981.2026-08.ungdom"
    }


def test_from_the_municipalitys_age_a_youth_takes_back_what_the_parents_gave() -> None:
    turns(15, *given()).when(withdraw(PPT), by=youth, at=EVE).refused(AccessDenied)
    (event,) = turns(15, *given()).when(withdraw(PPT), by=youth, at=TURN).events
    assert event.type == "consent-withdrawn"


def test_a_youth_answers_only_what_it_was_asked() -> None:
    turns(15, *given()).when(answer(PPT), by=youth, at=TURN).refused(AccessDenied)
    open_question = asked(PPT, "ppt", FATHER, MOTHER, CHILD)
    (event,) = turns(15, open_question).when(answer(PPT, yes=False), by=youth, at=TURN).events
    assert event.type == "consent-refused"


def test_at_eighteen_no_guardian_decides_any_more_though_nobody_has_said_so() -> None:
    for command in (withdraw(PPT), answer(PPT)):
        turns(18, *given()).when(command, by=mother, at=TURN).refused(AccessDenied)
    turns(18, *given()).when(withdraw(PPT), by=youth, at=TURN).refused(refusals.ConsentEnded)
    (event,) = turns(18, *given()).when(withdraw(PPT), by=father, at=EVE).events
    assert event.type == "consent-withdrawn"


def test_what_was_given_lapses_at_eighteen_and_the_grown_child_is_asked() -> None:
    when = turns(18, *given()).when(GROW, by=clock, at=TURN, id=(act := derived(AT, "midnight")))
    of_age, guardians, lapsed, anew = when.events
    assert of_age == ChildCameOfAge()
    assert guardians == GuardiansChanged(guardians=(), ended=(FATHER, MOTHER))
    assert isinstance(lapsed, ConsentLapsed)
    assert (lapsed.consent, lapsed.rule_version) == (PPT, "barnelova-1981.2026-08.myndig")
    assert isinstance(anew, ConsentAsked)
    assert (anew.consent, anew.givers, anew.expires_on) == (str(derived(act, PPT)), (CHILD,), LATER)
    after = turns(18, *given(), *when.events)
    assert after.state.consents[PPT].state is State.LAPSED  # type: ignore[attr-defined]
    after.when(GROW, by=clock, at=TURN).then()
    (yes,) = after.when(answer(anew.consent), by=youth, at=TURN).events
    assert yes.type == "consent-activated"


def test_health_is_the_youths_own_from_sixteen() -> None:
    lapsed, anew = turns(16, *given(Category.HEALTH)).when(GROW, by=clock, at=TURN).events
    assert (lapsed.type, anew.type) == ("consent-lapsed", "consent-asked")
    turns(16, *given(Category.NOTES)).when(GROW, by=clock, at=TURN).then()


@pytest.mark.parametrize("years", [12, 15])
def test_a_yes_of_the_parents_stands_until_it_runs_out(years: int) -> None:
    turns(years, *given()).when(GROW, by=clock, at=TURN).then()


def test_an_unanswered_question_is_put_to_the_youth_too_from_that_midnight() -> None:
    lapsed, anew = turns(15, asked(PPT, "ppt")).when(GROW, by=clock, at=TURN).events
    assert isinstance(anew, ConsentAsked)
    assert (lapsed.type, set(anew.givers)) == ("consent-lapsed", {MOTHER, FATHER, CHILD})
    turns(15, asked(PPT, "ppt")).when(answer(PPT), by=mother, at=TURN).refused(refusals.ConsentEnded)


def test_nothing_happens_a_moment_too_early() -> None:
    turns(18, *given()).when(GROW, by=clock, at=EVE).then()


def test_of_a_child_whose_birth_is_not_known_nobody_is_asked() -> None:
    assert LAW.required(Family(CHILD, {MOTHER: True}), (Category.NOTES,), TODAY).givers == frozenset()


def test_what_was_stored_before_rules_had_versions_is_read() -> None:
    old = asked(PPT, "ppt").model_dump(mode="json")
    del old["rule_version"]
    assert ConsentAsked.model_validate(old).rule_version is None
    assert today(TURN) == SOON


def test_what_the_youth_alone_is_asked_its_guardians_neither_see_nor_answer() -> None:
    own = asked(PPT, "ppt", CHILD).model_copy(update={"categories": (Category.HEALTH,)})
    known = turns(16, own)
    for command in (answer(PPT), withdraw(PPT)):
        known.when(command, by=mother, at=TURN).refused(Unknown)
    (event,) = known.when(answer(PPT), by=youth, at=TURN).events
    assert event.type == "consent-activated"


def test_of_what_the_youth_alone_decides_guardians_know_what_they_were_asked_themselves() -> None:
    family = LAW.on(turns(16, *given(Category.HEALTH)).state, today(TURN))  # type: ignore[arg-type]
    assert family.own == {Category.HEALTH}
    assert family.known_to(MOTHER, PPT)
    assert family.consents[PPT].state is State.LAPSED
