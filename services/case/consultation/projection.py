"""Folds anonymous consultations into who may find them, and whose turn it is."""

from collections.abc import Iterator

from services.case.consultation import events as e
from services.case.writes import Write
from shared.events import DomainEvent, Recorded


def writes(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    kommune, stream, at = row.kommune, row.stream, row.recorded_at
    match event:
        case e.QuestionAsked(asker=asker, unit=unit):
            yield "ask", (kommune, stream, asker, unit, row.child, row.position)
        case e.AdviceReceived():
            yield "await_asker", (kommune, stream, at)
        case e.ConsultationEnded():
            yield "await_asker", (kommune, stream, None)
        case e.QuestionArrived(unit=unit):
            yield "await_advice", (kommune, stream, row.position, at, unit)
        case e.AdviceGiven():
            yield "advised", (kommune, stream)
        case _:
            return
