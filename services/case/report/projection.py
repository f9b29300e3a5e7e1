"""Folds the shielded log into who may find what, and into the clocks of both sides."""

from collections.abc import Iterator, Sequence
from datetime import date

import asyncpg

from services.case.consultation import projection as consultation
from services.case.consultation.events import CONSULTATION, LIFT, QUESTION
from services.case.consultation.tables import SQL as CONSULTATION_SQL
from services.case.report import events as e
from services.case.report.delivery import SEND
from services.case.report.keys import SQL as REPORT_SQL
from services.case.writes import EndTimer, Write, day_over, write
from shared.contracts.case.report import Awaited, Feedback
from shared.events import DomainEvent, Recorded, Schema
from shared.projector import Apply
from shared.timers import Timer

EVERY: Schema[DomainEvent] = Schema.joined((e.REPORT, e.INCOMING, CONSULTATION, LIFT, QUESTION))
SQL = {**REPORT_SQL, **CONSULTATION_SQL}


def folding(*, through_port: bool) -> Apply[Recorded]:
    """through_port: a report that is sent goes by the national interface too."""

    async def fold(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
        for row in rows:
            event = EVERY.read(row)
            await write(connection, (*writes(row, event), *consultation.writes(row, event)), SQL)
            if through_port and isinstance(event, e.ReportSent):
                await write(connection, [Timer(row.kommune, SEND, row.stream, "0", row.recorded_at)])

    return fold


def writes(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    kommune, stream = row.kommune, row.stream
    match event:
        case e.ReportStarted(reporter=person) | e.ReportShown(to=person):
            yield "let_find", (kommune, person, stream, row.position)
        case e.ReportDiscarded():
            yield "forget", (kommune, stream)
        case e.ReportArrived(assess_by=assess_by, answer_by=answer_by):
            yield "arrive", (kommune, stream, row.position)
            yield _clock(row, Awaited.ASSESSMENT, assess_by)
            yield _clock(row, Awaited.FEEDBACK, answer_by)
        case e.ReportSent(assess_by=assess_by, answer_by=answer_by):
            yield _clock(row, Awaited.ASSESSMENT, assess_by)
            yield _clock(row, Awaited.FEEDBACK, answer_by)
        case e.AnswerReceived(feedback=feedback, close_by=close_by):
            yield from _answered(row, feedback, close_by)
        case e.ReportAnswered(feedback=feedback, close_by=close_by):
            yield from _answered(row, feedback, close_by)
            if feedback in {Feedback.DROPPED, Feedback.CLOSED, Feedback.FOLLOWED_UP}:
                yield "finish", (kommune, stream)
        case _:
            return


def _answered(row: Recorded, feedback: Feedback, close_by: date | None) -> Iterator[Write]:
    yield _ended(row, Awaited.ASSESSMENT)
    if feedback is not Feedback.ASSESSED:
        yield _ended(row, Awaited.FEEDBACK)
    if close_by:
        yield _clock(row, Awaited.CLOSING, close_by)
    elif feedback in {Feedback.CLOSED, Feedback.FOLLOWED_UP}:
        yield _ended(row, Awaited.CLOSING)


def _clock(row: Recorded, awaited: Awaited, by: date) -> Timer:
    return Timer(row.kommune, awaited, row.stream, "", day_over(by))


def _ended(row: Recorded, awaited: Awaited) -> EndTimer:
    return row.kommune, f"{awaited}:{row.stream}:"
