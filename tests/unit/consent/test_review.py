"""Who is reminded of a consent, how it is renewed, and what an answer is told to change before it is given."""

from datetime import timedelta

import pytest

from services.consent import refusals
from services.consent.answering import RemindOfReview
from services.consent.events import (
    Because,
    ConsentActivated,
    ConsentAsked,
    ConsentExpired,
    ConsentReviewDue,
    ConsentReviewed,
    FamilyEvent,
)
from services.consent.family import midnight
from services.consent.preview import consequences
from shared.contracts.common import Category
from shared.contracts.consent import ReviewConsent, Said
from tests.unit.consent.histories import (
    ACTIVE,
    ENDED,
    PARTIAL,
    PPT,
    PROPOSED,
    Events,
    both_let_in,
    let_in,
    told,
)
from tests.unit.consent.world import (
    CHILD,
    FATHER,
    LATER,
    MOTHER,
    RULES,
    TODAY,
    answer,
    ask,
    both,
    clock,
    father,
    mother,
    spec,
    teacher,
    withdraw,
)

SOON = midnight(LATER - RULES.renewal)


def test_whoever_asked_is_reminded() -> None:
    due = ConsentReviewDue(
        consent=PPT, to="ppt", at=SOON, expires_on=LATER, asker=teacher.id, asked_by_owner="barnehage"
    )
    spec.given(*ACTIVE).when(RemindOfReview(PPT), by=clock, at=SOON).then(due)


@pytest.mark.parametrize("events", [PROPOSED, PARTIAL, *ENDED])
def test_nobody_is_reminded_of_what_lets_nobody_in(events: Events) -> None:
    spec.given(*events).when(RemindOfReview(PPT), by=clock, at=SOON).then()


def test_what_is_still_needed_goes_on() -> None:
    reviewed = told(ACTIVE, ConsentReviewed(consent=PPT, to="ppt"))
    spec.given(*ACTIVE).when(looked_at(needed=True), by=teacher).then(reviewed)
    assert spec.given(*ACTIVE, reviewed).state.admitted(TODAY)


def test_what_is_not_needed_any_more_ends() -> None:
    over = told(ACTIVE, ConsentExpired(consent=PPT, to="ppt", because=Because.NOT_NEEDED))
    spec.given(*ACTIVE).when(looked_at(needed=False), by=teacher).then(over)
    assert not spec.given(*ACTIVE, over).state.admitted(TODAY)


@pytest.mark.parametrize("events", [PROPOSED, PARTIAL, *ENDED])
def test_what_lets_nobody_in_is_not_reviewed(events: Events) -> None:
    spec.given(*events).when(looked_at(needed=True), by=teacher).refused(refusals.ConsentEnded)


def looked_at(*, needed: bool) -> ReviewConsent:
    return ReviewConsent(child=CHILD, consent=PPT, needed=needed)


def renewed() -> tuple[Events, str]:
    """Asked anew before it ends, and everybody said yes again."""
    events = spec.given(*ACTIVE).when(ask("ppt", expires_on=LATER + timedelta(days=90)), by=teacher, at=SOON).events
    question = next(event for event in events if isinstance(event, ConsentAsked) and event.to == "ppt")
    history: tuple[FamilyEvent, ...] = (*ACTIVE, question)
    for who in (mother, father):
        history = (*history, *spec.given(*history).when(answer(question.consent), by=who, at=SOON).events)
    return history, question.consent


def test_a_consent_may_be_renewed_before_it_ends_and_not_earlier() -> None:
    history, fresh = renewed()
    assert isinstance(history[-2], ConsentActivated)
    assert isinstance(history[-1], ConsentExpired)
    assert (history[-1].consent, history[-1].because) == (PPT, Because.RENEWED)
    state = spec.given(*history).state
    (lasting,) = state.sharing("ppt", "familie", Category.NOTES, LATER)
    assert lasting.id == fresh
    spec.given(*ACTIVE).when(ask("ppt"), by=teacher, at=SOON - timedelta(days=1))
    events = spec.given(*ACTIVE).when(ask("ppt"), by=teacher).events
    assert "ppt" not in {event.to for event in events if isinstance(event, ConsentAsked)}


def test_one_withdrawal_ends_what_was_renewed_too() -> None:
    history, fresh = renewed()
    events = spec.given(*history).when(withdraw(fresh), by=mother, at=SOON).events
    assert not spec.given(*history, *events).state.admitted(TODAY)


def test_nobody_is_reminded_of_what_has_been_renewed() -> None:
    history, _ = renewed()
    spec.given(*history).when(RemindOfReview(PPT), by=clock, at=SOON).then()


# --- Before an answer is given --------------------------------------------------------------------


def test_what_a_yes_begins_is_told_before_it_is_given() -> None:
    history = (*let_in("barnehage", "ppt"), *PARTIAL[len(both) :])
    state = spec.given(*both, *history).state
    found = consequences(state.consents[PPT], Said.YES, FATHER, state, TODAY)
    assert (found.at_once, found.begins, found.ends) == (True, ("barnehage", "familie"), ())
    assert found.left == ("barnehage", "ppt")


def test_a_yes_that_others_must_give_too_changes_nothing_yet() -> None:
    state = spec.given(*PROPOSED).state
    found = consequences(state.consents[PPT], Said.YES, FATHER, state, TODAY)
    assert (found.at_once, found.waits_for, found.begins) == (False, (MOTHER,), ())


def test_what_a_withdrawal_ends_is_told_before_it_is_done() -> None:
    state = spec.given(*both_let_in("ppt")).state
    found = consequences(state.consents[PPT], Said.WITHDRAWN, MOTHER, state, TODAY)
    assert (found.at_once, found.begins, found.ends) == (True, (), ("barnehage", "familie"))
    assert found.left == ("barnehage",)
