"""Meetings: called, held with minutes that replace separate minutes, corrected, confirmed by the family."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.facts import SpineFact
from shared.contracts.case.measures import MeasureTerms
from shared.contracts.common import Contract, Id, Line, Locating, Moment, Personal, Text

MOST = 50  # people at one meeting


class MeetingTerms(Contract):
    """where: the room, or where to meet on video. invited: the guardians are, whether they stand here or not."""

    meeting: Id
    starts_at: Moment
    video: bool = False
    where: Personal[Line]
    agenda: Personal[Text]
    invited: tuple[Id, ...] = Field(default=(), max_length=MOST)
    evaluation: bool = False


class CallMeeting(MeetingTerms, CaseCommand):
    name: ClassVar[str] = "call-meeting"
    stafettlogg: Id


class CancelMeeting(CaseCommand):
    name: ClassVar[str] = "cancel-meeting"
    stafettlogg: Id
    meeting: Id
    reason: Personal[Text] | None = None


class RecordMeeting(CaseCommand):
    """Everything a meeting comes to, saved together: the minutes, what was agreed, and when to meet again.

    `meeting` is one that was called, or a new one. At nivå 2 and 3 an evaluation needs the child's voice, collected
    since the last one, or the reason why there is none. The level is only suggested here: changing it is its own act.
    """

    name: ClassVar[str] = "record-meeting"
    stafettlogg: Id
    meeting: Id
    held_on: date
    present: tuple[Id, ...] = Field(min_length=1, max_length=MOST)
    minutes: Personal[Text]
    evaluation: bool = False
    without_voice_because: Personal[Text] | None = None
    measures: tuple[MeasureTerms, ...] = Field(default=(), max_length=20)
    next_meeting: MeetingTerms | None = None
    suggested_level: int | None = Field(default=None, ge=0, le=3)


class CorrectMinutes(CaseCommand):
    """A new edition; the old ones are kept, and what the family confirmed was the old one."""

    name: ClassVar[str] = "correct-minutes"
    stafettlogg: Id
    meeting: Id
    minutes: Personal[Text]


class ConfirmMinutes(CaseCommand):
    """A guardian has read this edition and agrees that so it was."""

    name: ClassVar[str] = "confirm-minutes"
    stafettlogg: Id
    meeting: Id
    edition: int = Field(ge=1, le=1000)


# --- Public facts ---------------------------------------------------------------------------------


class MeetingCalled(SpineFact):
    fact: ClassVar[str] = "meeting-called"
    meeting: Id
    starts_at: Moment
    video: bool
    invited: tuple[Id, ...]
    evaluation: bool
    where: Personal[Locating[Line]]
    agenda: Personal[Text]


class MeetingCameNear(SpineFact):
    """A reminder, some days before."""

    fact: ClassVar[str] = "meeting-came-near"
    meeting: Id


class MeetingCancelled(SpineFact):
    fact: ClassVar[str] = "meeting-cancelled"
    meeting: Id
    reason: Personal[Text | None]


class MeetingHeld(SpineFact):
    """What was agreed there follows as facts of its own, in the same breath."""

    fact: ClassVar[str] = "meeting-held"
    meeting: Id
    held_on: date
    present: tuple[Id, ...]
    evaluation: bool
    suggested_level: int | None = Field(ge=0, le=3)
    minutes: Personal[Text]
    without_voice_because: Personal[Text | None]


class MinutesCorrected(SpineFact):
    fact: ClassVar[str] = "minutes-corrected"
    meeting: Id
    edition: int = Field(ge=1, lt=2**31)
    minutes: Personal[Text]


class MinutesConfirmed(SpineFact):
    fact: ClassVar[str] = "minutes-confirmed"
    meeting: Id
    edition: int = Field(ge=1, lt=2**31)
    guardian: Id
