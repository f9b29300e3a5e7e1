"""What the child has said, and what a parent says against."""

from datetime import date
from typing import ClassVar

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Line, Personal, Text


class VoiceAppointed(SpineEvent):
    type: ClassVar[str] = "voice-appointed"
    person: Id


class ChildHeard(SpineEvent):
    type: ClassVar[str] = "child-heard"
    person: Id
    heard_on: date
    said: Personal[Text]
    how: Personal[Line | None]


class Disagreed(SpineEvent):
    type: ClassVar[str] = "disagreed"
    guardian: Id
    entry: Id
    text: Personal[Text]


VoiceEvent = VoiceAppointed | ChildHeard | Disagreed
