"""Contributions and enrolments."""

from datetime import date

import pytest

from services.case.casework import enrolment
from services.case.casework.enrolment import EnrolOver
from services.case.casework.events import ChildEnrolled
from services.case.contribution import decider as rules
from services.case.contribution import events as e
from shared.contracts import case
from shared.contracts.common import Actor, Category, Role
from shared.errors import Unknown
from tests.unit.spec import Spec

writing, enrolling = Spec(rules.DECIDER), Spec(enrolment.DECIDER)
adviser = Actor(id="adviser", role=Role.EMPLOYEE, kommune="4999", owner="ppt", unit="unit")
register = Actor(id="register", role=Role.REGISTER, kommune="4999", owner="register")


def text(kind: case.Kind, category: Category) -> rules.WriteFor:
    command = case.WriteContribution(
        contribution="c", stafettlogg="log", kind=kind, category=category, text="En vurdering"
    )
    return rules.WriteFor(command, "child")


def written(kind: case.Kind, category: Category) -> e.ContributionWritten:
    return e.ContributionWritten(child="child", stafettlogg="log", kind=kind, category=category, text="En vurdering")


def test_an_assessment_is_sealed_under_its_category() -> None:
    event = written(case.Kind.ASSESSMENT, Category.ASSESSMENTS)
    writing.given().when(text(case.Kind.ASSESSMENT, Category.ASSESSMENTS), by=adviser).then(event)
    assert event.sealed_under() is Category.ASSESSMENTS


def test_a_contribution_is_not_written_twice() -> None:
    before = written(case.Kind.NOTE, Category.NOTES)
    writing.given(before).when(text(case.Kind.NOTE, Category.NOTES), by=adviser).refused(rules.ContributionExists)


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        (case.Kind.NOTE, Category.PRIVATE),
        (case.Kind.NOTE, Category.CONTACT),
        (case.Kind.NOTE, Category.AGREEMENTS),
        (case.Kind.LYSGLIMT, Category.HEALTH),
        (case.Kind.ASSESSMENT, Category.NOTES),
    ],
)
def test_every_kind_of_text_belongs_in_its_categories(kind: case.Kind, category: Category) -> None:
    writing.given().when(text(kind, category), by=adviser).refused(rules.WrongCategory)


NOTE = written(case.Kind.NOTE, Category.HEALTH)
correct = case.CorrectContribution(contribution="c", text="Rettet")
corrected = e.ContributionCorrected(stafettlogg="log", category=Category.HEALTH, text="Rettet")
retract = case.RetractContribution(contribution="c", reason="Gjaldt et annet barn")
retracted = e.ContributionRetracted(stafettlogg="log", category=Category.HEALTH, reason="Gjaldt et annet barn")


def test_a_correction_stands_under_the_category_it_was_written_under() -> None:
    writing.given(NOTE).when(correct, by=adviser).then(corrected)
    writing.given(NOTE, corrected).when(correct, by=adviser).then(corrected)
    assert corrected.sealed_under() is NOTE.sealed_under()


def test_nobody_can_ask_for_another_category() -> None:
    assert case.CorrectContribution.model_fields.keys() == {"id", "contribution", "text"}


def test_what_is_taken_back_stays_taken_back() -> None:
    writing.given(NOTE, corrected).when(retract, by=adviser).then(retracted)
    writing.given(NOTE, retracted).when(retract, by=adviser).then()
    writing.given(NOTE, retracted).when(correct, by=adviser).refused(rules.ContributionTakenBack)


@pytest.mark.parametrize("command", [correct, retract], ids=lambda command: command.name)
def test_nothing_is_corrected_before_it_is_written(command: rules.Command) -> None:
    writing.given().when(command, by=adviser).refused(Unknown)


enrol = case.EnrolChild(child="child", unit="unit", child_name="Barn", born=date(2022, 5, 14))
enrolled = ChildEnrolled(child="child", unit="unit", child_name="Barn", born=date(2022, 5, 14), household=None)
home = case.Household(guardians=("Mor",), addresses=("Gata 1",), phones=("20 00 00 00",))
known_home = enrolled.model_copy(update={"household": home})


def over(known: ChildEnrolled | None, **told: object) -> EnrolOver:
    return EnrolOver(command=enrol.model_copy(update=told), known=known)


def test_the_register_enrols_a_child_once_per_unit() -> None:
    enrolling.given().when(over(None), by=register).then(enrolled)
    enrolling.given(enrolled).when(over(enrolled), by=register).then()
    moved = enrolled.model_copy(update={"unit": "other"})
    enrolling.given(enrolled).when(over(enrolled, unit="other"), by=register).then(moved)


def test_a_household_is_known_from_when_it_is_told_until_another_is() -> None:
    enrolling.given(enrolled).when(over(enrolled, household=home), by=register).then(known_home)
    enrolling.given(known_home).when(over(known_home), by=register).then()
    moved = known_home.model_copy(update={"unit": "other"})
    enrolling.given(known_home).when(over(known_home, unit="other"), by=register).then(moved)
    gone = known_home.model_copy(update={"household": case.Household()})
    enrolling.given(known_home).when(over(known_home, household=case.Household()), by=register).then(gone)


def test_what_the_register_corrects_is_corrected() -> None:
    renamed = enrolled.model_copy(update={"child_name": "Barnet"})
    enrolling.given(enrolled).when(over(enrolled, child_name="Barnet"), by=register).then(renamed)
