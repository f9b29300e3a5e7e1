"""A report at whoever makes it: written by one employee, stopped by nobody, sent once, followed until answered."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from pydantic import BaseModel

from services.case.report import events as e
from services.case.report.clocks import Clocks, Course
from shared.contracts.case.report import (
    Awaited,
    Delivery,
    DiscardReport,
    Feedback,
    SaveReport,
    SendReport,
    ShowReport,
    StartReport,
)
from shared.contracts.common import Id, Moment, Owner, Personal, Text
from shared.decider import Act, Decider
from shared.errors import Refused, Unknown


class ReportExists(Refused):
    """There is a report with this id already."""


class ReportIsSent(Refused):
    """A report that is sent cannot be changed; barnevernet has it."""


class ReportIncomplete(Refused):
    """Something that the national form asks for is missing."""


class DraftChanged(Refused):
    """The draft was saved again meanwhile; look at it once more."""

    retryable = True


class NotToOneself(Refused):
    """Whoever writes a report can read it anyway."""


class SendClosed(BaseModel, frozen=True):
    """Sending, with what was read in the draft: how often it had been saved, what it lacks, and it, closed."""

    command: SendReport
    saved: int
    missing: tuple[str, ...]
    to: Owner
    parcel: str


class NoteDelivery(BaseModel, frozen=True):
    channel: Owner
    state: Delivery
    at: Moment
    reference: Id | None = None


class TakeAnswer(BaseModel, frozen=True):
    """From barnevernet's letter. `told_at`: when it was written."""

    feedback: Feedback
    text: Personal[Text]
    told_at: Moment


class MarkDue(BaseModel, frozen=True):
    """Sent by the timer."""

    awaited: Awaited


ReportCommand = StartReport | SaveReport | ShowReport | DiscardReport | SendClosed | NoteDelivery | TakeAnswer | MarkDue


@dataclass(frozen=True, slots=True)
class Report:
    child: str = ""  # empty until started
    reporter: str = ""
    unit: str = ""
    saved: int = 0
    shown_to: frozenset[str] = frozenset()
    discarded: bool = False
    course: Course | None = None  # None until sent
    fell_due: frozenset[Awaited] = frozenset()
    delivery: tuple[tuple[str, Delivery], ...] = ()  # the last of each channel


def reporting(clocks: Clocks) -> Decider[ReportCommand, Report, e.ReportEvent]:
    """clocks: by the municipality's choice."""

    def decide(command: ReportCommand, state: Report, act: Act) -> list[e.ReportEvent]:
        match command:
            case StartReport():
                return start(command, state, act)
            case SaveReport():
                return _while_draft(state, e.ReportSaved(draft=command.draft))
            case ShowReport():
                return show(command, state)
            case DiscardReport():
                return _while_draft(state, e.ReportDiscarded())
            case SendClosed():
                return send(command, state, act, clocks)
            case NoteDelivery():
                return note(command, state)
            case TakeAnswer():
                return take_answer(command, state, clocks)
            case MarkDue():
                return mark_due(command, state)
            case _:
                assert_never(command)

    return Decider(initial=Report(), decide=decide, evolve=evolve, child=lambda state: state.child)


def start(command: StartReport, state: Report, act: Act) -> list[e.ReportEvent]:
    if state.child:
        raise ReportExists
    by = act.by
    return [e.ReportStarted(child=command.child, reporter=by.id, unit=by.unit or "none", draft=command.draft)]


def show(command: ShowReport, state: Report) -> list[e.ReportEvent]:
    _must_be(state)
    if command.to == state.reporter:
        raise NotToOneself
    return [] if command.to in state.shown_to else [e.ReportShown(to=command.to)]


def send(command: SendClosed, state: Report, act: Act, clocks: Clocks) -> list[e.ReportEvent]:
    """Nobody is asked. Sent again under another id, it is still sent once."""
    _must_be(state)
    if state.course:
        return []
    if command.saved != state.saved:
        raise DraftChanged
    if command.missing:
        raise ReportIncomplete
    assess_by, answer_by = clocks.sent(act.at)
    return [
        e.ReportSent(
            message=act.id, to=command.to, assess_by=assess_by, answer_by=answer_by, parcel=command.parcel
        )
    ]  # fmt: skip


def note(command: NoteDelivery, state: Report) -> list[e.ReportEvent]:
    """Only what is new is a line in the history."""
    if state.course is None or dict(state.delivery).get(command.channel) == command.state:
        return []
    return [e.DeliveryNoted(channel=command.channel, state=command.state, at=command.at, reference=command.reference)]


def take_answer(command: TakeAnswer, state: Report, clocks: Clocks) -> list[e.ReportEvent]:
    """What barnevernet says out of turn changes nothing."""
    if state.course is None or not state.course.may_follow(command.feedback):
        return []
    close_by = clocks.close_by(command.feedback, command.told_at)
    return [e.AnswerReceived(feedback=command.feedback, close_by=close_by, text=command.text)]


def mark_due(command: MarkDue, state: Report) -> list[e.ReportEvent]:
    if state.course is None or command.awaited in state.fell_due or not _waits_for(command.awaited, state.course):
        return []
    return [e.WaitFellDue(awaited=command.awaited)]


def _waits_for(awaited: Awaited, course: Course) -> bool:
    """An answer is waited for from the beginning; it may come without a word that it was assessed."""
    waits = course.awaited
    return waits is not None and (waits[0] is awaited or (awaited is Awaited.FEEDBACK and course.last is None))


def _while_draft(state: Report, event: e.ReportEvent) -> list[e.ReportEvent]:
    _must_be(state)
    if state.course:
        raise ReportIsSent
    return [event]


def _must_be(state: Report) -> None:
    if not state.child or state.discarded:
        raise Unknown


def evolve(state: Report, event: e.ReportEvent) -> Report:
    match event:
        case e.ReportStarted(child=child, reporter=reporter, unit=unit):
            return replace(state, child=child, reporter=reporter, unit=unit, saved=1)
        case e.ReportSaved():
            return replace(state, saved=state.saved + 1)
        case e.ReportShown(to=to):
            return replace(state, shown_to=state.shown_to | {to})
        case e.ReportDiscarded():
            return replace(state, discarded=True)
        case e.ReportSent(assess_by=assess_by, answer_by=answer_by):
            return replace(state, course=Course(assess_by, answer_by))
        case e.DeliveryNoted(channel=channel, state=noted):
            return replace(state, delivery=tuple({**dict(state.delivery), channel: noted}.items()))
        case e.AnswerReceived(feedback=feedback, close_by=close_by):
            return replace(state, course=_told(state.course, feedback, close_by))
        case e.WaitFellDue(awaited=awaited):
            return replace(state, fell_due=state.fell_due | {awaited})
        case _:
            assert_never(event)


def _told(course: Course | None, feedback: Feedback, close_by: date | None) -> Course | None:
    return course and replace(course, last=feedback, close_by=close_by)
