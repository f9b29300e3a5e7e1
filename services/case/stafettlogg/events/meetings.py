"""What has happened around meetings."""

from datetime import date
from typing import ClassVar

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Line, Moment, Personal, Text


class MeetingCalled(SpineEvent):
    type: ClassVar[str] = "meeting-called"
    meeting: Id
    starts_at: Moment
    video: bool
    invited: tuple[Id, ...]
    evaluation: bool
    where: Personal[Line]
    agenda: Personal[Text]


class MeetingCancelled(SpineEvent):
    type: ClassVar[str] = "meeting-cancelled"
    meeting: Id
    reason: Personal[Text | None]


class MeetingHeld(SpineEvent):
    type: ClassVar[str] = "meeting-held"
    meeting: Id
    held_on: date
    present: tuple[Id, ...]
    evaluation: bool
    suggested_level: int | None
    minutes: Personal[Text]
    without_voice_because: Personal[Text | None]


class MinutesCorrected(SpineEvent):
    type: ClassVar[str] = "minutes-corrected"
    meeting: Id
    edition: int
    minutes: Personal[Text]


class MinutesConfirmed(SpineEvent):
    type: ClassVar[str] = "minutes-confirmed"
    meeting: Id
    edition: int
    guardian: Id


class MeetingCameNear(SpineEvent):
    """A reminder: some days are left."""

    type: ClassVar[str] = "meeting-came-near"
    meeting: Id


MeetingEvent = MeetingCalled | MeetingCameNear | MeetingCancelled | MeetingHeld | MinutesCorrected | MinutesConfirmed
