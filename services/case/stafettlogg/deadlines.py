"""What the spine's own events put into `familie`'s calendar."""

from collections.abc import Iterator

from services.case.stafettlogg.events import measures
from services.case.writes import Write, morning
from shared.events import DomainEvent, Recorded
from shared.timers import Timer


def writes(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    match event:
        case measures.MeasureAgreed(measure=measure, evaluate_on=on):
            yield Timer(row.kommune, "evaluate", row.stream, measure, morning(on))
        case _:
            return
