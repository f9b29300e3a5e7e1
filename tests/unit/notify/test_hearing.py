"""Given who is around a child, when a fact is heard, then these people hear, this soon."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.notify.hearing import NEWS, Consent
from shared.contracts import case, consent
from shared.contracts.case import Kind
from shared.contracts.common import Category, Fact
from tests.unit.notify.circle import (
    ADVISER,
    CIRCLE,
    DAY,
    EVERYONE,
    FATHER,
    MOTHER,
    NOW,
    NURSE,
    SHARED,
    TEACHER,
    digest,
    heard,
    without,
    without_key,
)

MEASURE = without_key(case.MeasureAgreed, measure="m-1", responsible=ADVISER, evaluate_on=DAY)


def asked() -> Fact:
    return consent.ConsentAsked(
        consent="k-9", to="ppt", asker=TEACHER, asked_by_owner="barnehage", givers=(MOTHER, FATHER),
        purpose="stafettlogg", categories=tuple(SHARED), expires_on=DAY,
    )  # fmt: skip


def contribution(category: Category) -> Fact:
    return without_key(case.ContributionWritten, stafettlogg="s-1", kind=Kind.NOTE, category=category)


def test_both_guardians_hear_at_once_that_consent_is_asked() -> None:
    assert heard(asked(), by=TEACHER) == {MOTHER: NOW, FATHER: NOW}


def test_a_guardian_who_asks_is_not_told_of_it() -> None:
    assert heard(asked(), by=MOTHER) == {FATHER: NOW}


def test_one_of_two_answers_is_nobodys_news() -> None:
    assert heard(consent.ConsentAnswered(consent="k-2", to="ppt", giver=MOTHER), by=MOTHER) == {}


def test_the_asker_hears_of_a_yes() -> None:
    activated = consent.ConsentActivated(
        consent="k-2", to="ppt", asker=TEACHER, asked_by_owner="barnehage", purpose="stafettlogg",
        categories=tuple(SHARED), expires_on=DAY,
    )  # fmt: skip
    assert heard(activated, by=FATHER) == digest(TEACHER)


def test_the_asker_hears_of_a_no() -> None:
    assert heard(consent.ConsentRefused(consent="k-2", to="ppt"), FATHER, without("k-2")) == digest(TEACHER)


def test_the_asker_hears_of_a_no_to_the_own_service_too() -> None:
    assert heard(consent.ConsentRefused(consent="k-1", to="barnehage"), FATHER, without("k-1")) == digest(TEACHER)


@pytest.mark.parametrize("ended", [consent.ConsentWithdrawn, consent.ConsentExpired, consent.ConsentLapsed])
def test_the_other_guardian_and_the_asker_hear_that_a_consent_has_ended(ended: type[consent.ConsentFact]) -> None:
    assert heard(ended(consent="k-2", to="ppt"), FATHER, without("k-2")) == digest(MOTHER, TEACHER)


@pytest.mark.parametrize("ended", [consent.ConsentWithdrawn, consent.ConsentExpired, consent.ConsentLapsed])
def test_an_asker_whose_own_service_is_shut_out_hears_nothing(ended: type[consent.ConsentFact]) -> None:
    assert heard(ended(consent="k-1", to="barnehage"), FATHER, without("k-1")) == digest(MOTHER)


def test_guardians_hear_that_the_log_is_open() -> None:
    opened = without_key(
        case.StafettloggOpened, opener=TEACHER, opener_owner="barnehage", guardians=[MOTHER, FATHER], level=2
    )
    assert heard(opened, TEACHER, replace(CIRCLE, participants={TEACHER: "barnehage"})) == digest(MOTHER, FATHER)


@pytest.mark.parametrize(
    "news",
    [
        case.ServiceInvited(invited="ppt"),
        MEASURE,
        without_key(case.StafettloggClosed, because="holder"),
        case.ParticipantLeft(owner="barnevern", because="moved"),
    ],
)
def test_everyone_but_the_one_who_did_it_hears_of_news_in_the_log(news: Fact) -> None:
    assert heard(news, by=TEACHER) == digest(*EVERYONE - {TEACHER})


def test_the_holder_hears_at_once_how_an_invitation_was_answered() -> None:
    accepted = without_key(case.InvitationAccepted, person=ADVISER, owner="ppt")
    assert heard(accepted, by=ADVISER) == {TEACHER: NOW} | digest(MOTHER, FATHER, NURSE)
    declined = case.InvitationDeclined(owner="barnevern")
    assert heard(declined, by="p-stranger") == {TEACHER: NOW} | digest(MOTHER, FATHER, NURSE, ADVISER)


def test_the_family_that_ended_the_consent_is_not_told_who_left_by_it() -> None:
    left = case.ParticipantLeft(owner="ppt", because="consent-ended")
    circle = replace(
        without("k-2"), participants={TEACHER: "barnehage", NURSE: "helsestasjon"}, left=frozenset({ADVISER})
    )
    assert heard(left, "case-familie", circle) == digest(TEACHER, NURSE)


def test_the_responsible_one_hears_that_a_tiltak_is_to_be_evaluated() -> None:
    due = case.EvaluationFellDue(measure="m-1", responsible=MOTHER, evaluate_on=DAY, overdue_on=DAY)
    assert heard(due, by="case-familie") == digest(MOTHER)


def test_a_responsible_one_who_has_left_hears_nothing() -> None:
    due = case.EvaluationFellDue(measure="m-1", responsible="p-former", evaluate_on=DAY, overdue_on=DAY)
    assert heard(due, by="case-familie") == {}


def test_the_holder_hears_that_an_evaluation_is_overdue() -> None:
    overdue = case.EvaluationOverdue(measure="m-1", holder=TEACHER)
    assert heard(overdue, by="case-familie") == digest(TEACHER)


MEETING = without_key(
    case.MeetingCalled, meeting="mo-1", starts_at=datetime(2026, 12, 1, 12, tzinfo=UTC), video=False,
    invited=(TEACHER, MOTHER), evaluation=True,
)  # fmt: skip


def test_those_invited_hear_at_once_of_a_meeting_and_the_others_in_time() -> None:
    assert heard(MEETING, by=TEACHER) == {MOTHER: NOW} | digest(FATHER, ADVISER, NURSE)


def test_everyone_hears_at_once_that_a_meeting_is_cancelled() -> None:
    cancelled = without_key(case.MeetingCancelled, meeting="mo-1")
    assert heard(cancelled, by=TEACHER) == dict.fromkeys(EVERYONE - {TEACHER}, NOW)


def test_whoever_is_to_hear_the_child_hears_of_it_at_once() -> None:
    assert heard(case.VoiceAppointed(person=NURSE), by=TEACHER) == {NURSE: NOW} | digest(MOTHER, FATHER, ADVISER)


def test_whoever_takes_a_tiltak_over_hears_of_it_at_once() -> None:
    left = case.MeasureTakenOver(measure="m-1", left_by=ADVISER, responsible=TEACHER)
    assert heard(left, by=ADVISER) == {TEACHER: NOW} | digest(MOTHER, FATHER, NURSE)


def test_parents_who_are_asked_anew_about_what_is_proposed_at_home_hear_of_it_at_once() -> None:
    asked = case.ProposalAskedAnew(measure="m-1", asked=(FATHER,))
    assert heard(asked, by="case-familie") == {FATHER: NOW} | digest(MOTHER, TEACHER, ADVISER, NURSE)


def test_the_last_holder_hears_at_once_that_a_parent_wants_the_log_back() -> None:
    asked_back = without_key(case.ReopeningAsked, guardian=MOTHER)
    assert heard(asked_back, by=MOTHER) == {TEACHER: NOW} | digest(FATHER, ADVISER, NURSE)


def test_everyone_hears_at_once_that_a_meeting_is_near() -> None:
    assert heard(case.MeetingCameNear(meeting="m-1"), "case-familie") == dict.fromkeys(EVERYONE, NOW)


def test_the_family_and_the_services_that_may_read_it_hear_of_a_contribution() -> None:
    assert heard(contribution(Category.HEALTH), NURSE, owner="helsestasjon") == digest(MOTHER, FATHER)
    assert heard(contribution(Category.NOTES), NURSE, owner="helsestasjon") == digest(MOTHER, FATHER, TEACHER, ADVISER)


def test_colleagues_hear_of_what_their_own_service_wrote() -> None:
    circle = replace(CIRCLE, participants={**CIRCLE.participants, "p-colleague": "ppt"})
    assert heard(contribution(Category.ASSESSMENTS), ADVISER, circle, "ppt") == digest(MOTHER, FATHER, "p-colleague")


def test_the_other_guardian_and_the_services_hear_of_a_lysglimt_from_home() -> None:
    assert heard(contribution(Category.NOTES), MOTHER) == digest(FATHER, TEACHER, ADVISER, NURSE)


def test_private_casework_is_heard_by_nobody() -> None:
    assert heard(contribution(Category.PRIVATE), TEACHER, owner="barnehage") == {}


def test_a_contribution_from_a_service_that_takes_no_part_is_heard_by_nobody() -> None:
    assert heard(contribution(Category.NOTES), "p-stranger", owner="barnevern") == {}


@pytest.mark.parametrize("fact", [MEASURE, contribution(Category.NOTES)])
def test_a_service_whose_consent_ended_hears_nothing_more(fact: Fact) -> None:
    assert ADVISER not in heard(fact, TEACHER, without("k-2"), "barnehage")


def test_a_service_with_one_consent_ended_and_another_active_hears_on() -> None:
    circle = without("k-2")
    again = replace(circle, consents={**circle.consents, "k-4": Consent("ppt", "active", SHARED)})
    assert ADVISER in heard(case.ServiceInvited(invited="skole"), TEACHER, again)


def test_a_service_that_is_only_asked_about_again_stays_shut_out() -> None:
    circle = without("k-2")
    asked_again = replace(circle, consents={**circle.consents, "k-4": Consent("ppt", "asked", SHARED)})
    assert ADVISER not in heard(case.ServiceInvited(invited="skole"), TEACHER, asked_again)


def test_a_fact_that_no_rule_names_is_heard_by_nobody() -> None:
    class Unheard(Fact):
        service, entity, fact = "case", "melding", "sendt"

    assert heard(Unheard(), by=TEACHER) == {}


def test_somebody_has_decided_who_hears_of_every_fact_there_is() -> None:
    asked_or_told = {
        consent.ConsentAsked, case.BatonOffered, case.BatonOfferEnded, case.BatonUnanswered, case.ColleagueInvited,
        case.ColleagueDeclined, case.InvitationReminded, case.InvitationUnanswered, case.ServiceNudged,
        case.MeetingCameNear, case.ArchiveFailed, *NEWS,
        consent.ErasureReceiptMissing, consent.RetentionEnded,
        consent.AccessAsked, consent.AccessExtended, consent.AccessReady, consent.AccessOverdue, consent.RightNews,
        consent.InformationAsked, consent.InformationDecided,
        consent.EmergencyOpened, consent.EmergencyReviewed, consent.EmergencyReviewMissed,
    }  # fmt: skip
    told_some = {
        consent.ConsentActivated, consent.ConsentRefused, consent.ConsentWithdrawn, consent.ConsentExpired,
        consent.ConsentLapsed,
        consent.ConsentReviewDue, consent.KeysDestroyed,
        case.EvaluationFellDue, case.EvaluationOverdue, case.ServiceFellSilent, case.ContributionWritten,
        case.ContributionCorrected, case.ContributionRetracted,
        case.ContributionRestricted, case.ContributionReleased,
    }  # fmt: skip
    nobody = {
        consent.ConsentAnswered, consent.ConsentReviewed, consent.GuardiansChanged, consent.ProtectionChanged,
        case.FamilyChanged, case.ArchiveRequested, case.StafettloggRestated, consent.ChoicesChanged,
    }  # fmt: skip
    assert {*case.FACTS, *consent.FACTS} == asked_or_told | told_some | nobody


def test_those_who_hear_no_more_are_the_shut_out_and_those_who_left_but_never_the_family() -> None:
    circle = replace(without("k-2"), left=frozenset({"p-former", MOTHER}))
    assert circle.gone == {ADVISER, "p-former"}
