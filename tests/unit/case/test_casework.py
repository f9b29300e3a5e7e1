"""The rules of an undring and of what is decided about it, each as given / when / then."""

from datetime import UTC, date, datetime

import pytest

from services.case.casework import asked, notes
from services.case.casework import events as e
from shared.contracts import case
from shared.errors import Unknown
from tests.unit.case.private import (
    LEVEL_ONE,
    decided,
    ended,
    leader,
    registered,
    seen,
    shared,
    spec,
    teacher,
    turned_acute,
)
from tests.unit.spec import Spec

CLOSED, LEVEL_1, LEVEL_2, REPORTED = case.Outcome
register = case.RegisterConcern(case="case", child="child", observations=(seen, seen), acute=False)
decide = case.DecideCase(case="case", outcome=LEVEL_2, reason="Fordi")
share = case.ShareConcern(case="case")
more = case.AddObservation(case="case", observation=seen)
it_is, it_is_not = (case.AnswerAcute(case="case", acute=acute) for acute in (True, False))
due = asked.MarkDecisionDue(case="case")
ON_OPEN: tuple[asked.CaseworkCommand, ...] = (more, it_is)
BEFORE_DECISION: tuple[asked.CaseworkCommand, ...] = (share, decide)


# --- The undring ----------------------------------------------------------------------------------


def test_an_undring_keeps_every_observation_and_the_unit_of_whoever_wondered() -> None:
    spec.given().when(register, by=teacher).then(registered(observations=(seen, seen)))


def test_what_was_noted_before_can_be_enough() -> None:
    drawn = register.model_copy(update={"observations": (), "notes": ("n-1", "n-2", "n-1")})
    spec.given().when(drawn, by=teacher).then(registered(observations=(), notes=("n-1", "n-2")))


def test_an_undring_rests_on_something_observed() -> None:
    empty = register.model_copy(update={"observations": (), "interpretation": "Noe er galt"})
    spec.given().when(empty, by=teacher).refused(asked.NothingObserved)


def test_what_it_may_mean_and_how_worried_one_is_are_kept_apart_from_what_was_seen() -> None:
    thought = register.model_copy(update={"interpretation": "Er hun trøtt?", "worry": 3})
    expected = registered(observations=(seen, seen), interpretation="Er hun trøtt?", worry=3)
    spec.given().when(thought, by=teacher).then(expected)


def test_the_same_case_is_not_registered_twice() -> None:
    spec.given(registered()).when(register, by=teacher).refused(asked.CaseExists)


def test_an_observation_can_be_added_while_the_case_is_open() -> None:
    spec.given(registered()).when(more, by=teacher).then(e.ObservationAdded(observation=seen))


# --- Before there is an undring -------------------------------------------------------------------

noting = Spec(notes.DECIDER)
note = case.NoteObservation(note="note", child="child", observation=seen)
noted = e.ObservationNoted(child="child", unit="unit", by="teacher", observation=seen)


def test_an_observation_can_be_noted_before_there_is_an_undring() -> None:
    noting.given().when(note, by=teacher).then(noted)


def test_the_same_note_is_not_written_twice() -> None:
    noting.given(noted).when(note, by=teacher).refused(notes.NoteExists)


# --- Is it acute? ---------------------------------------------------------------------------------


def test_the_acute_question_can_be_answered_yes_later() -> None:
    spec.given(registered()).when(it_is, by=teacher).then(turned_acute)


def test_the_acute_question_can_be_answered_no_when_nobody_had_answered() -> None:
    spec.given(registered(acute=None)).when(it_is_not, by=teacher).then(e.AcuteAnswered(unit="unit", acute=False))


@pytest.mark.parametrize(("acute", "command"), [(True, it_is), (False, it_is_not)], ids=["yes", "no"])
def test_the_same_answer_again_changes_nothing(acute: bool, command: case.AnswerAcute) -> None:  # noqa: FBT001
    spec.given(registered(acute=acute)).when(command, by=teacher).then()


def test_a_yes_stands() -> None:
    spec.given(registered(acute=True)).when(it_is_not, by=leader).refused(asked.AcuteStands)


# --- Shared with the leader -----------------------------------------------------------------------


def test_sharing_starts_the_municipalitys_clock() -> None:
    spec.given(registered()).when(share, by=teacher).then(shared)


def test_sharing_waits_for_no_answer_about_danger() -> None:
    spec.given(registered(acute=None)).when(share, by=teacher).then(shared)


def test_the_clock_counts_days_as_they_are_in_norway() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # past midnight in Oslo
    spec.given(registered()).when(share, by=teacher, at=late).then(
        e.ConcernShared(unit="unit", decide_by=date(2026, 12, 8))
    )


def test_sharing_again_changes_nothing() -> None:
    spec.given(registered(), shared).when(share, by=teacher).then()


# --- The decision ---------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", case.Outcome)
def test_the_leader_decides_on_what_was_shared(outcome: case.Outcome) -> None:
    command = decide.model_copy(update={"outcome": outcome})
    spec.given(registered(), shared).when(command, by=leader).then(decided(outcome))


def test_nothing_is_decided_before_it_is_shared() -> None:
    spec.given(registered()).when(decide, by=leader).refused(asked.NotShared)


def test_nothing_is_decided_before_somebody_has_said_whether_it_is_acute() -> None:
    spec.given(registered(acute=None), shared).when(decide, by=leader).refused(asked.AcuteNotAnswered)


def test_a_concern_that_the_parents_raised_always_goes_on() -> None:
    closing = decide.model_copy(update={"outcome": CLOSED})
    spec.given(registered(by_parents=True), shared).when(closing, by=leader).refused(asked.ParentsConcern)


@pytest.mark.parametrize("outcome", [LEVEL_1, LEVEL_2, REPORTED])
def test_a_concern_that_the_parents_raised_goes_on_in_every_other_way(outcome: case.Outcome) -> None:
    command = decide.model_copy(update={"outcome": outcome})
    spec.given(registered(by_parents=True), shared).when(command, by=leader).then(decided(outcome))


@pytest.mark.parametrize("outcome", [CLOSED, LEVEL_1, LEVEL_2])
def test_an_acute_concern_is_reported_or_somebody_says_why_not(outcome: case.Outcome) -> None:
    command = decide.model_copy(update={"outcome": outcome})
    acute = spec.given(registered(), turned_acute, shared)
    acute.when(command, by=leader).refused(asked.ReportOrSayWhyNot)
    explained = command.model_copy(update={"not_reported_because": "Barnevernet er alt inne"})
    acute.when(explained, by=leader).then(decided(outcome, "Barnevernet er alt inne"))


def test_an_acute_concern_that_is_reported_needs_no_more_words() -> None:
    command = decide.model_copy(update={"outcome": REPORTED})
    spec.given(registered(acute=True), shared).when(command, by=leader).then(decided(REPORTED))


# --- What is over, and what was never there -------------------------------------------------------


@pytest.mark.parametrize("command", [*ON_OPEN, *BEFORE_DECISION], ids=lambda c: c.name)
@pytest.mark.parametrize("outcome", [CLOSED, LEVEL_2, REPORTED])
def test_a_decided_case_is_closed(command: asked.CaseworkCommand, outcome: case.Outcome) -> None:
    spec.given(registered(), shared, decided(outcome)).when(command, by=leader).refused(asked.CaseClosed)


@pytest.mark.parametrize("command", BEFORE_DECISION, ids=lambda c: c.name)
def test_what_is_decided_is_neither_shared_nor_decided_again(command: asked.CaseworkCommand) -> None:
    spec.given(*LEVEL_ONE).when(command, by=leader).refused(asked.CaseClosed)


def test_at_level_one_the_case_goes_on() -> None:
    spec.given(*LEVEL_ONE).when(more, by=teacher).then(e.ObservationAdded(observation=seen))
    spec.given(*LEVEL_ONE).when(it_is, by=teacher).then(turned_acute)


def test_once_somebody_has_said_why_it_is_not_reported_the_answer_can_be_yes_again() -> None:
    why_not = decided(LEVEL_1, "Barnevernet er alt inne")
    spec.given(registered(acute=True), shared, why_not).when(it_is, by=teacher).then(turned_acute)


@pytest.mark.parametrize("command", ON_OPEN, ids=lambda c: c.name)
def test_when_level_one_has_ended_the_case_is_closed(command: asked.CaseworkCommand) -> None:
    spec.given(*LEVEL_ONE, ended).when(command, by=teacher).refused(asked.CaseClosed)


@pytest.mark.parametrize("command", [*ON_OPEN, *BEFORE_DECISION], ids=lambda c: c.name)
def test_a_case_nobody_registered_is_unknown(command: asked.CaseworkCommand) -> None:
    spec.given().when(command, by=leader).refused(Unknown)


# --- The clock ------------------------------------------------------------------------------------

fell_due = e.DecisionFellDue(decide_by=date(2026, 12, 7))


def test_an_overdue_decision_is_marked_and_nothing_is_decided() -> None:
    spec.given(registered(), shared).when(due, by=teacher).then(fell_due)


@pytest.mark.parametrize("since", [(), (shared, fell_due), (shared, decided())], ids=["not shared", "marked", "over"])
def test_the_clock_marks_once_and_only_while_a_decision_is_missing(since: tuple[e.CaseworkEvent, ...]) -> None:
    spec.given(registered(), *since).when(due, by=teacher).then()
