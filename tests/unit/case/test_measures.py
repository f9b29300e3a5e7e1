"""Tiltak: proposed, agreed, evaluated, and what comes after; what is done at home belongs to the parents."""

from datetime import date

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import measures as ask
from services.case.stafettlogg.asked.goals import GoalNotOpen
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import measures as m
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.goals import GoalAdded, GoalEnded
from shared.contracts import case
from shared.contracts.case import Effect
from shared.contracts.common import Actor
from shared.errors import Unknown
from tests.unit.case.log import (
    LOG,
    adviser,
    agreed,
    invited,
    joined,
    measure,
    nurse,
    opened,
    parent,
    passed,
    spec,
    teacher,
)  # fmt: skip

LATER, NEXT = date(2027, 1, 15), date(2027, 4, 15)
M1 = {"stafettlogg": LOG, "measure": "m1"}
begun = (opened, invited, joined)

propose = case.ProposeMeasure(title="Språkgruppe", **M1)
proposed = m.MeasureProposed(measure="m1", by="adviser", title="Språkgruppe", description=None)
decline = case.DeclineMeasure(reason="Ikke nå", **M1)
declined = m.MeasureDeclined(measure="m1", reason="Ikke nå")
evaluate = case.EvaluateMeasure(
    effect=Effect.SOME, happened="To ganger i uka", childs_view="Gøy", parents_view="Bra", **M1
)
evaluated = m.MeasureEvaluated(
    measure="m1", effect=Effect.SOME, happened="To ganger i uka", childs_view="Gøy", parents_view="Bra"
)
go_on = case.ContinueMeasure(evaluate_on=NEXT, **M1)
continued = m.MeasureContinued(measure="m1", responsible="adviser", evaluate_on=NEXT)
change = case.ChangeMeasure(title="Liten gruppe", responsible="teacher", evaluate_on=NEXT, **M1)
changed = m.MeasureChanged(
    measure="m1", title="Liten gruppe", description=None, responsible="teacher", evaluate_on=NEXT
)
end = case.EndMeasure(reason="Ikke mer bruk for det", **M1)
ended = m.MeasureEnded(measure="m1", reason="Ikke mer bruk for det")

at_home = measure.model_copy(update={"responsible": "mother"})
agreed_at_home = agreed.model_copy(update={"responsible": "mother", "at_home": True})
AFTER = (evaluate, go_on, change, end)


@pytest.mark.parametrize("who", [teacher, adviser, parent], ids=lambda who: who.id)
def test_anyone_around_the_child_may_propose_a_tiltak(who: Actor) -> None:
    spec.given(*begun).when(propose, by=who).then(proposed.model_copy(update={"by": who.id}))


def test_a_proposal_may_come_from_the_tiltaksbank_and_point_to_a_goal() -> None:
    from_bank = propose.model_copy(update={"bank": "sprakgruppe", "goal": "g1"})
    expected = proposed.model_copy(update={"by": "mother", "bank": "sprakgruppe", "goal": "g1"})
    spec.given(*begun, GoalAdded(goal="g1", text="Lek")).when(from_bank, by=parent).then(expected)


def test_nobody_else_may_propose() -> None:
    spec.given(*begun).when(propose, by=nurse).refused(asked.NotTakingPart)


def test_a_tiltak_is_proposed_once() -> None:
    spec.given(*begun, proposed).when(propose, by=parent).refused(ask.MeasureExists)


@pytest.mark.parametrize(
    "goals", [(), (GoalAdded(goal="g1", text="Lek"), GoalEnded(goal="g1", reached=True, reason=None))]
)
def test_a_tiltak_points_to_a_goal_that_is_open(goals: tuple[StafettloggEvent, ...]) -> None:
    for command in (propose, measure):
        spec.given(*begun, *goals).when(command.model_copy(update={"goal": "g1"}), by=teacher).refused(GoalNotOpen)


def test_a_tiltak_has_a_responsible_person_and_an_evaluation_date() -> None:
    spec.given(*begun).when(measure, by=teacher).then(agreed)


def test_a_proposal_is_agreed_by_the_holder() -> None:
    spec.given(*begun, proposed).when(measure, by=teacher).then(agreed)
    spec.given(*begun, proposed).when(measure, by=parent).refused(asked.NotTheHolder)


def test_a_parents_tiltak_is_at_home() -> None:
    spec.given(opened).when(at_home, by=teacher).then(agreed_at_home)
    spec.given(opened).when(at_home, by=parent).then(agreed_at_home)


def test_what_was_proposed_for_home_stays_at_home() -> None:
    for_home = proposed.model_copy(update={"at_home": True})
    spec.given(*begun, for_home).when(at_home, by=parent).then(agreed_at_home)
    spec.given(*begun, for_home).when(measure, by=teacher).refused(ask.HomeBelongsToTheParents)


def test_only_parents_are_responsible_at_home() -> None:
    staffed = measure.model_copy(update={"at_home": True})
    spec.given(*begun).when(staffed, by=parent).refused(ask.HomeBelongsToTheParents)


def test_nobody_outside_the_log_is_made_responsible() -> None:
    spec.given(opened, invited).when(measure, by=teacher).refused(asked.NotTakingPart)


def test_a_tiltak_is_evaluated_on_a_day_to_come() -> None:
    today = measure.model_copy(update={"evaluate_on": date(2026, 11, 23)})
    spec.given(*begun).when(today, by=teacher).refused(ask.EvaluationInThePast)


@pytest.mark.parametrize("before", [(agreed,), (agreed, evaluated, ended), (proposed, declined)])
def test_the_same_tiltak_is_not_agreed_twice(before: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*begun, *before).when(measure, by=teacher).refused(ask.MeasureExists)


@pytest.mark.parametrize("who", [teacher, parent], ids=lambda who: who.id)
def test_a_proposal_is_declined_with_a_reason(who: Actor) -> None:
    spec.given(*begun, proposed).when(decline, by=who).then(declined)


def test_nobody_else_declines_a_proposal() -> None:
    spec.given(*begun, proposed).when(decline, by=adviser).refused(asked.NotTheHolder)


def test_staff_do_not_decline_what_the_parents_want_to_do_at_home() -> None:
    for_home = proposed.model_copy(update={"at_home": True})
    spec.given(*begun, for_home).when(decline, by=teacher).refused(ask.HomeBelongsToTheParents)
    spec.given(*begun, for_home).when(decline, by=parent).then(declined)


def test_only_a_proposal_is_declined() -> None:
    spec.given(*begun, agreed).when(decline, by=teacher).refused(ask.NotProposed)
    spec.given(*begun).when(decline, by=teacher).refused(Unknown)


@pytest.mark.parametrize("who", [teacher, adviser], ids=lambda who: who.id)
def test_the_responsible_one_or_the_holder_evaluates(who: Actor) -> None:
    spec.given(*begun, agreed).when(evaluate, by=who).then(evaluated)


@pytest.mark.parametrize("who", [nurse, parent], ids=lambda who: who.id)
@pytest.mark.parametrize("command", AFTER, ids=lambda c: type(c).__name__)
def test_nobody_else_sees_to_a_tiltak(who: Actor, command: asked.StafettloggCommand) -> None:
    spec.given(*begun, agreed, evaluated).when(command, by=who).refused(ask.NotResponsible)


def test_only_parents_evaluate_what_is_done_at_home() -> None:
    spec.given(*begun, agreed_at_home).when(evaluate, by=parent).then(evaluated)
    for command in AFTER:
        spec.given(*begun, agreed_at_home).when(command, by=teacher).refused(asked.NotTheFamily)


def test_an_evaluated_tiltak_is_continued_with_a_new_date() -> None:
    spec.given(*begun, agreed, evaluated).when(go_on, by=adviser).then(continued)


def test_it_is_continued_towards_a_day_to_come_only() -> None:
    past = go_on.model_copy(update={"evaluate_on": date(2026, 11, 23)})
    spec.given(*begun, agreed, evaluated).when(past, by=adviser).refused(ask.EvaluationInThePast)


def test_it_is_not_continued_by_somebody_who_has_left() -> None:
    left = p.ParticipantLeft(owner="ppt", because="consent-ended")
    spec.given(*begun, agreed, evaluated, left).when(go_on, by=teacher).refused(asked.NotTakingPart)


@pytest.mark.parametrize("command", [go_on, end], ids=lambda c: type(c).__name__)
def test_nothing_is_continued_or_ended_before_it_is_evaluated(command: asked.StafettloggCommand) -> None:
    spec.given(*begun, agreed).when(command, by=adviser).refused(ask.NotEvaluated)
    spec.given(*begun, agreed, evaluated, continued).when(command, by=adviser).refused(ask.NotEvaluated)


@pytest.mark.parametrize("before", [(agreed,), (agreed, evaluated)])
def test_a_tiltak_is_changed_with_a_new_date(before: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*begun, *before).when(change, by=adviser).then(changed)


def test_a_changed_tiltak_is_evaluated_anew_by_its_new_responsible() -> None:
    spec.given(*begun, agreed, evaluated, changed, passed).when(evaluate, by=teacher).then(evaluated)


def test_a_change_keeps_what_is_at_home_with_the_parents() -> None:
    spec.given(*begun, agreed_at_home).when(change, by=parent).refused(ask.HomeBelongsToTheParents)
    to_mother = change.model_copy(update={"responsible": "mother"})
    spec.given(*begun, agreed).when(to_mother, by=teacher).refused(asked.NotTakingPart)


def test_a_change_sets_a_day_to_come() -> None:
    past = change.model_copy(update={"evaluate_on": date(2026, 11, 23)})
    spec.given(*begun, agreed).when(past, by=teacher).refused(ask.EvaluationInThePast)


def test_a_tiltak_is_ended_after_its_evaluation() -> None:
    spec.given(*begun, agreed, evaluated).when(end, by=adviser).then(ended)


@pytest.mark.parametrize("command", AFTER, ids=lambda c: type(c).__name__)
def test_what_does_not_run_is_left_alone(command: asked.StafettloggCommand) -> None:
    spec.given(*begun, agreed, evaluated, ended).when(command, by=teacher).refused(ask.NotRunning)
    spec.given(*begun, proposed).when(command, by=teacher).refused(ask.NotRunning)
    spec.given(*begun).when(command, by=teacher).refused(Unknown)


def test_an_evaluation_already_done_is_not_done_again() -> None:
    spec.given(*begun, agreed, evaluated).when(evaluate, by=adviser).refused(ask.NotRunning)
