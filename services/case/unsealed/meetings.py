"""Meetings, with every edition of their minutes."""

from typing import Any

from services.case.unsealed.opened import Opened, said
from shared.contracts import case
from shared.contracts.case import Meeting, MeetingStage
from shared.contracts.common import Envelope, Fact

FACTS = (
    case.MeetingCalled, case.MeetingCancelled, case.MeetingHeld, case.MinutesCorrected, case.MinutesConfirmed,
)  # fmt: skip


def collect(opened: Opened, found: Envelope, fact: Fact) -> None:
    match fact:
        case case.MeetingCalled():
            opened.meetings[fact.meeting] = Meeting(
                meeting=fact.meeting, stage=MeetingStage.CALLED, evaluation=fact.evaluation, starts_at=fact.starts_at,
                video=fact.video, where=fact.where, agenda=fact.agenda, invited=fact.invited,
            )  # fmt: skip
        case case.MeetingCancelled():
            _set(opened, fact.meeting, stage=MeetingStage.CANCELLED)
        case case.MeetingHeld():
            _held(opened, found, fact)
        case case.MinutesCorrected() if (known := opened.meetings.get(fact.meeting)) and known.minutes:
            _set(
                opened, fact.meeting, minutes=said(found, fact.minutes), edition=fact.edition, confirmed_by=(),
                earlier=(*known.earlier, known.minutes),
            )  # fmt: skip
        case case.MinutesConfirmed(guardian=guardian) if known := opened.meetings.get(fact.meeting):
            _set(opened, fact.meeting, confirmed_by=(*known.confirmed_by, guardian))
        case _:
            return


def _held(opened: Opened, found: Envelope, fact: case.MeetingHeld) -> None:
    opened.meetings.setdefault(
        fact.meeting, Meeting(meeting=fact.meeting, stage=MeetingStage.HELD, evaluation=fact.evaluation)
    )
    _set(
        opened, fact.meeting, stage=MeetingStage.HELD, evaluation=fact.evaluation, held_on=fact.held_on,
        present=fact.present, minutes=said(found, fact.minutes), edition=1,
        without_voice_because=fact.without_voice_because, suggested_level=fact.suggested_level,
    )  # fmt: skip
    if fact.evaluation:
        opened.voice = opened.voice.model_copy(update={"fresh": False})


def _set(opened: Opened, meeting: str, **now: Any) -> None:
    if known := opened.meetings.get(meeting):
        opened.meetings[meeting] = known.model_copy(update=now)
