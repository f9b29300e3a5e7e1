"""Meetings: called, held with minutes and what was agreed, corrected, confirmed."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg import measures
from services.case.stafettlogg.asked import meetings as ask
from services.case.stafettlogg.events import meetings as t
from services.case.stafettlogg.events.measures import MeasureEvent
from services.case.stafettlogg.state import (
    Meeting,
    Stafettlogg,
    must_be_around,
    must_be_guardian,
    must_hold,
    today,
)
from shared.contracts.case import (
    CallMeeting,
    CancelMeeting,
    ConfirmMinutes,
    CorrectMinutes,
    MeasureTerms,
    MeetingTerms,
    RecordMeeting,
)
from shared.decider import Act
from shared.errors import Unknown

FROM_LEVEL = 2  # an evaluation begins with what the child says


def decide(
    command: ask.MeetingCommand | ask.MarkMeetingNear, state: Stafettlogg, act: Act
) -> list[t.MeetingEvent | MeasureEvent]:
    match command:
        case CallMeeting():
            return [*call(command, state, act)]
        case CancelMeeting():
            return [*cancel(command, state, act)]
        case RecordMeeting():
            return record(command, state, act)
        case CorrectMinutes():
            return [*correct(command, state, act)]
        case ConfirmMinutes():
            return [*confirm(command, state, act)]
        case ask.MarkMeetingNear(meeting=meeting):
            return [*remind(meeting, state)]
        case _:
            assert_never(command)


def call(terms: MeetingTerms, state: Stafettlogg, act: Act) -> list[t.MeetingEvent]:
    """The family is always invited."""
    must_hold(state, act)
    if terms.meeting in state.meetings:
        raise ask.MeetingExists
    if terms.starts_at <= act.at:
        raise ask.MeetingInThePast
    must_be_around(state, terms.invited)
    return [
        t.MeetingCalled(
            meeting=terms.meeting, starts_at=terms.starts_at, video=terms.video, evaluation=terms.evaluation,
            invited=tuple(dict.fromkeys((state.holder, *terms.invited, *sorted(state.guardians)))),
            where=terms.where, agenda=terms.agenda,
        )
    ]  # fmt: skip


def cancel(command: CancelMeeting, state: Stafettlogg, act: Act) -> list[t.MeetingEvent]:
    must_hold(state, act)
    if _known(command.meeting, state).cancelled:
        return []
    _must_be_ahead(command.meeting, state)
    return [t.MeetingCancelled(meeting=command.meeting, reason=command.reason)]


def remind(meeting: str, state: Stafettlogg) -> list[t.MeetingEvent]:
    known = state.meetings.get(meeting)
    return [t.MeetingCameNear(meeting=meeting)] if known and not (known.cancelled or known.minutes) else []


def record(command: RecordMeeting, state: Stafettlogg, act: Act) -> list[t.MeetingEvent | MeasureEvent]:
    """Minutes, agreements and the next meeting are one act: all of it stands, or nothing."""
    held = _held(command, state, act)
    agreed = _agreed(command.measures, evolve(state, held), act, command.meeting)
    again = command.next_meeting
    return [held, *agreed, *(call(again, evolve(state, held), act) if again else ())]


def _held(command: RecordMeeting, state: Stafettlogg, act: Act) -> t.MeetingHeld:
    must_hold(state, act)
    _must_be_ahead(command.meeting, state)
    if command.held_on > today(act):
        raise ask.MeetingInTheFuture
    must_be_around(state, command.present)
    called = state.meetings.get(command.meeting)
    evaluation = command.evaluation or bool(called and called.evaluation)
    if evaluation and state.level >= FROM_LEVEL and not (state.heard or command.without_voice_because):
        raise ask.VoiceMissing
    return t.MeetingHeld(
        meeting=command.meeting, held_on=command.held_on, present=tuple(dict.fromkeys(command.present)),
        evaluation=evaluation, suggested_level=command.suggested_level, minutes=command.minutes,
        without_voice_because=command.without_voice_because,
    )  # fmt: skip


def _agreed(wanted: tuple[MeasureTerms, ...], state: Stafettlogg, act: Act, meeting: str) -> list[MeasureEvent]:
    """Each is held against those before it: nothing is agreed twice in one meeting."""
    agreed: list[MeasureEvent] = []
    for terms in wanted:
        events = measures.agree(terms, state, act, meeting)
        for event in events:
            state = measures.evolve(state, event)
        agreed += events
    return agreed


def correct(command: CorrectMinutes, state: Stafettlogg, act: Act) -> list[t.MeetingEvent]:
    must_hold(state, act)
    edition = _minutes(command.meeting, state).minutes + 1
    return [t.MinutesCorrected(meeting=command.meeting, edition=edition, minutes=command.minutes)]


def confirm(command: ConfirmMinutes, state: Stafettlogg, act: Act) -> list[t.MeetingEvent]:
    must_be_guardian(state, act)
    known = _minutes(command.meeting, state)
    if command.edition != known.minutes:
        raise ask.OtherMinutes
    if act.by.id in known.confirmed:
        return []
    return [t.MinutesConfirmed(meeting=command.meeting, edition=command.edition, guardian=act.by.id)]


def _known(meeting: str, state: Stafettlogg) -> Meeting:
    if meeting not in state.meetings:
        raise Unknown
    return state.meetings[meeting]


def _minutes(meeting: str, state: Stafettlogg) -> Meeting:
    known = _known(meeting, state)
    if not known.minutes:
        raise ask.NotHeld
    return known


def _must_be_ahead(meeting: str, state: Stafettlogg) -> None:
    known = state.meetings.get(meeting)
    if known and (known.minutes or known.cancelled):
        raise ask.MeetingOver


def evolve(state: Stafettlogg, event: t.MeetingEvent) -> Stafettlogg:
    match event:
        case t.MeetingCalled(evaluation=evaluation):
            return _with(state, event.meeting, Meeting(evaluation))
        case t.MeetingHeld(evaluation=evaluation):
            held = _with(state, event.meeting, Meeting(evaluation, minutes=1))
            return replace(held, heard=state.heard and not evaluation)
        case t.MeetingCancelled():
            return _with(state, event.meeting, replace(state.meetings[event.meeting], cancelled=True))
        case t.MinutesCorrected(edition=edition):
            corrected = replace(state.meetings[event.meeting], minutes=edition, confirmed=frozenset())
            return _with(state, event.meeting, corrected)
        case t.MinutesConfirmed(guardian=guardian):
            known = state.meetings[event.meeting]
            return _with(state, event.meeting, replace(known, confirmed=known.confirmed | {guardian}))
        case t.MeetingCameNear():
            return state
        case _:
            assert_never(event)


def _with(state: Stafettlogg, meeting: str, now: Meeting) -> Stafettlogg:
    return replace(state, meetings={**state.meetings, meeting: now})
