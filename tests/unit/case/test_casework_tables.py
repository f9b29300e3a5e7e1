"""What an owner's own casework puts into its tables, tasks and calendar."""

from datetime import date
from typing import Any

import pytest

from services.case.casework import events as e
from services.case.casework.projection import writes
from services.case.writes import Write, day_over
from shared.contracts import case
from shared.contracts.case import TaskKind
from shared.contracts.common import Role
from shared.events import DomainEvent
from shared.timers import Timer
from tests.unit.case.private import LATER, SOON, agreed, decided, ended, invited, registered, shared, turned_acute
from tests.unit.shared.rows import ACTOR, AT, row

TODAY = date(2026, 11, 23)


def written(event: DomainEvent, role: Role = Role.EMPLOYEE) -> list[Write]:
    actor = ACTOR.model_copy(update={"role": role}).model_dump_json().encode()
    return list(writes(row(event.type, event.version, b"{}")._replace(actor=actor), event))


def statements(event: DomainEvent, role: Role = Role.EMPLOYEE) -> list[tuple[str, tuple[Any, ...]]]:
    return [(one[0], one[1]) for one in written(event, role) if isinstance(one, tuple) and isinstance(one[1], tuple)]


def tasks(event: DomainEvent) -> list[tuple[str, TaskKind, str, str]]:
    """Each new task: its name, kind, person and the unit whose leader it is for."""
    return [tuple(values[1:5]) for name, values in statements(event) if name == "add_task"]


def registrars(event: DomainEvent) -> list[tuple[str, TaskKind]]:
    return [tuple(values[2:4]) for name, values in statements(event) if name == "add_task_for_registrar"]


def timers(event: DomainEvent) -> list[Timer]:
    return [one for one in written(event) if isinstance(one, Timer)]


def test_an_undring_draws_in_its_notes() -> None:
    found = dict(statements(registered(notes=("n-1",))))
    assert found["draw_notes"] == ("4999", "s-1", ["n-1"])


@pytest.mark.parametrize(("role", "reminded"), [(Role.EMPLOYEE, "teacher"), (Role.LEADER, "")])
def test_a_leader_who_registers_is_told_once(role: Role, reminded: str) -> None:
    found = dict(statements(registered(), role))
    assert found["register_case"][5] == reminded


@pytest.mark.parametrize("event", [registered(acute=True), turned_acute], ids=["at once", "later"])
def test_only_the_leader_and_who_registered_it_are_to_consider_a_report(event: DomainEvent) -> None:
    assert tasks(event) == [("report:s-1", TaskKind.CONSIDER_REPORT, "", "unit")]
    assert registrars(event) == [("report-own:s-1", TaskKind.CONSIDER_REPORT)]


@pytest.mark.parametrize("event", [registered(), registered(acute=None), e.AcuteAnswered(unit="unit", acute=False)])
def test_nobody_is_to_consider_a_report_otherwise(event: DomainEvent) -> None:
    assert tasks(event) == registrars(event) == []


def test_sharing_gives_the_leader_a_task_and_starts_the_clock() -> None:
    assert tasks(shared) == [("decide:s-1", TaskKind.DECIDE_CASE, "", "unit")]
    assert timers(shared) == [Timer("4999", "decide", "s-1", "", day_over(date(2026, 12, 7)))]


def test_who_registered_it_sees_that_the_leaders_time_is_out() -> None:
    assert registrars(e.DecisionFellDue(decide_by=TODAY)) == [("overdue:s-1", TaskKind.DECISION_OVERDUE)]


@pytest.mark.parametrize("event", [decided(case.Outcome.REPORTED), ended], ids=["reported", "level one ended"])
def test_the_last_decision_ends_every_task_of_the_case(event: DomainEvent) -> None:
    found = dict(statements(event))
    assert found["set_stage"] == ("4999", "s-1", "decided")
    assert found["end_tasks_of"] == ("4999", "s-1")


def test_a_decision_for_level_one_ends_what_was_to_be_decided() -> None:
    found = dict(statements(decided()))
    assert found["set_stage"] == ("4999", "s-1", "level-1")
    assert set(found["end_tasks_of_kind"][2]) == {
        TaskKind.DECIDE_CASE, TaskKind.DECISION_OVERDUE, TaskKind.CONSIDER_REPORT
    }  # fmt: skip


def test_an_invitation_is_found_by_those_who_are_invited() -> None:
    assert written(invited) == [
        ("invite", ("4999", ["mother"], "invitation", "s-1", AT, ACTOR.id, invited.meets_at.date()))
    ]


def test_a_tiltak_gives_the_one_responsible_a_task_and_a_day() -> None:
    assert tasks(agreed) == [("evaluate-own:measure", TaskKind.EVALUATE_OWN_MEASURE, "teacher", "")]
    assert timers(agreed) == [Timer("4999", "evaluate-own", "s-1", f"measure@{SOON}", day_over(SOON))]


@pytest.mark.parametrize(("again", "waits"), [(LATER, 1), (None, 0)], ids=["goes on", "has ended"])
def test_an_evaluation_ends_the_tasks_of_the_day_and_sets_the_next(again: date | None, waits: int) -> None:
    then = case.OwnNext.CONTINUED if again else case.OwnNext.ENDED
    event = e.OwnMeasureEvaluated(
        measure="measure", responsible="teacher", next=then, evaluate_on=again, effect=case.Effect.SOME, seen="Sett",
        childs_view=None, not_heard_because=None, parents_view=None, changed=None,
    )  # fmt: skip
    gone = [values[1] for name, values in statements(event) if name == "end_task"]
    assert gone == ["evaluate-own:measure", "overdue-own:measure"]
    assert (len(tasks(event)), len(timers(event))) == (waits, waits)


def test_the_leader_sees_an_evaluation_that_is_missing() -> None:
    overdue = e.OwnEvaluationFellDue(unit="unit", measure="measure", evaluate_on=SOON)
    assert tasks(overdue) == [("overdue-own:measure", TaskKind.OWN_EVALUATION_OVERDUE, "", "unit")]
