"""What the spine's own events put into `familie`'s calendar."""

from collections.abc import Iterator

from services.case.stafettlogg.events import measures
from services.case.stafettlogg.events.closing import TransitionOffered
from services.case.writes import Write, morning
from shared.events import DomainEvent, Recorded
from shared.timers import Timer


def writes(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    match event:
        case measures.MeasureAgreed() | measures.MeasureContinued() | measures.MeasureChanged():
            on = event.evaluate_on
            yield Timer(row.kommune, "evaluate", row.stream, f"{event.measure}@{on}", morning(on))
        case measures.EvaluationFellDue(measure=measure, evaluate_on=on, overdue_on=overdue):
            yield Timer(row.kommune, "evaluate-late", row.stream, f"{measure}@{on}", morning(overdue))
        case TransitionOffered(leaving=leaving, on=on):
            yield Timer(row.kommune, "transition", row.stream, f"{leaving}@{on}", morning(on))
        case _:
            return
