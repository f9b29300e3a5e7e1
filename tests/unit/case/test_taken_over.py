"""What somebody was responsible for, when they take part no longer: given / when / then."""

from datetime import UTC, date, datetime

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import baton
from services.case.stafettlogg.asked import closing as reopening
from services.case.stafettlogg.asked import measures as ask
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import measures as m
from services.case.stafettlogg.events import participation as p
from shared.contracts import case
from tests.unit.case.baton import THREE, clock, gone, leader, leave, nurse, passed
from tests.unit.case.log import ALL, LOG, adviser, agreed, closed, offered, opened, spec, teacher
from tests.unit.case.test_participation import called, colleague_joined

ON, DAY = {"stafettlogg": LOG}, date(2026, 11, 23)
evaluated = m.MeasureEvaluated(
    measure="m1", effect=case.Effect.SOME, happened="Slik", childs_view=None, parents_view=None
)
ended = p.ParticipantLeft(owner="ppt", because="consent-ended")
consent_ends = joining.EndParticipation(owner="ppt", consented=ALL - {"ppt"})
moving = c.TransitionOffered(to="adviser", leaving="barnehage", on=DAY, reason="Skolestart")


def taken_over(
    by: str, left_by: str = "adviser", measure: str = "m1", on: date | None = agreed.evaluate_on
) -> m.MeasureTakenOver:
    return m.MeasureTakenOver(measure=measure, left_by=left_by, responsible=by, evaluate_on=on)


def test_the_stafettholder_takes_over_what_a_service_leaves_behind() -> None:
    spec.given(*THREE, agreed).when(leave(), by=adviser).then(gone("ppt"), taken_over("teacher"))
    spec.given(*THREE, agreed).when(consent_ends, by=clock).then(ended, taken_over("teacher"))


def test_also_when_a_colleague_of_the_same_service_stays() -> None:
    left = p.PersonLeft(owner="ppt", person="adviser")
    spec.given(*THREE, called, colleague_joined, agreed).when(leave(), by=adviser).then(left, taken_over("teacher"))


def test_each_tiltak_of_theirs_and_no_other() -> None:
    mine = agreed.model_copy(update={"measure": "m2", "responsible": "nurse"})
    more = agreed.model_copy(update={"measure": "m3"})
    spec.given(*THREE, agreed, mine, more).when(leave(), by=adviser).then(
        gone("ppt"), taken_over("teacher"), taken_over("teacher", measure="m3")
    )


def test_of_a_holder_who_leaves_it_is_for_whoever_has_the_baton_then() -> None:
    own = agreed.model_copy(update={"responsible": "teacher"})
    spec.given(*THREE, own).when(leave(), by=teacher).then(
        passed("teacher", "adviser", "left"), gone("barnehage"), taken_over("adviser", left_by="teacher")
    )


def test_one_that_is_evaluated_waits_for_no_other_evaluation() -> None:
    spec.given(*THREE, agreed, evaluated).when(leave(), by=adviser).then(gone("ppt"), taken_over("teacher", on=None))


@pytest.mark.parametrize(
    "over",
    [
        (m.MeasureProposed(measure="m1", title="T", description=None),),
        (agreed, evaluated, m.MeasureEnded(measure="m1", reason=None)),
        (agreed.model_copy(update={"responsible": "mother", "at_home": True}),),
    ],
    ids=["proposed", "ended", "at home"],
)
def test_what_they_do_not_answer_for_stays_as_it_is(over: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*THREE, *over).when(leave(), by=adviser).then(gone("ppt"))


# --- A parent who has foreldreansvar no more ------------------------------------------------------


def family(*guardians: str, gone: str) -> p.FamilyChanged:
    return p.FamilyChanged(guardians=guardians, gone=(gone,), guardian_names=tuple(map(guardian, guardians)))


def guardian(person: str) -> case.Guardian:
    return case.Guardian(person=person, person_name="F", relation="mother")


at_home = agreed.model_copy(update={"responsible": "mother", "at_home": True})


def test_what_is_done_at_home_another_parent_takes_over() -> None:
    changed_family = joining.SetFamily(guardians=(guardian("father"),))
    spec.given(*THREE, agreed.model_copy(update={"measure": "m2"}), at_home).when(changed_family, by=clock).then(
        family("father", gone="mother"), taken_over("father", left_by="mother")
    )


def test_while_nobody_has_foreldreansvar_it_waits_for_a_parent() -> None:
    nobody = family(gone="mother")
    spec.given(*THREE, at_home).when(joining.SetFamily(guardians=()), by=clock).then(nobody)
    spec.given(*THREE, at_home, nobody).when(leave(), by=nurse).then(gone("helsestasjon"))
    back = p.FamilyChanged(guardians=("father",), gone=(), guardian_names=(guardian("father"),))
    spec.given(*THREE, at_home, nobody).when(joining.SetFamily(guardians=(guardian("father"),)), by=clock).then(
        back, taken_over("father", left_by="mother")
    )


def test_in_a_closed_log_a_parent_takes_over_when_it_is_reopened() -> None:
    known = (*THREE, at_home, closed)
    only_father = joining.SetFamily(guardians=(guardian("father"),))
    spec.given(*known).when(only_father, by=clock).then(family("father", gone="mother"))
    spec.given(*known, asking, family("father", gone="mother")).when(again, by=nurse).then(
        reopened, taken_over("father", left_by="mother")
    )


# --- What is proposed at home ---------------------------------------------------------------------


def asked_anew(*asked: str) -> m.ProposalAskedAnew:
    return m.ProposalAskedAnew(measure="m1", asked=asked)


@pytest.mark.parametrize(
    ("by", "family_now", "asked_now"),
    [
        ("adviser", ("father",), ("father",)),
        ("mother", ("father",), ("father",)),
        ("father", ("father",), ()),
        ("mother", (), ()),
        (None, ("father",), ("father",)),
    ],
)
def test_when_the_family_changes_whoever_is_left_but_the_proposer_is_asked(
    by: str | None, family_now: tuple[str, ...], asked_now: tuple[str, ...]
) -> None:
    proposal = m.MeasureProposed(measure="m1", by=by, at_home=True, title="Lese", description=None)
    elsewhere = m.MeasureProposed(measure="m2", by="mother", title="Gruppe", description=None)
    others = joining.SetFamily(guardians=tuple(map(guardian, family_now)))
    spec.given(*THREE, proposal, elsewhere).when(others, by=clock).then(
        family(*family_now, gone="mother"), asked_anew(*asked_now)
    )


def test_a_proposal_that_nobody_at_home_can_answer_the_stafettholder_may_decline() -> None:
    proposal = m.MeasureProposed(measure="m1", by="mother", at_home=True, title="Lese", description=None)
    no = case.DeclineMeasure(measure="m1", reason="Ingen hjemme nå", **ON)
    declined = m.MeasureDeclined(measure="m1", reason="Ingen hjemme nå")
    spec.given(*THREE, proposal, family(gone="mother")).when(no, by=teacher).then(declined)
    spec.given(*THREE, proposal).when(no, by=teacher).refused(ask.HomeBelongsToTheParents)


def test_in_a_closed_log_it_is_asked_anew_when_it_is_reopened() -> None:
    proposal = m.MeasureProposed(measure="m1", by="nurse", at_home=True, title="Lese", description=None)
    only_father = joining.SetFamily(guardians=(guardian("father"),))
    known = (*THREE, proposal, closed)
    spec.given(*known).when(only_father, by=clock).then(family("father", gone="mother"))
    spec.given(*known, asking, family("father", gone="mother")).when(again, by=nurse).then(
        reopened, asked_anew("father")
    )


# --- The child moves on ---------------------------------------------------------------------------


def test_what_the_old_place_answered_for_goes_along_with_the_child() -> None:
    own = agreed.model_copy(update={"responsible": "teacher"})
    left = p.ParticipantLeft(owner="barnehage", because="transition")
    moved, theirs = passed("teacher", "adviser", "accepted"), taken_over("adviser", left_by="teacher")
    take = baton.TakeBatonUnderConsent(command=case.AcceptBaton(**ON), consented=ALL)
    spec.given(*THREE, own, offered, moving).when(take, by=adviser).then(moved, left, theirs)
    appointing = case.AppointHolder(to="adviser", reason="Skolestart", **ON)
    appoint = baton.AppointUnderConsent(command=appointing, consented=ALL)
    appointed = b.HolderAppointed(giver="teacher", taker="adviser", reason="Skolestart")
    spec.given(*THREE, own, offered, moving).when(appoint, by=leader).then(appointed, left, theirs)
    day_comes = reopening.LeaveAfterTransition(owner="barnehage", on=DAY)
    spec.given(*THREE, own, offered, moving, moved).when(day_comes, by=clock).then(left, theirs)


# --- The end, and back ----------------------------------------------------------------------------

asking = c.ReopeningAsked(guardian="mother", reason="R")
again = reopening.ReopenUnderConsent(command=case.ReopenStafettlogg(opener_name="N", **ON), consented=ALL)
reopened = c.StafettloggReopened(holder="nurse", holder_owner="helsestasjon", holder_name="N")


def test_in_a_log_that_closes_nobody_takes_over_before_it_is_reopened() -> None:
    alone = (opened, agreed.model_copy(update={"responsible": "teacher"}))
    shut = c.StafettloggClosed(because="consent-ended", reason=None)
    left = p.ParticipantLeft(owner="barnehage", because="consent-ended")
    ends = joining.EndParticipation(owner="barnehage", consented=frozenset())
    spec.given(*alone).when(ends, by=clock).then(shut, left)
    spec.given(*alone, shut, left, asking).when(again, by=nurse).then(reopened, taken_over("nurse", left_by="teacher"))


def test_a_log_reopened_among_the_same_people_changes_nobodys_tiltak() -> None:
    spec.given(*THREE, agreed, closed, asking).when(again, by=nurse).then(reopened)


# --- Afterwards -----------------------------------------------------------------------------------

CHANGE = case.ChangeMeasure(measure="m1", title="T", responsible="nurse", evaluate_on=date(2027, 2, 1), **ON)
AFTER = (*THREE, agreed, gone("ppt"), taken_over("teacher"))
changed = m.MeasureChanged(measure="m1", responsible="nurse", evaluate_on=date(2027, 2, 1), title="T", description=None)


def test_whoever_took_it_over_finds_somebody_else() -> None:
    spec.given(*AFTER).when(CHANGE, by=teacher).then(changed)


def test_it_stays_theirs_when_the_baton_moves_and_the_new_holder_may_help() -> None:
    held = passed("teacher", "nurse", "accepted")
    for who in (teacher, nurse):
        spec.given(*AFTER, held).when(CHANGE, by=who).then(changed)


def test_who_left_it_behind_answers_for_it_no_more() -> None:
    back = p.InvitationAccepted(person="adviser", owner="ppt", person_name="R")
    spec.given(*AFTER, back).when(CHANGE, by=adviser).refused(ask.NotResponsible)


def test_nobody_who_has_left_is_found() -> None:
    to_adviser = CHANGE.model_copy(update={"responsible": "adviser"})
    spec.given(*AFTER).when(to_adviser, by=teacher).refused(asked.NotTakingPart)


def test_the_day_of_the_evaluation_is_told_to_whoever_took_it_over() -> None:
    due = ask.MarkEvaluationDue(measure="m1", on=agreed.evaluate_on, overdue_on=date(2027, 1, 22))
    told = m.EvaluationFellDue(
        measure="m1", responsible="teacher", evaluate_on=agreed.evaluate_on, overdue_on=date(2027, 1, 22)
    )
    spec.given(*AFTER).when(due, by=clock, at=datetime(2027, 1, 15, 7, tzinfo=UTC)).then(told)


def test_nothing_is_taken_over_twice() -> None:
    spec.given(*AFTER).when(leave(), by=nurse).then(gone("helsestasjon"))
