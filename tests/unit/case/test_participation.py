"""Several people of one service, invitations that wait, services that fall silent: given / when / then."""

from datetime import date
from uuid import UUID

import pytest

from services.case.stafettlogg import asked as of_log
from services.case.stafettlogg.asked import participation as asked
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.closing import StafettloggClosed
from shared.contracts import case
from shared.contracts.common import Actor, Role
from tests.unit.case.baton import THREE, clock, gone, leave
from tests.unit.case.log import (
    ALL,
    ANSWER,
    INVITATION,
    LOG,
    REMIND,
    adviser,
    employee,
    invited,
    join,
    joined,
    opened,
    parent,
    spec,
    teacher,
)

CALL = UUID(int=5)
colleague = employee("colleague", "ppt")
stranger = employee("stranger", "barnevern")
called = p.ColleagueInvited(owner="ppt", person="colleague", invitation=str(CALL), remind_on=REMIND, answer_by=ANSWER)
colleague_joined = p.InvitationAccepted(person="colleague", owner="ppt", person_name="Rådgiver")
decline = case.DeclineInvitation(stafettlogg=LOG)


def call(owner: str = "ppt", consented: frozenset[str] = ALL) -> asked.CallUnderConsent:
    command = case.InviteColleague(id=CALL, stafettlogg=LOG, owner=owner, person="colleague")
    return asked.CallUnderConsent(command=command, consented=consented, remind_on=REMIND, answer_by=ANSWER)


@pytest.mark.parametrize("inviter", [teacher, adviser], ids=["the holder", "a colleague"])
def test_one_more_person_of_a_service_is_invited_by(inviter: Actor) -> None:
    spec.given(*THREE).when(call(), by=inviter, id=CALL).then(called)


def test_nobody_else_invites_a_colleague() -> None:
    spec.given(*THREE).when(call("helsestasjon"), by=adviser).refused(of_log.NotTheHolder)
    spec.given(*THREE).when(call(), by=colleague).refused(of_log.NotTheHolder)


def test_a_service_that_takes_no_part_is_invited_as_a_service_first() -> None:
    spec.given(opened).when(call(), by=teacher).refused(asked.ServiceNotTakingPart)


def test_no_colleague_is_invited_without_consent() -> None:
    spec.given(*THREE).when(call(consented=ALL - {"ppt"}), by=adviser).refused(of_log.NoConsent)


@pytest.mark.parametrize("already", [(called,), (called, colleague_joined)], ids=["invited", "taking part"])
def test_inviting_a_colleague_again_changes_nothing(already: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*THREE, *already).when(call(), by=teacher).then()


def test_a_colleague_who_is_invited_joins_under_the_same_consent() -> None:
    spec.given(*THREE, called).when(join, by=colleague).then(colleague_joined)
    without = join.model_copy(update={"consented": ALL - {"ppt"}})
    spec.given(*THREE, called).when(without, by=colleague).refused(of_log.NoConsent)


def test_only_the_colleague_who_was_asked_and_still_works_there_can_answer() -> None:
    elsewhere = employee("colleague", "barnevern")
    for command in (join, decline):
        spec.given(*THREE).when(command, by=colleague).refused(asked.NotInvited)
        spec.given(*THREE, called).when(command, by=elsewhere).refused(asked.NotInvited)
        spec.given(*THREE, called, colleague_joined).when(command, by=colleague).refused(asked.NotInvited)


def test_a_colleague_may_say_no_and_the_service_still_takes_part() -> None:
    no = p.ColleagueDeclined(owner="ppt", person="colleague")
    spec.given(*THREE, called).when(decline, by=colleague).then(no)
    spec.given(*THREE, called, no).when(join, by=colleague).refused(asked.NotInvited)


def test_one_person_leaves_and_the_service_stays() -> None:
    left = p.PersonLeft(owner="ppt", person="adviser")
    spec.given(*THREE, called, colleague_joined).when(leave(), by=adviser).then(left)
    spec.given(*THREE, called, colleague_joined, left).when(leave(), by=colleague).then(gone("ppt"))


def test_an_invitation_to_join_colleagues_ends_when_the_service_leaves() -> None:
    spec.given(*THREE, called, gone("ppt")).when(join, by=colleague).refused(asked.NotInvited)


# --- Invitations that wait ------------------------------------------------------------------------


def waiting(invitation: UUID, *, too_long: bool) -> asked.MarkInvitationWaiting:
    return asked.MarkInvitationWaiting(invitation=str(invitation), too_long=too_long)


def test_an_invitation_is_reminded_of_and_then_told_to_the_holder() -> None:
    reminded, told = (
        p.InvitationReminded(owner="ppt", person=None),
        p.InvitationUnanswered(owner="ppt", person=None, holder="teacher"),
    )
    spec.given(opened, invited).when(waiting(INVITATION, too_long=False), by=clock).then(reminded)
    spec.given(opened, invited, reminded).when(waiting(INVITATION, too_long=True), by=clock).then(told)
    spec.given(opened, invited, reminded, told).when(join, by=adviser).then(joined)


def test_a_colleagues_invitation_waits_like_a_services() -> None:
    spec.given(*THREE, called).when(waiting(CALL, too_long=False), by=clock).then(
        p.InvitationReminded(owner="ppt", person="colleague")
    )
    spec.given(*THREE, called).when(waiting(CALL, too_long=True), by=clock).then(
        p.InvitationUnanswered(owner="ppt", person="colleague", holder="teacher")
    )


@pytest.mark.parametrize(
    "since",
    [
        (joined,),
        (p.InvitationDeclined(owner="ppt"),),
        (p.ParticipantLeft(owner="ppt", because="consent-ended"),),
        (p.InvitationDeclined(owner="ppt"), invited.model_copy(update={"invitation": "another"})),
        (StafettloggClosed(because="family", reason=None),),
    ],
    ids=["accepted", "declined", "consent ended", "invited anew", "closed"],
)
def test_an_invitation_that_waits_no_more_is_not_told(since: tuple[StafettloggEvent, ...]) -> None:
    for too_long in (False, True):
        spec.given(opened, invited, *since).when(waiting(INVITATION, too_long=too_long), by=clock).then()


# --- Silence --------------------------------------------------------------------------------------

SINCE, TODAY = date(2026, 10, 1), date(2026, 11, 23)
silent = asked.MarkSilent(owner="ppt", since=SINCE)


def nudge(owner: str = "ppt") -> asked.NudgeWithin:
    command = case.NudgeService(stafettlogg=LOG, owner=owner)
    return asked.NudgeWithin(command=command, again_after_days=7)


def nudged(on: date) -> p.ServiceNudged:
    return p.ServiceNudged(owner="ppt", on=on)


def test_a_service_that_takes_part_and_does_not_write_falls_silent() -> None:
    spec.given(*THREE).when(silent, by=clock).then(p.ServiceFellSilent(owner="ppt", since=SINCE, holder="teacher"))


def test_a_service_that_has_left_is_not_silent() -> None:
    spec.given(*THREE, gone("ppt")).when(silent, by=clock).then()
    spec.given(*THREE, StafettloggClosed(because="family", reason=None)).when(silent, by=clock).then()


@pytest.mark.parametrize("who", [teacher, parent], ids=["the holder", "a parent"])
def test_a_service_is_asked_kindly_by(who: Actor) -> None:
    spec.given(*THREE).when(nudge(), by=who).then(nudged(TODAY))


def test_nobody_else_asks() -> None:
    spec.given(*THREE).when(nudge(), by=adviser).refused(of_log.NotTheHolder)
    other_family = Actor(id="other", role=Role.GUARDIAN, kommune="4999", owner="familie")
    spec.given(*THREE).when(nudge(), by=other_family).refused(of_log.NotTheHolder)


def test_only_a_service_that_takes_part_is_asked() -> None:
    spec.given(opened, invited).when(nudge(), by=teacher).refused(asked.ServiceNotTakingPart)


def test_a_service_is_asked_at_most_once_a_week() -> None:
    spec.given(*THREE, nudged(date(2026, 11, 17))).when(nudge(), by=parent).refused(asked.NudgedAlready)
    spec.given(*THREE, nudged(date(2026, 11, 16))).when(nudge(), by=parent).then(nudged(TODAY))
    spec.given(*THREE, nudged(TODAY)).when(nudge("helsestasjon"), by=parent).then(
        p.ServiceNudged(owner="helsestasjon", on=TODAY)
    )
