"""The rules of tiltak at nivå 1, each as given / when / then."""

from datetime import date

import pytest

from services.case.casework import asked
from services.case.casework import events as e
from shared.contracts import case
from shared.errors import Unknown
from tests.unit.case.private import (
    LATER,
    LEVEL_ONE,
    SOON,
    agreed,
    decided,
    ended,
    leader,
    registered,
    shared,
    spec,
    teacher,
    turned_acute,
)
from tests.unit.spec import AT

CLOSED, LEVEL_1, LEVEL_2, REPORTED = case.Outcome
TODAY = AT.date()
agree = case.AgreeOwnMeasure(
    case="case", measure="measure", whose=case.Whose.SERVICE, title="Mindre grupper", goal="Ro i leken",
    responsible="teacher", evaluate_on=SOON,
)  # fmt: skip
evaluation = case.EvaluateOwnMeasure(
    case="case", measure="measure", effect=case.Effect.SOME, seen="Hun leker mer", childs_view="Gøy",
    parents_view="Roligere hjemme", next=case.OwnNext.CONTINUED, evaluate_on=LATER,
)  # fmt: skip
end = case.EndLevelOne(case="case", outcome=CLOSED, reason="Det hjalp")
due = asked.MarkOwnEvaluationDue(measure="measure", evaluate_on=SOON)
fell_due = e.OwnEvaluationFellDue(unit="unit", measure="measure", evaluate_on=SOON)


def evaluate(*, must_hear: bool = False, **said: object) -> asked.EvaluateByAge:
    return asked.EvaluateByAge(command=evaluation.model_copy(update=said), must_hear=must_hear)


def evaluated(**said: object) -> e.OwnMeasureEvaluated:
    told = evaluation.model_dump(exclude={"id", "case"}) | {"responsible": "teacher"}
    return e.OwnMeasureEvaluated.model_validate(told | said)


AT_LEVEL_ONE: tuple[asked.CaseworkCommand, ...] = (agree, evaluate(), end)
NAMES = ["agree", "evaluate", "end"]


def test_a_tiltak_can_be_the_services_own_change() -> None:
    spec.given(*LEVEL_ONE).when(agree, by=teacher).then(agreed)


def test_the_same_tiltak_is_not_agreed_twice() -> None:
    spec.given(*LEVEL_ONE, agreed).when(agree, by=teacher).refused(asked.OwnMeasureExists)


@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 1)], ids=["today", "earlier"])
def test_a_tiltak_is_evaluated_on_a_day_to_come(day: date) -> None:
    hurried = agree.model_copy(update={"evaluate_on": day})
    spec.given(*LEVEL_ONE).when(hurried, by=teacher).refused(asked.EvaluationInThePast)


def test_an_evaluation_keeps_the_effect_and_everybodys_view() -> None:
    spec.given(*LEVEL_ONE, agreed).when(evaluate(), by=teacher).then(evaluated())


def test_a_tiltak_that_is_changed_says_how() -> None:
    going_on = spec.given(*LEVEL_ONE, agreed)
    going_on.when(evaluate(next=case.OwnNext.CHANGED), by=teacher).refused(asked.ChangeNotSaid)
    changed = {"next": case.OwnNext.CHANGED, "changed": "To og to"}
    going_on.when(evaluate(**changed), by=teacher).then(evaluated(**changed))


def test_a_tiltak_that_goes_on_is_looked_at_again() -> None:
    spec.given(*LEVEL_ONE, agreed).when(evaluate(evaluate_on=None), by=teacher).refused(asked.EvaluationInThePast)
    spec.given(*LEVEL_ONE, agreed).when(evaluate(evaluate_on=TODAY), by=teacher).refused(asked.EvaluationInThePast)


def test_a_tiltak_that_ends_is_not_looked_at_again() -> None:
    over = evaluate(next=case.OwnNext.ENDED)
    spec.given(*LEVEL_ONE, agreed).when(over, by=teacher).then(evaluated(next=case.OwnNext.ENDED, evaluate_on=None))


@pytest.mark.parametrize(
    "before", [(), (agreed, evaluated(next=case.OwnNext.ENDED, evaluate_on=None))], ids=["never agreed", "ended"]
)
def test_only_a_tiltak_that_goes_on_is_evaluated(before: tuple[e.CaseworkEvent, ...]) -> None:
    spec.given(*LEVEL_ONE, *before).when(evaluate(), by=teacher).refused(asked.NoSuchMeasure)


def test_from_a_certain_age_the_child_is_heard_in_an_evaluation_too() -> None:
    going_on, silent = spec.given(*LEVEL_ONE, agreed), {"childs_view": None}
    going_on.when(evaluate(must_hear=True, **silent), by=teacher).refused(asked.ChildNotHeard)
    why = silent | {"not_heard_because": "Hun ville leke"}
    going_on.when(evaluate(must_hear=True, **why), by=teacher).then(evaluated(**why))


# --- Due ------------------------------------------------------------------------------------------


def test_an_overdue_evaluation_is_marked() -> None:
    spec.given(*LEVEL_ONE, agreed).when(due, by=teacher).then(fell_due)


@pytest.mark.parametrize(
    "before",
    [(), (agreed, fell_due), (agreed, evaluated()), (agreed, ended)],
    ids=["no such tiltak", "marked", "evaluated since", "nivå 1 has ended"],
)
def test_an_evaluation_is_marked_once_and_only_while_it_is_missing(before: tuple[e.CaseworkEvent, ...]) -> None:
    spec.given(*LEVEL_ONE, *before).when(due, by=teacher).then()


def test_the_next_evaluation_has_a_day_of_its_own() -> None:
    again = asked.MarkOwnEvaluationDue(measure="measure", evaluate_on=LATER)
    marked = e.OwnEvaluationFellDue(unit="unit", measure="measure", evaluate_on=LATER)
    spec.given(*LEVEL_ONE, agreed, fell_due, evaluated()).when(again, by=teacher).then(marked)


# --- The end of nivå 1 ----------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [CLOSED, LEVEL_2, REPORTED])
def test_level_one_ends_with_a_reason(outcome: case.Outcome) -> None:
    command = end.model_copy(update={"outcome": outcome})
    expected = e.LevelOneEnded(outcome=outcome, reason="Det hjalp", not_reported_because=None)
    spec.given(*LEVEL_ONE, agreed).when(command, by=leader).then(expected)


def test_level_one_does_not_end_at_level_one() -> None:
    spec.given(*LEVEL_ONE).when(end.model_copy(update={"outcome": LEVEL_1}), by=leader).refused(asked.NotAnEnd)


def test_an_acute_concern_at_level_one_is_reported_or_somebody_says_why_not() -> None:
    acute = spec.given(*LEVEL_ONE, turned_acute)
    acute.when(end, by=leader).refused(asked.ReportOrSayWhyNot)
    why = end.model_copy(update={"not_reported_because": "Barnevernet er alt inne"})
    expected = e.LevelOneEnded(outcome=CLOSED, reason="Det hjalp", not_reported_because="Barnevernet er alt inne")
    acute.when(why, by=leader).then(expected)


@pytest.mark.parametrize("command", AT_LEVEL_ONE, ids=NAMES)
def test_the_leader_decides_on_level_one_first(command: asked.CaseworkCommand) -> None:
    spec.given(registered(), shared).when(command, by=leader).refused(asked.NotAtLevelOne)


@pytest.mark.parametrize("command", AT_LEVEL_ONE, ids=NAMES)
@pytest.mark.parametrize("over", [(registered(), shared, decided(LEVEL_2)), (*LEVEL_ONE, ended)], ids=["else", "over"])
def test_nothing_is_done_at_level_one_elsewhere_or_afterwards(
    command: asked.CaseworkCommand, over: tuple[e.CaseworkEvent, ...]
) -> None:
    spec.given(*over).when(command, by=leader).refused(asked.CaseClosed)


@pytest.mark.parametrize("command", AT_LEVEL_ONE, ids=NAMES)
def test_a_tiltak_about_nothing_is_unknown(command: asked.CaseworkCommand) -> None:
    spec.given().when(command, by=leader).refused(Unknown)
