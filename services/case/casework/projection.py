"""Folds an owner's own casework into its tables, tasks and deadlines."""

from collections.abc import Iterator

from services.case.casework import events as e
from services.case.writes import Write, day_over
from shared.contracts.case import TaskKind
from shared.events import DomainEvent, Recorded
from shared.timers import Timer


def writes(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    kommune, stream = row.kommune, row.stream
    match event:
        case e.ChildEnrolled(child=child, unit=unit):
            yield "enrol", (kommune, child, unit)
        case e.ConcernRegistered(child=child, unit=unit):
            yield "register_case", (kommune, stream, child, unit, row.position)
        case e.ConcernShared(unit=unit, decide_by=by):
            yield "set_stage", (kommune, stream, "shared", by)
            kind = TaskKind.DECIDE_CASE
            yield "add_task", (kommune, f"decide:{stream}", kind, "", unit, row.child, stream, by, row.recorded_at)
            yield Timer(kommune, "decide", stream, "", day_over(by))
        case e.ConversationRecorded():
            yield "set_stage", (kommune, stream, "talked", None)
        case e.CaseDecided():
            yield "set_stage", (kommune, stream, "decided", None)
            yield "end_task", (kommune, f"decide:{stream}")
            yield kommune, f"decide:{stream}:"
        case _:
            return
