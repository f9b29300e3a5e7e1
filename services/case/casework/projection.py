"""Folds an owner's own casework into its tables, tasks and deadlines."""

from collections.abc import Iterator
from datetime import date

from services.case.casework import events as e
from services.case.dates import OSLO
from services.case.writes import Write, day_over
from shared.contracts.case import Outcome, TaskKind
from shared.contracts.common import Role
from shared.events import DomainEvent, Recorded
from shared.timers import Timer

DECIDING = [TaskKind.DECIDE_CASE, TaskKind.DECISION_OVERDUE, TaskKind.CONSIDER_REPORT]


def writes(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    match event:
        case e.ChildEnrolled(child=child, unit=unit):
            yield "enrol", (row.kommune, child, unit)
        case e.ObservationNoted(child=child, unit=unit):
            yield "add_note", (row.kommune, row.stream, child, unit, row.recorded_at)
        case _ if isinstance(event, e.ConcernEvent):
            yield from _concern(row, event)
        case _ if isinstance(event, e.ConversationEvent):
            yield from _conversation(row, event)
        case _ if isinstance(event, e.DecisionEvent):
            yield from _decision(row, event)
        case _ if isinstance(event, e.LevelOneEvent):
            yield from _level_one(row, event)
        case e.PreparationSent(guardian=guardian):
            task, kind = f"preparation:{row.stream}", TaskKind.READ_PREPARATION
            yield "add_task_for_inviter", (row.kommune, guardian, row.stream, task, kind, row.recorded_at)


def _concern(row: Recorded, event: e.ConcernEvent) -> Iterator[Write]:
    kommune, case = row.kommune, row.stream
    match event:
        case e.ConcernRegistered(child=child, unit=unit, acute=acute, raised_by_parents=raised, notes=notes):
            person = "" if row.who().role is Role.LEADER else event.by
            yield "register_case", (kommune, case, child, unit, row.position, person, raised, row.recorded_at)
            yield "draw_notes", (kommune, case, list(notes))
            if acute:
                yield from _consider_report(row, unit)
        case e.AcuteAnswered(acute=True, unit=unit):
            yield from _consider_report(row, unit)
        case e.ConcernShared(unit=unit, decide_by=by):
            yield "set_stage", (kommune, case, "shared")
            yield "set_clock", (kommune, case, by)
            kind = TaskKind.DECIDE_CASE
            yield "add_task", (kommune, f"decide:{case}", kind, "", unit, row.child, case, by, row.recorded_at)
            yield Timer(kommune, "decide", case, "", day_over(by))
        case _:
            return


def _consider_report(row: Recorded, unit: str) -> Iterator[Write]:
    """To the one who registered it and the leader, and nobody else: the duty to report is due at once."""
    kommune, case, at = row.kommune, row.stream, row.recorded_at
    kind, today = TaskKind.CONSIDER_REPORT, at.astimezone(OSLO).date()
    yield "add_task", (kommune, f"report:{case}", kind, "", unit, row.child, case, today, at)
    yield "add_task_for_registrar", (kommune, case, f"report-own:{case}", kind, today, at)


def _conversation(row: Recorded, event: e.ConversationEvent) -> Iterator[Write]:
    match event:
        case e.ConversationInvited(invitation=invitation, guardians=guardians, meets_at=meets_at):
            asker, meets_on = row.who().id, meets_at.astimezone(OSLO).date()
            yield "invite", (row.kommune, list(guardians), invitation, row.stream, row.recorded_at, asker, meets_on)
        case e.ConversationCancelled(invitation=invitation):
            yield "end_task", (row.kommune, f"preparation:{invitation}")
        case e.ConversationRecorded():
            yield "set_stage", (row.kommune, row.stream, "talked")
            yield "end_tasks_of_kind", (row.kommune, row.stream, [TaskKind.READ_PREPARATION])
        case _:
            return


def _decision(row: Recorded, event: e.DecisionEvent) -> Iterator[Write]:
    kommune, case, at = row.kommune, row.stream, row.recorded_at
    match event:
        case e.DecisionFellDue(decide_by=by):
            kind = TaskKind.DECISION_OVERDUE
            yield "add_task_for_registrar", (kommune, case, f"overdue:{case}", kind, by, at)
        case e.CaseDecided(outcome=outcome):
            yield "set_stage", (kommune, case, "level-1" if outcome is Outcome.LEVEL_1 else "decided")
            yield from _decided(row, outcome)
            yield kommune, f"decide:{case}:"
        case e.LevelOneEnded(outcome=outcome):
            yield "set_stage", (kommune, case, "decided")
            yield from _decided(row, outcome)


def _decided(row: Recorded, outcome: Outcome) -> Iterator[Write]:
    yield "set_outcome", (row.kommune, row.stream, outcome)
    if outcome is Outcome.LEVEL_1:  # the parents may still be invited
        yield "end_tasks_of_kind", (row.kommune, row.stream, DECIDING)
    else:
        yield "end_tasks_of", (row.kommune, row.stream)


def _level_one(row: Recorded, event: e.LevelOneEvent) -> Iterator[Write]:
    kommune, case, at = row.kommune, row.stream, row.recorded_at
    match event:
        case e.OwnMeasureAgreed(measure=measure, responsible=responsible, evaluate_on=on):
            yield from _evaluate(row, measure, responsible, on)
        case e.OwnMeasureEvaluated(measure=measure, responsible=responsible, evaluate_on=again):
            yield "end_task", (kommune, f"evaluate-own:{measure}")
            yield "end_task", (kommune, f"overdue-own:{measure}")
            if again:
                yield from _evaluate(row, measure, responsible, again)
        case e.OwnEvaluationFellDue(unit=unit, measure=measure, evaluate_on=on):
            task, kind = f"overdue-own:{measure}", TaskKind.OWN_EVALUATION_OVERDUE
            yield "add_task", (kommune, task, kind, "", unit, row.child, case, on, at)


def _evaluate(row: Recorded, measure: str, responsible: str, on: date) -> Iterator[Write]:
    """A timer is set once and for all, so each evaluation date has one of its own."""
    task, kind = f"evaluate-own:{measure}", TaskKind.EVALUATE_OWN_MEASURE
    yield "add_task", (row.kommune, task, kind, responsible, "", row.child, row.stream, on, row.recorded_at)
    yield Timer(row.kommune, "evaluate-own", row.stream, f"{measure}@{on}", day_over(on))
