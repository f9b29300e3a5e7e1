"""Who takes part in a stafettlogg and who holds the baton: each rule as given / when / then."""

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import baton
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.goals import GoalAdded
from shared.contracts import case
from shared.errors import Unknown
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
    invite,
    invited,
    join,
    joined,
    measure,
    offer,
    offered,
    open_it,
    opened,
    passed,
    spec,
    take,
    teacher,
    withdraw,
    without,
)  # fmt: skip


def test_whoever_opens_the_log_holds_the_baton() -> None:
    spec.given().when(open_it, by=teacher).then(opened)


def test_the_goal_that_a_log_is_opened_with_is_its_first() -> None:
    hoping = open_it.model_copy(update={"command": open_it.command.model_copy(update={"goal": "Lek"})})
    spec.given().when(hoping, by=teacher).then(opened, GoalAdded(goal="first", text="Lek"))


def test_a_log_is_not_opened_twice() -> None:
    spec.given(opened).when(open_it, by=teacher).refused(asked.LogExists)


def test_no_log_without_consent_for_the_openers_own_service() -> None:
    spec.given().when(without(open_it, "barnehage"), by=teacher).refused(asked.NoConsent)


def test_no_log_without_another_service_to_work_with() -> None:
    spec.given().when(without(open_it, "ppt", "helsestasjon"), by=teacher).refused(asked.NobodyToWorkWith)


def test_the_holder_invites_a_service_that_the_family_consented_to() -> None:
    spec.given(opened).when(invite, by=teacher, id=INVITATION).then(invited)


def test_nobody_is_invited_without_consent() -> None:
    spec.given(opened).when(without(invite, "ppt"), by=teacher).refused(asked.NoConsent)


@pytest.mark.parametrize("already", [(invited,), (invited, joined)], ids=["invited", "taking part"])
def test_inviting_again_changes_nothing(already: tuple[StafettloggEvent, ...]) -> None:
    spec.given(opened, *already).when(invite, by=teacher).then()


def test_an_invited_service_accepts_through_a_person() -> None:
    spec.given(opened, invited).when(join, by=adviser).then(joined)


def test_a_service_that_was_not_invited_cannot_accept() -> None:
    spec.given(opened).when(join, by=adviser).refused(joining.NotInvited)


def test_consent_must_hold_when_the_invitation_is_accepted() -> None:
    spec.given(opened, invited).when(without(join, "ppt"), by=adviser).refused(asked.NoConsent)


def test_an_invitation_can_be_declined_once() -> None:
    declining, declined = case.DeclineInvitation(stafettlogg=LOG), p.InvitationDeclined(owner="ppt")
    spec.given(opened, invited).when(declining, by=adviser).then(declined)
    spec.given(opened, invited, declined).when(declining, by=adviser).refused(joining.NotInvited)


def test_offering_the_baton_moves_nothing_yet() -> None:
    spec.given(opened, invited, joined).when(offer, by=teacher, id=OFFER).then(offered)
    spec.given(opened, invited, joined, offered).when(measure, by=teacher).then(agreed)


def test_the_baton_is_offered_to_participants_only() -> None:
    spec.given(opened, invited).when(offer, by=teacher).refused(asked.NotTakingPart)


def test_offering_the_baton_again_to_the_same_person_changes_nothing() -> None:
    spec.given(opened, invited, joined, offered).when(offer, by=teacher).then()


def test_the_baton_is_offered_to_one_person_at_a_time() -> None:
    both = (
        p.ServiceInvited(invited="helsestasjon", invitation=None, remind_on=None, answer_by=None),
        p.InvitationAccepted(person="nurse", owner="helsestasjon", person_name="N"),
    )
    to_nurse = offer.model_copy(update={"command": offer.command.model_copy(update={"to": "nurse"})})
    spec.given(opened, invited, joined, *both, offered).when(to_nurse, by=teacher).refused(baton.BatonAlreadyOffered)


def test_accepting_moves_the_baton() -> None:
    spec.given(opened, invited, joined, offered).when(take, by=adviser).then(passed)


def test_nobody_takes_a_baton_that_was_not_offered() -> None:
    spec.given(opened, invited, joined).when(take, by=adviser).refused(baton.BatonNotOffered)


def test_nobody_without_consent_takes_the_baton() -> None:
    spec.given(opened, invited, joined, offered).when(without(take, "ppt"), by=adviser).refused(asked.NoConsent)


def test_a_declined_baton_stays_with_the_holder() -> None:
    ended = b.BatonOfferEnded(to="adviser", because="declined")
    spec.given(opened, invited, joined, offered).when(decline, by=adviser).then(ended)
    spec.given(opened, invited, joined, offered, ended).when(measure, by=teacher).then(agreed)


def test_the_holder_can_withdraw_the_offer() -> None:
    ended = b.BatonOfferEnded(to="adviser", because="withdrawn")
    spec.given(opened, invited, joined, offered).when(withdraw, by=teacher).then(ended)
    spec.given(opened, invited, joined).when(withdraw, by=teacher).then()
    spec.given(opened, invited, joined, offered, ended).when(take, by=adviser).refused(baton.BatonNotOffered)


@pytest.mark.parametrize("command", [invite, measure, offer, withdraw, close], ids=lambda c: type(c).__name__)
def test_only_the_holder_does_what_a_holder_does(command: asked.StafettloggCommand) -> None:
    spec.given(opened, invited, joined).when(command, by=adviser).refused(asked.NotTheHolder)
    spec.given(opened, invited, joined, offered, passed).when(command, by=teacher).refused(asked.NotTheHolder)


@pytest.mark.parametrize(
    "command", [invite, join, measure, offer, take, decline, withdraw, close], ids=lambda c: type(c).__name__
)
def test_nothing_happens_in_a_closed_log(command: asked.StafettloggCommand) -> None:
    spec.given(opened, invited, joined, closed).when(command, by=teacher).refused(asked.LogClosed)


@pytest.mark.parametrize("command", [invite, join, measure, offer, close], ids=lambda c: type(c).__name__)
def test_a_log_nobody_opened_is_unknown(command: asked.StafettloggCommand) -> None:
    spec.given().when(command, by=teacher).refused(Unknown)


def ended(owner: str) -> joining.EndParticipation:
    return joining.EndParticipation(owner=owner, consented=ALL - {owner})


left = p.ParticipantLeft(owner="ppt", because="consent-ended")


def test_a_service_whose_consent_ends_leaves() -> None:
    spec.given(opened, invited, joined).when(ended("ppt"), by=teacher).then(left)
    spec.given(opened, invited).when(ended("ppt"), by=teacher).then(left)
    spec.given(opened).when(ended("ppt"), by=teacher).then()
    spec.given(opened, invited, joined, left).when(ended("ppt"), by=teacher).then()


def test_a_baton_held_by_a_service_that_leaves_goes_to_whoever_took_part_longest() -> None:
    spec.given(opened, invited, joined, offered, passed).when(ended("ppt"), by=teacher).then(
        b.BatonPassed(giver="adviser", taker="teacher", because="consent-ended"), left
    )


def test_an_offer_to_a_service_that_leaves_ends() -> None:
    spec.given(opened, invited, joined, offered).when(ended("ppt"), by=teacher).then(
        b.BatonOfferEnded(to="adviser", because="consent-ended"), left
    )


def test_a_log_that_nobody_is_left_in_closes() -> None:
    spec.given(opened).when(ended("barnehage"), by=teacher).then(
        c.StafettloggClosed(because="consent-ended", reason=None),
        p.ParticipantLeft(owner="barnehage", because="consent-ended"),
    )
