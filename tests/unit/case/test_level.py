"""The level, individuell plan, and a stuck case lifted to koordinerende enhet."""

from uuid import uuid4

import pytest

from services.case.consultation.decider import IdentifyingText, PerhapsIdentifyingText
from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import level as ask
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import level as lv
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.closing import StafettloggClosed
from shared.contracts import case
from shared.contracts.case import consultation
from shared.contracts.common import Actor, Role
from shared.errors import Unknown
from tests.unit.case.log import (
    ALL,
    ANSWER,
    LOG,
    REMIND,
    adviser,
    closed,
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
itself = Actor(id="case-familie", role=Role.SYSTEM, kommune="4999", owner="familie")
NUMBER = str(uuid4())
question = case.LiftToCoordination(stafettlogg=LOG, lift="l1", question="Hva nå?")
days = {"remind_on": REMIND, "answer_by": ANSWER}
to_ke = {"to": KE, "unit": "ke", "found": (), "number": NUMBER}
lift = ask.LiftUnderConsent(command=question, consented=ALL | {KE}, **to_ke, **days)
lifted = lv.LiftedToCoordination(lift="l1", to=KE, anonymous=False, asker="teacher", question="Hva nå?")
anonymously = question.model_copy(update={"anonymous": True})
anonymous = ask.LiftUnderConsent(command=anonymously, consented=ALL, **to_ke, **days)
asked_anonymously = lifted.model_copy(update={"anonymous": True, "unit": "ke", "number": NUMBER})
unit_named = consultation.Found(kind=consultation.Trace.UNIT, start=0, end=3)
child_named = consultation.Found(kind=consultation.Trace.NAME, start=0, end=3)
called_in = p.ServiceInvited(invited=KE, invitation=str(question.id), **days)
advice = case.RecordAdvice(stafettlogg=LOG, lift="l1", advice="Prøv dette")
advised = lv.AdviceRecorded(lift="l1", advice="Prøv dette")
told_the_asker = advised.model_copy(update={"asker": "teacher"})


def test_coordination_reads_along_only_when_the_family_lets_it_in() -> None:
    spec.given(*begun).when(lift, by=teacher, id=question.id).then(lifted, called_in)
    spec.given(*begun).when(lift.model_copy(update={"consented": ALL}), by=teacher).refused(asked.NoConsent)


def test_without_consent_the_question_is_anonymous() -> None:
    spec.given(*begun).when(anonymous, by=teacher).then(asked_anonymously)


def test_what_leads_to_somebody_is_not_lifted() -> None:
    named = anonymous.model_copy(update={"found": (unit_named, child_named)})
    spec.given(*begun).when(named, by=teacher).refused(IdentifyingText)
    sure = {"command": anonymously.model_copy(update={"confirmed": True})}
    spec.given(*begun).when(named.model_copy(update=sure), by=teacher).refused(IdentifyingText)


def test_what_may_lead_to_somebody_is_looked_at_first() -> None:
    doubtful = anonymous.model_copy(update={"found": (unit_named,)})
    spec.given(*begun).when(doubtful, by=teacher).refused(PerhapsIdentifyingText)
    sure = {"command": anonymously.model_copy(update={"confirmed": True})}
    then = asked_anonymously.model_copy(update={"confirmed": (consultation.Trace.UNIT,)})
    spec.given(*begun).when(doubtful.model_copy(update=sure), by=teacher).then(then)


@pytest.mark.parametrize("asking", [lift, anonymous], ids=["by consent", "anonymous"])
def test_a_municipality_without_coordination_is_asked_nothing(asking: ask.LiftUnderConsent) -> None:
    nobody = asking.model_copy(update={"to": None, "unit": None})
    spec.given(*begun).when(nobody, by=teacher).refused(ask.NoCoordination)


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
    spec.given(*begun, lifted, called_in, taking_part).when(advice, by=coordinator).then(told_the_asker)
    spec.given(*begun, asked_anonymously).when(advice, by=teacher).then(advised)
    spec.given(*begun, lifted).when(advice, by=nurse).refused(ask.NotAsked)
    spec.given(*begun).when(advice, by=teacher).refused(Unknown)


def test_advice_that_comes_as_a_letter_is_for_whoever_asked() -> None:
    received = ask.ReceiveAdvice(lift="l1", advice="Prøv dette")
    spec.given(*begun, asked_anonymously).when(received, by=itself).then(told_the_asker)
    spec.given(*begun).when(received, by=itself).refused(Unknown)
    before = asked_anonymously.model_copy(update={"asker": None})  # as older rows tell it
    spec.given(*begun, before).when(received, by=itself).then(advised)
    spec.given(*begun, asked_anonymously, closed).when(received, by=itself).then()


@pytest.mark.parametrize(
    "command",
    [to(1), lift, case.ConsiderIndividualPlan(stafettlogg=LOG, entitled=False, reason="R")],
    ids=lambda c: type(c).__name__,
)
def test_only_the_holder_decides_this(command: asked.StafettloggCommand) -> None:
    for who in (adviser, parent):
        spec.given(*begun).when(command, by=who).refused(asked.NotTheHolder)
