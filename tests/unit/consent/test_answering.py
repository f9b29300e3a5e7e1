from datetime import timedelta

import pytest
import uuid_utils.compat as uuid

from services.consent import refusals
from services.consent.answering import ExpireConsent
from services.consent.decider import FamilyCommand
from services.consent.family import midnight
from shared.contracts.common import Actor, Category
from shared.contracts.consent import State
from shared.errors import AccessDenied, Refused, Unknown
from tests.unit.consent.histories import (
    ACTIVE,
    ENDED,
    FATHERS_NO,
    FATHERS_YES,
    MOTHERS_CHANGE,
    MOTHERS_YES,
    OUT_OF_DATE,
    PARTIAL,
    PPT,
    PROPOSED,
    Events,
    told,
)
from tests.unit.consent.world import (
    FATHER,
    LATER,
    MOTHER,
    TODAY,
    answer,
    asked,
    clock,
    entry,
    father,
    mother,
    registered,
    spec,
    stranger,
    teacher,
    withdraw,
)

# --- Answering ------------------------------------------------------------------------------------


def test_one_yes_is_not_two() -> None:
    spec.given(*PROPOSED).when(answer(PPT), by=mother).then(told(PROPOSED, MOTHERS_YES))


def test_the_last_yes_lets_the_service_in() -> None:
    spec.given(*PARTIAL).when(answer(PPT), by=father).then(told(PARTIAL, FATHERS_YES))


def test_the_only_guardians_yes_is_enough() -> None:
    alone = (*registered(entry(FATHER)), asked(PPT, "ppt", FATHER))
    spec.given(*alone).when(answer(PPT), by=father).then(told(alone, FATHERS_YES))


def test_one_no_is_enough() -> None:
    spec.given(*PARTIAL).when(answer(PPT, yes=False), by=father).then(told(PARTIAL, FATHERS_NO))


def test_nobody_answers_twice() -> None:
    spec.given(*PARTIAL).when(answer(PPT, yes=False), by=mother).refused(refusals.AlreadyAnswered)


@pytest.mark.parametrize("ended", ENDED)
@pytest.mark.parametrize("command", [answer(PPT), withdraw(PPT)])
def test_nothing_is_said_after_the_end(ended: Events, command: FamilyCommand) -> None:
    spec.given(*ended).when(command, by=father).refused(refusals.ConsentEnded)


@pytest.mark.parametrize("command", [answer(PPT), withdraw(PPT)])
def test_nothing_is_said_on_the_last_day_though_no_timer_has_fired(command: FamilyCommand) -> None:
    spec.given(*PARTIAL).when(command, by=father, at=midnight(LATER)).refused(refusals.ConsentEnded)


@pytest.mark.parametrize("command", [answer(PPT), withdraw(PPT)])
@pytest.mark.parametrize("who", [stranger, teacher])
def test_only_those_with_foreldreansvar_speak_for_the_child(command: FamilyCommand, who: Actor) -> None:
    spec.given(*PROPOSED).when(command, by=who).refused(AccessDenied)


@pytest.mark.parametrize("command", [answer(PPT), withdraw(PPT)])
def test_without_foreldreansvar_a_parent_says_nothing(command: FamilyCommand) -> None:
    known = (*registered(entry(MOTHER), entry(FATHER, responsible=False)), asked(PPT, "ppt", MOTHER))
    spec.given(*known).when(command, by=father).refused(AccessDenied)


@pytest.mark.parametrize("command", [answer("k-other"), withdraw("k-other")])
def test_there_must_be_a_question(command: FamilyCommand) -> None:
    spec.given(*PROPOSED).when(command, by=mother).refused(Unknown)


# --- Withdrawing and expiring ---------------------------------------------------------------------


@pytest.mark.parametrize("standing", [PROPOSED, PARTIAL, ACTIVE])
def test_one_withdrawal_ends_it_at_any_time(standing: Events) -> None:
    spec.given(*standing).when(withdraw(PPT), by=mother).then(told(standing, MOTHERS_CHANGE))


@pytest.mark.parametrize("standing", [PROPOSED, PARTIAL, ACTIVE])
def test_the_timer_ends_what_is_out_of_date(standing: Events) -> None:
    ended = told(standing, OUT_OF_DATE, midnight(LATER))
    spec.given(*standing).when(ExpireConsent(PPT), by=clock, at=midnight(LATER)).then(ended)


@pytest.mark.parametrize("ended", ENDED)
def test_the_timer_ends_nothing_twice(ended: Events) -> None:
    spec.given(*ended).when(ExpireConsent(PPT), by=clock, at=midnight(LATER)).then()


def test_the_timer_ends_nothing_too_early() -> None:
    a_moment_before = midnight(LATER) - timedelta(microseconds=1)
    spec.given(*ACTIVE).when(ExpireConsent(PPT), by=clock, at=a_moment_before, id=uuid.uuid7()).then()


# --- What holds on a day --------------------------------------------------------------------------


def test_a_consent_covers_nothing_from_its_last_day_on() -> None:
    state = spec.given(*ACTIVE).state
    eve = LATER - timedelta(days=1)
    assert [state.admitted(day) for day in (eve, LATER)] == [frozenset({"ppt"}), frozenset()]
    assert state.consents[PPT].on(LATER) is State.EXPIRED
    assert state.sharing("ppt", "familie", Category.NOTES, eve)
    assert not state.sharing("ppt", "familie", Category.NOTES, LATER)


def test_a_consent_covers_only_what_it_names() -> None:
    assert spec.given(*ACTIVE).state.sharing("ppt", "familie", Category.HEALTH, TODAY) == ()


@pytest.mark.parametrize(("events", "version"), [(PROPOSED, 1), (PARTIAL, 2), (ACTIVE, 3), (ENDED[1], 4)])
def test_a_consents_version_counts_what_has_happened_to_it(events: Events, version: int) -> None:
    assert spec.given(*events).state.consents[PPT].mark == f"{PPT}@{version}"


def test_refusals_have_codes_and_say_nothing_about_people() -> None:
    kinds = [kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, Refused)]
    assert all(str(kind()) and kind().code == kind.__name__ for kind in kinds)
