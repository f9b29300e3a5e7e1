"""What has happened on the spine of a stafettlogg."""

from typing import ClassVar, get_args

from pydantic import Field

from services.case.stafettlogg.events.baton import BatonEvent
from services.case.stafettlogg.events.measures import MeasureEvent
from services.case.stafettlogg.events.participation import JoiningEvent
from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.case import Guardian
from shared.contracts.common import Id, Name, Owner, Personal, Text
from shared.events import Schema


class StafettloggOpened(SpineEvent):
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
    goal: Personal[Text | None]


class StafettloggClosed(SpineEvent):
    type: ClassVar[str] = "stafettlogg-closed"
    because: str = Field(pattern="^[a-z-]+$")
    reason: Personal[Text | None]


ParticipationEvent = StafettloggOpened | JoiningEvent
CourseEvent = StafettloggClosed
StafettloggEvent = ParticipationEvent | BatonEvent | MeasureEvent | CourseEvent

STAFETTLOGG: Schema[StafettloggEvent] = Schema(get_args(StafettloggEvent))
