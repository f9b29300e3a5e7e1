"""The end of a stafettlogg, its return with new consent, and its journey when the child moves on."""

from datetime import UTC, date, datetime

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import closing as ask
from services.case.stafettlogg.asked.baton import BatonAlreadyOffered
from services.case.stafettlogg.asked.level import PlanNotConsidered
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.level import IndividualPlanConsidered
from services.case.stafettlogg.events.measures import EvaluationOverdue
from shared.contracts import case
from shared.contracts.case import Because
from tests.unit.case.log import (
    ALL,
    INVITATION,
    LOG,
    OFFER,
    adviser,
    agreed,
    close,
    closed,
    decline,
    employee,
    invite,
    invited,
    joined,
    offer,
    offered,
    opened,
    parent,
    passed,
    spec,
    take,
    teacher,
)  # fmt: skip

begun = (opened, invited, joined)
by_family = c.StafettloggClosed(because="family", reason="Nådd")


@pytest.mark.parametrize("because", [one for one in Because if one is not Because.INDIVIDUAL_PLAN])
def test_the_holder_closes_with_a_word_and_a_reason(because: Because) -> None:
    closing = close.model_copy(update={"because": because})
    spec.given(*begun).when(closing, by=teacher).then(closed.model_copy(update={"because": because.value}))


def test_nobody_else_among_the_staff_closes() -> None:
    spec.given(*begun).when(close, by=adviser).refused(asked.NotTheHolder)


def test_the_family_may_always_close() -> None:
    spec.given(opened).when(close, by=parent).then(by_family)
    moved = close.model_copy(update={"because": Because.MOVED})
    spec.given(opened, invited, joined, offered).when(moved, by=parent).then(
        by_family.model_copy(update={"because": "moved"})
    )


def test_individuell_plan_takes_over_only_when_it_has_been_considered() -> None:
    for_plan = close.model_copy(update={"because": Because.INDIVIDUAL_PLAN})
    spec.given(opened).when(for_plan, by=teacher).refused(PlanNotConsidered)
    considered = IndividualPlanConsidered(entitled=True, wanted=False, reason="R")
    spec.given(opened, considered).when(for_plan, by=teacher).then(
        closed.model_copy(update={"because": "individual-plan"})
    )


# --- Back again -------------------------------------------------------------------------------------------------------

wish = case.AskReopening(stafettlogg=LOG, reason="Det er vanskelig igjen")
wished = c.ReopeningAsked(guardian="mother", reason="Det er vanskelig igjen")
reopen = ask.ReopenUnderConsent(command=case.ReopenStafettlogg(stafettlogg=LOG, opener_name="Rådgiver"), consented=ALL)
reopened = c.StafettloggReopened(holder="adviser", holder_owner="ppt", holder_name="Rådgiver")


def test_a_guardian_asks_for_the_log_back_once() -> None:
    spec.given(*begun, closed).when(wish, by=parent).then(wished)
    spec.given(*begun, closed, wished).when(wish, by=parent).then()
    spec.given(*begun, closed).when(wish, by=teacher).refused(asked.NotTheFamily)
    spec.given(*begun).when(wish, by=parent).refused(ask.LogIsOpen)


def test_whoever_reopens_holds_the_baton() -> None:
    spec.given(*begun, closed, wished).when(reopen, by=adviser).then(reopened)
    spec.given(*begun, closed, wished, reopened).when(close, by=adviser).then(closed)
    spec.given(*begun, closed, wished, reopened).when(close, by=teacher).refused(asked.NotTheHolder)


def test_a_newcomer_with_a_new_consent_may_reopen() -> None:
    nurse = employee("nurse", "helsestasjon")
    by_nurse = c.StafettloggReopened(holder="nurse", holder_owner="helsestasjon", holder_name="Rådgiver")
    spec.given(*begun, closed, wished).when(reopen, by=nurse).then(by_nurse)
    spec.given(*begun, closed, wished, by_nurse).when(close, by=nurse).then(closed)


def test_nothing_is_reopened_unless_a_guardian_asks() -> None:
    spec.given(*begun, closed).when(reopen, by=adviser).refused(ask.ReopeningNotAsked)
    spec.given(*begun, closed, wished, reopened, closed).when(reopen, by=adviser).refused(ask.ReopeningNotAsked)


def test_an_open_log_is_not_reopened() -> None:
    spec.given(*begun).when(reopen, by=adviser).refused(ask.LogIsOpen)
    spec.given(*begun, closed, wished, reopened).when(reopen, by=adviser).refused(ask.LogIsOpen)


def test_consent_must_hold_now_for_the_reopener_and_one_more() -> None:
    without_own = reopen.model_copy(update={"consented": ALL - {"ppt"}})
    spec.given(*begun, closed, wished).when(without_own, by=adviser).refused(asked.NoConsent)
    alone = reopen.model_copy(update={"consented": frozenset({"ppt"})})
    spec.given(*begun, closed, wished).when(alone, by=adviser).refused(asked.NobodyToWorkWith)


def test_a_service_without_consent_does_not_come_along() -> None:
    renewed = reopen.model_copy(update={"consented": frozenset({"ppt", "helsestasjon"})})
    left = p.ParticipantLeft(owner="barnehage", because="consent-ended")
    spec.given(*begun, closed, wished).when(renewed, by=adviser).then(left, reopened)


def test_evaluations_that_were_due_meanwhile_are_the_new_holders() -> None:
    overdue = EvaluationOverdue(measure="m1", holder="adviser")
    after = datetime(2027, 2, 1, 9, tzinfo=UTC)
    spec.given(*begun, agreed, closed, wished).when(reopen, by=adviser, at=after).then(reopened, overdue)
    spec.given(*begun, agreed, closed, wished).when(reopen, by=adviser).then(reopened)


def test_an_invitation_from_before_is_not_open_any_more() -> None:
    spec.given(*begun, p.ServiceInvited(invited="helsestasjon"), closed, wished, reopened).when(
        invite.model_copy(update={"command": invite.command.model_copy(update={"invited": "helsestasjon"})}),
        by=adviser, id=INVITATION,
    ).then(invited.model_copy(update={"invited": "helsestasjon"}))  # fmt: skip


# --- Onwards ----------------------------------------------------------------------------------------------------------

DAY = date(2027, 8, 16)
ON_THE_DAY = datetime(2027, 8, 16, 9, tzinfo=UTC)
transition = case.OfferTransition(stafettlogg=LOG, to="adviser", on=DAY, reason="Skolestart")
moving = c.TransitionOffered(to="adviser", leaving="barnehage", on=DAY, reason="Skolestart")
leaves = ask.LeaveAfterTransition(owner="barnehage", on=DAY)
left = p.ParticipantLeft(owner="barnehage", because="transition")


def test_the_baton_is_offered_to_the_receiving_service_with_a_reason_and_a_day() -> None:
    to_answer_by_then = offered.model_copy(update={"answer_by": DAY})
    spec.given(*begun).when(transition, by=teacher, id=OFFER).then(to_answer_by_then, moving)


def test_only_the_holder_offers_it() -> None:
    spec.given(*begun).when(transition, by=adviser).refused(asked.NotTheHolder)


def test_it_is_offered_to_a_participant_of_another_service() -> None:
    spec.given(opened, invited).when(transition, by=teacher).refused(asked.NotTakingPart)
    colleague = p.InvitationAccepted(person="colleague", owner="barnehage", person_name="K")
    to_colleague = transition.model_copy(update={"to": "colleague"})
    spec.given(opened, colleague).when(to_colleague, by=teacher).refused(ask.SameService)


def test_a_transition_is_not_in_the_past() -> None:
    past = transition.model_copy(update={"on": date(2026, 11, 22)})
    spec.given(*begun).when(past, by=teacher).refused(ask.TransitionInThePast)


def test_there_is_one_offer_at_a_time() -> None:
    spec.given(*begun, offered).when(transition, by=teacher).refused(BatonAlreadyOffered)
    spec.given(*begun, offered, moving).when(offer, by=teacher).then()


def test_the_old_unit_leaves_on_the_day_once_the_baton_is_accepted() -> None:
    spec.given(*begun, offered, moving).when(take, by=adviser).then(passed)
    spec.given(*begun, offered, moving, passed).when(leaves, by=teacher, at=ON_THE_DAY).then(left)


def test_accepted_after_the_day_it_leaves_at_once() -> None:
    spec.given(*begun, offered, moving).when(take, by=adviser, at=ON_THE_DAY).then(passed, left)
    spec.given(*begun, offered, moving, passed, left).when(leaves, by=teacher).then()


ended = b.BatonOfferEnded(to="adviser", because="declined")
back = (b.BatonOffered(giver="adviser", to="teacher"), b.BatonPassed(giver="adviser", taker="teacher"))


@pytest.mark.parametrize(
    "since",
    [(), (ended,), (ended, offered, passed), (passed, *back), (passed, closed)],
    ids=["unanswered", "declined", "another offer", "back again", "closed"],
)
def test_otherwise_the_old_unit_stays(since: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*begun, offered, moving, *since).when(leaves, by=teacher, at=ON_THE_DAY).then()


def test_a_declined_transition_leaves_everything_as_it_was() -> None:
    spec.given(*begun, offered, moving).when(decline, by=adviser).then(ended)
    spec.given(*begun, offered, moving, ended, offered).when(take, by=adviser, at=ON_THE_DAY).then(passed)


def test_an_offer_to_somebody_in_the_old_unit_ends_as_it_leaves() -> None:
    returning = b.BatonOffered(giver="adviser", to="teacher")
    spec.given(*begun, offered, moving, passed, returning).when(leaves, by=teacher, at=ON_THE_DAY).then(
        b.BatonOfferEnded(to="teacher", because="transition"), left
    )
