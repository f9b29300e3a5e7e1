"""What waits for somebody in a stafettlogg: on their list from when it begins to when it ends, and on nobody else's."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from services.case.stafettlogg.asked import closing as reopening
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.measures import EvaluationOverdue
from shared.contracts import case
from shared.contracts.case import TaskKind
from shared.contracts.common import Actor
from tests.integration.case.desks import Desks, colleague, desks, father
from tests.servers import Installation
from tests.unit.case.log import (
    ALL,
    LOG,
    adviser,
    agreed,
    close,
    invited,
    joined,
    mother,
    offer,
    opened,
    parent,
    take,
    teacher,
)

ON = {"stafettlogg": LOG}
BOTH = opened.model_copy(update={"guardians": ("mother", "father")})
TODAY, LATER = date(2026, 11, 23), date(2027, 1, 15)
came_too = p.InvitationAccepted(person="colleague", owner="ppt", person_name="Kollega")
back = case.AskReopening(reason="Vi trenger den", **ON)
leave = joining.LeaveUnderConsent(command=case.LeaveStafettlogg(**ON), consented=ALL)
other = case.Guardian(person="father", person_name="Far", relation="father")
PROPOSAL, AT_HOME, MINUTES = TaskKind.ANSWER_PROPOSAL, TaskKind.ANSWER_AT_HOME, TaskKind.CONFIRM_MINUTES


@pytest.fixture
async def two_parents(system: Installation) -> AsyncIterator[Desks]:
    async with desks(system) as made:
        await told(made, BOTH, invited, joined)
        yield made


@pytest.fixture
async def one_parent(system: Installation) -> AsyncIterator[Desks]:
    async with desks(system) as made:
        await told(made, opened, invited, joined)
        yield made


async def told(made: Desks, *events: StafettloggEvent) -> None:
    for event in events:
        await made.happened(event)


def propose(measure: str, *, at_home: bool = False) -> case.ProposeMeasure:
    return case.ProposeMeasure(measure=measure, title="Turgruppe", at_home=at_home, **ON)


def agree(measure: str, responsible: str) -> case.AgreeMeasure:
    return case.AgreeMeasure(measure=measure, title="Tur", responsible=responsible, evaluate_on=LATER, **ON)


def decline(measure: str) -> case.DeclineMeasure:
    return case.DeclineMeasure(measure=measure, reason="Ikke nå", **ON)


def hold(meeting: str) -> case.RecordMeeting:
    return case.RecordMeeting(meeting=meeting, held_on=TODAY, present=("teacher",), minutes="Enige", **ON)


def reopen() -> reopening.ReopenUnderConsent:
    return reopening.ReopenUnderConsent(command=case.ReopenStafettlogg(opener_name="N", **ON), consented=ALL)


# --- A proposal -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [parent, adviser], ids=["a parent", "staff"])
async def test_a_proposal_waits_for_the_stafettholder_until_it_is_answered(two_parents: Desks, who: Actor) -> None:
    for answer in (agree("m-1", "adviser"), decline("m-2")):
        await two_parents.asked(propose(answer.measure), who)
        assert ("teacher", PROPOSAL) in await two_parents.waiting()
        await two_parents.asked(answer, teacher)
    assert await two_parents.waiting() == [("adviser", TaskKind.EVALUATE_MEASURE)]


async def test_each_proposal_waits_for_its_own_answer(two_parents: Desks) -> None:
    await two_parents.asked(propose("m-1"), parent)
    await two_parents.asked(propose("m-1-1"), parent)
    assert await two_parents.waiting() == [("teacher", PROPOSAL)] * 2
    await two_parents.asked(decline("m-1"), teacher)
    assert await two_parents.waiting() == [("teacher", PROPOSAL)]


async def test_a_proposal_goes_along_with_the_baton_there_and_back(two_parents: Desks) -> None:
    await two_parents.asked(propose("m-1"), parent)
    await two_parents.asked(offer, teacher)
    await two_parents.asked(take, adviser)
    assert await two_parents.waiting() == [("adviser", PROPOSAL)]
    await two_parents.asked(leave, adviser)
    assert await two_parents.waiting() == [("teacher", PROPOSAL)]
    await told(two_parents, invited, joined)
    await two_parents.asked(offer, teacher)
    await two_parents.asked(take, adviser)
    assert await two_parents.waiting() == [("adviser", PROPOSAL)]


async def test_a_proposal_at_home_waits_for_both_parents_until_one_answers(two_parents: Desks) -> None:
    await two_parents.asked(propose("m-1", at_home=True), teacher)
    assert await two_parents.waiting() == [("father", AT_HOME), ("mother", AT_HOME)]
    await two_parents.asked(agree("m-1", "mother"), parent)
    assert await two_parents.waiting() == [("mother", TaskKind.EVALUATE_MEASURE)]


async def test_a_parents_proposal_at_home_waits_for_the_other_parent(two_parents: Desks) -> None:
    await two_parents.asked(propose("m-1", at_home=True), father)
    assert await two_parents.waiting() == [("mother", AT_HOME)]
    await two_parents.asked(decline("m-1"), parent)
    assert await two_parents.waiting() == []


async def test_the_proposal_of_the_only_parent_waits_for_the_stafettholder(one_parent: Desks) -> None:
    await one_parent.asked(propose("m-1", at_home=True), parent)
    assert await one_parent.waiting() == [("teacher", PROPOSAL)]
    await one_parent.asked(agree("m-1", "mother"), teacher)
    assert await one_parent.waiting() == [("mother", TaskKind.EVALUATE_MEASURE)]


# --- Minutes --------------------------------------------------------------------------------------


async def test_minutes_wait_for_each_parent_until_they_have_confirmed_this_edition(two_parents: Desks) -> None:
    both = [("father", MINUTES), ("mother", MINUTES)]
    await two_parents.asked(hold("k-1"), teacher)
    assert await two_parents.waiting() == both
    await two_parents.asked(case.ConfirmMinutes(meeting="k-1", edition=1, **ON), parent)
    assert await two_parents.waiting() == both[:1]
    await two_parents.asked(case.CorrectMinutes(meeting="k-1", minutes="Nesten enige", **ON), teacher)
    assert await two_parents.waiting() == both
    for who in (parent, father):
        await two_parents.asked(case.ConfirmMinutes(meeting="k-1", edition=2, **ON), who)
    assert await two_parents.waiting() == []


async def test_the_minutes_of_each_meeting_are_confirmed_by_themselves(one_parent: Desks) -> None:
    await one_parent.asked(hold("k-1"), teacher)
    await one_parent.asked(hold("k-2"), teacher)
    await one_parent.asked(case.ConfirmMinutes(meeting="k-2", edition=1, **ON), parent)
    assert await one_parent.waiting() == [("mother", MINUTES)]


# --- The end, and back ----------------------------------------------------------------------------


async def test_a_closed_log_waits_for_nobody_and_for_the_same_when_it_is_reopened(two_parents: Desks) -> None:
    await told(two_parents, came_too, agreed)
    for command in (propose("m-2"), propose("m-3", at_home=True), hold("k-1")):
        await two_parents.asked(command, teacher)
    await two_parents.asked(case.ConfirmMinutes(meeting="k-1", edition=1, **ON), father)
    before = await two_parents.waiting()
    assert len(before) == 5
    await two_parents.asked(close, teacher)
    assert await two_parents.waiting() == []
    await two_parents.asked(back, parent)
    assert await two_parents.waiting() == [("teacher", TaskKind.REOPEN_LOG)]
    await two_parents.asked(reopen(), colleague)
    assert await two_parents.waiting() == sorted(
        ("colleague" if kind is PROPOSAL else who, kind) for who, kind in before
    )


async def test_what_was_answered_before_the_log_closed_does_not_come_back(two_parents: Desks) -> None:
    await two_parents.asked(propose("m-1"), parent)
    await two_parents.asked(decline("m-1"), teacher)
    await two_parents.asked(close, teacher)
    await two_parents.asked(back, parent)
    await two_parents.asked(reopen(), teacher)
    assert await two_parents.waiting() == []


# --- Whoever was responsible has left -------------------------------------------------------------

EVALUATE, FIND = TaskKind.EVALUATE_MEASURE, TaskKind.FIND_RESPONSIBLE


async def test_who_takes_a_tiltak_over_is_to_find_somebody_else_until_somebody_is_found(one_parent: Desks) -> None:
    await told(one_parent, came_too, agreed)
    assert await one_parent.waiting() == [("adviser", EVALUATE)]
    await one_parent.asked(leave, adviser)
    assert await one_parent.waiting() == [("teacher", EVALUATE), ("teacher", FIND)]
    change = case.ChangeMeasure(measure="m1", title="Ny", responsible="colleague", evaluate_on=LATER, **ON)
    await one_parent.asked(change, teacher)
    assert await one_parent.waiting() == [("colleague", EVALUATE)]


async def test_they_may_keep_it_by_their_own_word(one_parent: Desks) -> None:
    await told(one_parent, agreed)
    await one_parent.asked(leave, adviser)
    evaluate = case.EvaluateMeasure(measure="m1", effect=case.Effect.SOME, happened="Slik", **ON)
    await one_parent.asked(evaluate, teacher)
    assert await one_parent.waiting() == [("teacher", FIND)]
    await one_parent.asked(case.ContinueMeasure(measure="m1", evaluate_on=LATER, **ON), teacher)
    assert await one_parent.waiting() == [("teacher", EVALUATE)]


async def test_it_is_handed_on_when_they_leave_too(one_parent: Desks) -> None:
    """From one service's list to another's, and to the one who reopens the log."""
    await told(one_parent, came_too, agreed)
    await one_parent.asked(leave, adviser)
    await one_parent.asked(leave, teacher)
    assert await one_parent.waiting() == [("colleague", EVALUATE), ("colleague", FIND)]
    ended = joining.EndParticipation(owner="ppt", consented=ALL - {"ppt"})
    await one_parent.asked(ended, parent)
    assert await one_parent.waiting() == []
    await one_parent.asked(back, parent)
    await one_parent.asked(reopen(), teacher)
    assert await one_parent.waiting() == [("teacher", EVALUATE), ("teacher", FIND)]


async def test_a_parent_who_has_foreldreansvar_no_more_waits_for_nothing_also_when_the_log_comes_back(
    two_parents: Desks,
) -> None:
    await told(two_parents, agreed.model_copy(update={"responsible": "father", "at_home": True}))
    await two_parents.asked(hold("k-1"), teacher)
    assert await two_parents.waiting() == [("father", MINUTES), ("father", EVALUATE), ("mother", MINUTES)]
    await two_parents.asked(close, teacher)
    await two_parents.asked(joining.SetFamily(guardians=(mother,)), parent)
    await two_parents.asked(back, parent)
    await two_parents.asked(reopen(), teacher)
    assert await two_parents.waiting() == [("mother", MINUTES), ("mother", EVALUATE), ("mother", FIND)]


async def test_what_is_proposed_at_home_waits_for_the_parents_who_are_left(two_parents: Desks) -> None:
    await two_parents.asked(propose("m-1", at_home=True), father)
    assert await two_parents.waiting() == [("mother", AT_HOME)]
    await two_parents.asked(joining.SetFamily(guardians=(other,)), parent)
    assert await two_parents.waiting() == [("teacher", PROPOSAL)]
    await two_parents.asked(joining.SetFamily(guardians=(mother, other)), parent)
    assert await two_parents.waiting() == [("mother", AT_HOME)]
    await two_parents.asked(decline("m-1"), parent)
    assert await two_parents.waiting() == []


async def test_also_when_the_family_changed_while_the_log_was_closed(two_parents: Desks) -> None:
    await two_parents.asked(propose("m-1", at_home=True), father)
    await two_parents.asked(close, teacher)
    await two_parents.asked(joining.SetFamily(guardians=(other,)), parent)
    assert await two_parents.waiting() == []
    await two_parents.asked(back, father)
    await two_parents.asked(reopen(), teacher)
    assert await two_parents.waiting() == [("teacher", PROPOSAL)]


async def test_what_was_overdue_with_them_is_no_longer_two_peoples(one_parent: Desks) -> None:
    await told(one_parent, agreed, EvaluationOverdue(measure="m1", holder="teacher"))
    await one_parent.asked(leave, adviser)
    assert await one_parent.waiting() == [("teacher", EVALUATE), ("teacher", FIND)]
