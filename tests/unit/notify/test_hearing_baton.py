"""Who hears of the baton, and of those who come and go."""

from dataclasses import replace

import pytest

from shared.contracts import case
from shared.contracts.common import Fact
from tests.unit.notify.circle import (
    ADVISER,
    CIRCLE,
    DAY,
    EVERYONE,
    FATHER,
    MOTHER,
    NOW,
    NURSE,
    TEACHER,
    digest,
    heard,
    without,
    without_key,
)


def test_only_the_one_asked_hears_that_the_baton_is_offered() -> None:
    assert heard(case.BatonOffered(giver=TEACHER, to=NURSE), by=TEACHER) == {NURSE: NOW}


def test_the_giver_hears_at_once_that_the_baton_is_passed_and_everyone_in_time() -> None:
    passed = case.BatonPassed(giver=TEACHER, taker=NURSE)
    assert heard(passed, by=NURSE) == {TEACHER: NOW} | digest(MOTHER, FATHER, ADVISER)


def test_the_holder_hears_that_the_baton_was_declined() -> None:
    assert heard(case.BatonOfferEnded(to=NURSE, because="declined"), by=NURSE) == {TEACHER: NOW}


def test_the_one_asked_hears_that_the_offer_was_withdrawn() -> None:
    assert heard(case.BatonOfferEnded(to=NURSE, because="withdrawn"), by=TEACHER) == {NURSE: NOW}


def test_a_baton_taken_from_a_service_that_is_shut_out_is_not_told_there() -> None:
    passed = case.BatonPassed(giver=ADVISER, taker=TEACHER)
    expected = {TEACHER: NOW} | digest(MOTHER, FATHER, NURSE)
    assert heard(passed, "case-familie", replace(without("k-2"), holder=frozenset({TEACHER}))) == expected


def test_a_baton_that_nobody_answers_for_is_told_to_both() -> None:
    assert heard(case.BatonUnanswered(holder=TEACHER, to=NURSE), "case-familie") == {TEACHER: NOW, NURSE: NOW}


def test_everyone_hears_whom_a_leader_appointed_the_two_at_once() -> None:
    appointed = without_key(case.HolderAppointed, giver=TEACHER, taker=NURSE)
    assert heard(appointed, "p-leader") == {TEACHER: NOW, NURSE: NOW} | digest(MOTHER, FATHER, ADVISER)


def test_everyone_hears_that_the_holder_is_away_or_that_somebody_has_left() -> None:
    assert heard(case.HolderAbsent(holder=TEACHER, act_by=DAY), "case-familie") == digest(*EVERYONE)
    left = replace(CIRCLE, left=frozenset({"p-former"}))
    assert heard(case.PersonLeft(owner="ppt", person="p-former"), "p-former", left) == digest(*EVERYONE)


@pytest.mark.parametrize(
    "fact",
    [
        case.ColleagueInvited(owner="ppt", person="p-colleague"),
        case.InvitationReminded(owner="ppt", person="p-colleague"),
    ],
)
def test_a_colleague_who_is_asked_hears_it_while_the_service_may_take_part(fact: Fact) -> None:
    assert heard(fact, by=ADVISER) == {"p-colleague": NOW}
    assert heard(fact, TEACHER, without("k-2")) == {}


def test_a_service_as_a_whole_has_nobody_to_remind() -> None:
    assert heard(case.InvitationReminded(owner="ppt"), by="case-familie") == {}


def test_the_holder_hears_of_an_invitation_that_waits_is_declined_or_a_service_that_is_silent() -> None:
    assert heard(case.ColleagueDeclined(owner="ppt", person="p-x"), "p-x") == {TEACHER: NOW}
    waits = case.InvitationUnanswered(owner="barnevern", holder=TEACHER)
    assert heard(waits, "case-familie") == {TEACHER: NOW}
    assert heard(case.ServiceFellSilent(owner="ppt", since=DAY, holder=TEACHER), "case-familie") == digest(TEACHER)


def test_only_the_people_of_a_service_hear_that_it_was_asked_to_write() -> None:
    assert heard(case.ServiceNudged(owner="ppt", on=DAY), by=MOTHER) == {ADVISER: NOW}
