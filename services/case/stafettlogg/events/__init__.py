"""What has happened on the spine of a stafettlogg."""

from typing import ClassVar, get_args

from services.case.stafettlogg.events.archive import ArchiveEvent
from services.case.stafettlogg.events.baton import BatonEvent
from services.case.stafettlogg.events.closing import CourseEvent
from services.case.stafettlogg.events.goals import GoalEvent
from services.case.stafettlogg.events.journal import JournalEvent
from services.case.stafettlogg.events.level import LevelEvent
from services.case.stafettlogg.events.measures import MeasureEvent
from services.case.stafettlogg.events.meetings import MeetingEvent
from services.case.stafettlogg.events.participation import JoiningEvent
from services.case.stafettlogg.events.spine import SpineEvent
from services.case.stafettlogg.events.voices import VoiceEvent
from shared.contracts.case import Guardian
from shared.contracts.common import Id, Name, Owner, Personal, Text
from shared.events import Schema


class StafettloggOpened(SpineEvent):
    """goal: in rows from before a goal was an event of its own."""

    type: ClassVar[str] = "stafettlogg-opened"
    child: Id
    opener: Id
    opener_owner: Owner
    guardians: tuple[Id, ...]
    level: int
    child_name: Personal[Name]
    opener_name: Personal[Name]
    guardian_names: Personal[tuple[Guardian, ...]]
    attention: Personal[Text]
    goal: Personal[Text | None] = None


ParticipationEvent = StafettloggOpened | JoiningEvent
StafettloggEvent = (
    ParticipationEvent
    | BatonEvent
    | MeasureEvent
    | GoalEvent
    | MeetingEvent
    | VoiceEvent
    | LevelEvent
    | CourseEvent
    | JournalEvent
    | ArchiveEvent
)

STAFETTLOGG: Schema[StafettloggEvent] = Schema(get_args(StafettloggEvent))
