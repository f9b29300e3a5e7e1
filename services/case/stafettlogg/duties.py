"""Whose turn it is, from what is told of a stafettlogg's content; and what its readers find it by."""

from collections.abc import Iterator
from datetime import date

from services.case.writes import Write
from shared.contracts import case
from shared.contracts.case import TaskKind
from shared.contracts.common import Fact, Owner
from shared.projector import Fact as Stored


def writes(owner: Owner, stored: Stored, fact: Fact) -> Iterator[Write]:
    kommune, log = stored.envelope.kommune, stored.envelope.stream
    match fact:
        case case.MeasureAgreed() | case.MeasureContinued() | case.MeasureChanged():
            yield from _ended(kommune, f"evaluate:{fact.measure}", f"overdue:{fact.measure}")
            yield _evaluate(owner, stored, fact.measure, fact.responsible, fact.evaluate_on)
        case case.EvaluationFellDue():
            yield _evaluate(owner, stored, fact.measure, fact.responsible, fact.evaluate_on)
        case case.EvaluationOverdue(measure=measure, holder=holder):
            # In everybody's list, because it goes along with the baton.
            found, kind = stored.envelope, TaskKind.EVALUATION_OVERDUE
            values = (kommune, f"overdue:{measure}", kind, holder, "", found.child, log, None, found.at)
            yield "add_task", values
        case case.MeasureEvaluated(measure=measure) | case.MeasureEnded(measure=measure):
            yield from _ended(kommune, f"evaluate:{measure}", f"overdue:{measure}")
        case case.VoiceAppointed(person=person):
            yield from _ended(kommune, f"voice:{log}")
            yield _for(owner, stored, f"voice:{log}", TaskKind.HEAR_CHILD, person)
        case case.ChildHeard():
            yield from _ended(kommune, f"voice:{log}")
        case case.LevelChanged(level=level):
            yield "set_level", (kommune, log, level)
        case case.ReopeningAsked():
            task, kind, at = f"reopen:{log}", TaskKind.REOPEN_LOG, stored.envelope.at
            yield "add_task_for_last_holder", (kommune, task, kind, log, at, owner)
        case case.StafettloggReopened(holder=holder, holder_owner=of):
            yield "reopen_log", (kommune, log, holder)
            yield "join_log", (kommune, log, holder, of, stored.envelope.actor.unit or "")
            yield from _ended(kommune, f"reopen:{log}")
        case _:
            return


def _evaluate(owner: Owner, stored: Stored, measure: str, person: str, on: date | None) -> Write:
    return _for(owner, stored, f"evaluate:{measure}", TaskKind.EVALUATE_MEASURE, person, on)


def _for(owner: Owner, stored: Stored, task: str, kind: TaskKind, person: str, due: date | None = None) -> Write:
    found = stored.envelope
    about = (found.kommune, task, kind, person, found.child, found.stream, due, found.at, owner)
    return "add_task_for_own", about


def _ended(kommune: str, *tasks: str) -> Iterator[Write]:
    for task in tasks:
        yield "end_task", (kommune, task)
