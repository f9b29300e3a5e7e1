"""A report at barnevernet: a case of its own, assessed within the week, answered as far as the law lets."""

from dataclasses import dataclass, replace
from typing import assert_never

from pydantic import BaseModel

from services.case.report import events as e
from services.case.report.clocks import Clocks, Course
from services.case.report.report import MarkDue
from shared.contracts.case.form import ReportDraft
from shared.contracts.case.report import AnswerReport, Awaited
from shared.contracts.common import Id, Moment, Owner, Personal
from shared.decider import Act, Decider
from shared.errors import Refused, Unknown


class AnsweredAlready(Refused):
    """This cannot be said after what was said last."""


class TakeReport(BaseModel, frozen=True):
    """From the reporter's letter."""

    child: Id
    sender: Owner
    sent_at: Moment
    content: Personal[ReportDraft]


class AnswerClosed(BaseModel, frozen=True):
    """An answer, and it, closed to the service that reported."""

    command: AnswerReport
    parcel: str


IncomingCommand = TakeReport | AnswerClosed | MarkDue


@dataclass(frozen=True, slots=True)
class Incoming:
    child: str = ""  # empty until it has come
    sender: str = ""
    course: Course | None = None
    fell_due: frozenset[Awaited] = frozenset()


def receiving(clocks: Clocks) -> Decider[IncomingCommand, Incoming, e.IncomingEvent]:
    def decide(command: IncomingCommand, state: Incoming, act: Act) -> list[e.IncomingEvent]:
        match command:
            case TakeReport():
                return take(command, state, clocks)
            case AnswerClosed():
                return answer(command, state, act, clocks)
            case MarkDue():
                return mark_due(command, state)
            case _:
                assert_never(command)

    return Decider(initial=Incoming(), decide=decide, evolve=evolve, child=lambda state: state.child)


def take(command: TakeReport, state: Incoming, clocks: Clocks) -> list[e.IncomingEvent]:
    """The week runs from when it was sent. Come again, it changes nothing."""
    if state.child:
        return []
    assess_by, answer_by = clocks.sent(command.sent_at)
    return [
        e.ReportArrived(
            child=command.child, sender=command.sender, sent_at=command.sent_at, assess_by=assess_by,
            answer_by=answer_by, content=command.content,
        )
    ]  # fmt: skip


def answer(closed: AnswerClosed, state: Incoming, act: Act, clocks: Clocks) -> list[e.IncomingEvent]:
    command = closed.command
    if state.course is None:
        raise Unknown
    if not state.course.may_follow(command.feedback):
        raise AnsweredAlready
    close_by = clocks.close_by(command.feedback, act.at)
    return [
        e.ReportAnswered(
            to=state.sender, feedback=command.feedback, close_by=close_by, parcel=closed.parcel, text=command.text
        )
    ]  # fmt: skip


def mark_due(command: MarkDue, state: Incoming) -> list[e.IncomingEvent]:
    waits = state.course.awaited if state.course else None
    if waits is None or waits[0] is not command.awaited or command.awaited in state.fell_due:
        return []
    return [e.AssessmentFellDue(awaited=command.awaited)]


def evolve(state: Incoming, event: e.IncomingEvent) -> Incoming:
    match event:
        case e.ReportArrived(child=child, sender=sender, assess_by=assess_by, answer_by=answer_by):
            return replace(state, child=child, sender=sender, course=Course(assess_by, answer_by))
        case e.ReportAnswered(feedback=feedback, close_by=close_by):
            return replace(state, course=state.course and replace(state.course, last=feedback, close_by=close_by))
        case e.AssessmentFellDue(awaited=awaited):
            return replace(state, fell_due=state.fell_due | {awaited})
        case _:
            assert_never(event)
