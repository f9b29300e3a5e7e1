"""The level, individuell plan, and a stuck case lifted to koordinerende enhet."""

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import level as ask
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import level as lv
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.closing import StafettloggClosed
from shared.contracts import case
from shared.errors import Unknown
from tests.unit.case.log import (
    ALL,
    ANSWER,
    LOG,
    REMIND,
    adviser,
    employee,
    invited,
    joined,
    nurse,
    opened,
    parent,
    spec,
    teacher,
)

begun = (opened, invited, joined)
no_right = case.PlanConsideration(entitled=False, reason="Kortvarig behov")
considered = lv.IndividualPlanConsidered(entitled=False, wanted=False, reason="Kortvarig behov")
plan = case.PlanConsideration(entitled=True, wanted=True, reason="Langvarig og sammensatt")
plan_wanted = lv.IndividualPlanConsidered(entitled=True, wanted=True, reason="Langvarig og sammensatt")
plan_takes_over = StafettloggClosed(because="individual-plan", reason="Langvarig og sammensatt")


def to(level: int, plan: case.PlanConsideration | None = None) -> ask.LevelUnderConsent:
    command = case.ChangeLevel(stafettlogg=LOG, level=level, reason="Trenger mer", plan=plan)
    return ask.LevelUnderConsent(command=command, consented=ALL)


def changed(was: int, level: int) -> lv.LevelChanged:
    return lv.LevelChanged(level=level, was=was, reason="Trenger mer")


def test_the_level_goes_down_with_a_reason() -> None:
    spec.given(opened).when(to(1), by=teacher).then(changed(2, 1))
    spec.given(opened, changed(2, 1)).when(to(0), by=teacher).then(changed(1, 0))


def test_the_same_level_again_changes_nothing() -> None:
    spec.given(opened).when(to(2), by=teacher).then()


def test_up_to_two_needs_a_second_service_that_the_family_lets_in() -> None:
    spec.given(opened, changed(2, 1)).when(to(2), by=teacher).then(changed(1, 2))
    alone = to(2).model_copy(update={"consented": frozenset({"barnehage"})})
    spec.given(opened, changed(2, 1)).when(alone, by=teacher).refused(asked.NobodyToWorkWith)
    down = to(2).model_copy(update={"consented": frozenset({"barnehage"})})
    spec.given(opened, considered, changed(2, 3)).when(down, by=teacher).then(changed(3, 2))


def test_at_three_individuell_plan_is_considered() -> None:
    spec.given(opened).when(to(3), by=teacher).refused(ask.PlanNotConsidered)
    spec.given(opened).when(to(3, no_right), by=teacher).then(considered, changed(2, 3))
    spec.given(opened, considered).when(to(3), by=teacher).then(changed(2, 3))


def test_a_plan_that_is_due_and_wanted_takes_over() -> None:
    spec.given(opened).when(to(3, plan), by=teacher).then(plan_wanted, plan_takes_over)


def test_a_plan_may_be_considered_at_any_time() -> None:
    consider = case.ConsiderIndividualPlan(stafettlogg=LOG, entitled=False, reason="Kortvarig behov")
    spec.given(opened).when(consider, by=teacher).then(considered)
    wanted = case.ConsiderIndividualPlan(stafettlogg=LOG, entitled=True, wanted=True, reason="Langvarig og sammensatt")
    spec.given(opened).when(wanted, by=teacher).then(plan_wanted, plan_takes_over)
    declined = wanted.model_copy(update={"wanted": False})
    spec.given(opened).when(declined, by=teacher).then(plan_wanted.model_copy(update={"wanted": False}))


KE = "koordinering"
coordinator = employee("coordinator", KE)
question = case.LiftToCoordination(stafettlogg=LOG, lift="l1", to=KE, question="Hva nå?")
days = {"remind_on": REMIND, "answer_by": ANSWER}
lift = ask.LiftUnderConsent(command=question, consented=ALL | {KE}, **days)
lifted = lv.LiftedToCoordination(lift="l1", to=KE, anonymous=False, question="Hva nå?")
anonymous = ask.LiftUnderConsent(command=question.model_copy(update={"anonymous": True}), consented=ALL, **days)
asked_anonymously = lifted.model_copy(update={"anonymous": True})
called_in = p.ServiceInvited(invited=KE, invitation=str(question.id), **days)
advice = case.RecordAdvice(stafettlogg=LOG, lift="l1", advice="Prøv dette")
advised = lv.AdviceRecorded(lift="l1", advice="Prøv dette")


def test_coordination_reads_along_only_when_the_family_lets_it_in() -> None:
    spec.given(*begun).when(lift, by=teacher, id=question.id).then(lifted, called_in)
    spec.given(*begun).when(lift.model_copy(update={"consented": ALL}), by=teacher).refused(asked.NoConsent)


def test_without_consent_the_question_is_anonymous() -> None:
    spec.given(*begun).when(anonymous, by=teacher).then(asked_anonymously)


@pytest.mark.parametrize(
    "here",
    [(called_in,), (called_in, p.InvitationAccepted(person="coordinator", owner=KE, person_name="K"))],
    ids=["invited", "taking part"],
)
def test_coordination_is_invited_once(here: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*begun, *here).when(lift, by=teacher).then(lifted)


def test_a_question_is_asked_once() -> None:
    spec.given(*begun, lifted).when(lift, by=teacher).refused(ask.LiftExists)


def test_the_advice_is_written_down_by_whoever_gave_it_or_the_holder() -> None:
    taking_part = p.InvitationAccepted(person="coordinator", owner=KE, person_name="K")
    spec.given(*begun, lifted, called_in, taking_part).when(advice, by=coordinator).then(advised)
    spec.given(*begun, asked_anonymously).when(advice, by=teacher).then(advised)
    spec.given(*begun, lifted).when(advice, by=nurse).refused(ask.NotAsked)
    spec.given(*begun).when(advice, by=teacher).refused(Unknown)


@pytest.mark.parametrize(
    "command",
    [to(1), lift, case.ConsiderIndividualPlan(stafettlogg=LOG, entitled=False, reason="R")],
    ids=lambda c: type(c).__name__,
)
def test_only_the_holder_decides_this(command: asked.StafettloggCommand) -> None:
    for who in (adviser, parent):
        spec.given(*begun).when(command, by=who).refused(asked.NotTheHolder)
