"""What the spine's own events put into `familie`'s calendar."""

from collections.abc import Iterator
from datetime import timedelta

from services.case.dates import OSLO
from services.case.stafettlogg.events import (
    StafettloggOpened,
    archive,
    baton,
    level,
    measures,
    meetings,
    participation,
)
from services.case.stafettlogg.events.closing import StafettloggClosed, StafettloggReopened, TransitionOffered
from services.case.writes import Write, day_over, morning
from shared.events import DomainEvent, Recorded
from shared.municipality import Deadlines
from shared.timers import Timer

SETTLED = timedelta(seconds=20)  # what others told before a log was closed has arrived
LOOK_AGAIN = timedelta(seconds=5)  # a consent that ended while somebody came in has told everybody
PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(days=1)  # between two tries at the archive


def writes(row: Recorded, event: DomainEvent, days: Deadlines) -> Iterator[Write]:
    match event:
        case measures.MeasureAgreed() | measures.MeasureContinued() | measures.MeasureChanged():
            on = event.evaluate_on
            yield Timer(row.kommune, "evaluate", row.stream, f"{event.measure}@{on}", morning(on))
        case measures.EvaluationFellDue(measure=measure, evaluate_on=on, overdue_on=overdue) if overdue:
            yield Timer(row.kommune, "evaluate-late", row.stream, f"{measure}@{on}", morning(overdue))
        case meetings.MeetingCalled(meeting=meeting, starts_at=starts_at):
            near = morning(starts_at.astimezone(OSLO).date() - timedelta(days=days.meeting_reminder_days))
            if near > row.recorded_at:  # called later than that, nobody needs a reminder
                yield Timer(row.kommune, "meeting", row.stream, meeting, near)
        case baton.BatonOffered(offer=offer, answer_by=by) if offer and by:
            yield Timer(row.kommune, "baton", row.stream, offer, day_over(by))
        case baton.AbsenceSet(absence=absence, first=first, act_by=by):
            yield Timer(row.kommune, "absent", row.stream, absence, morning(first))
            yield Timer(row.kommune, "stand-in", row.stream, absence, day_over(by))
        case StafettloggOpened() | participation.InvitationAccepted() | StafettloggReopened():
            yield Timer(row.kommune, "consented", row.stream, str(row.event_id), row.recorded_at + LOOK_AGAIN)
        case participation.ServiceInvited() | participation.ColleagueInvited():
            yield from _invitation(row, event)
        case level.LiftedToCoordination(number=number) if number:
            yield Timer(row.kommune, "lift", row.stream, number, row.recorded_at)
        case StafettloggClosed():
            yield Timer(row.kommune, "archive", row.stream, str(row.event_id), row.recorded_at + SETTLED)
        case archive.ArchiveRequested(package=package):
            yield Timer(row.kommune, "deposit", row.stream, f"{package}@1", row.recorded_at)
        case archive.ArchiveFailed(package=package, attempt=attempt):
            again = row.recorded_at + min(PAUSE * 2 ** min(attempt, 20), LONGEST_PAUSE)
            yield Timer(row.kommune, "deposit", row.stream, f"{package}@{attempt + 1}", again)
        case TransitionOffered(leaving=leaving, on=on):
            yield Timer(row.kommune, "transition", row.stream, f"{leaving}@{on}", morning(on))
        case _:
            return


def _invitation(row: Recorded, event: participation.ServiceInvited | participation.ColleagueInvited) -> Iterator[Write]:
    if event.invitation and event.remind_on and event.answer_by:
        yield Timer(row.kommune, "invitation-reminder", row.stream, event.invitation, morning(event.remind_on))
        yield Timer(row.kommune, "invitation", row.stream, event.invitation, day_over(event.answer_by))
