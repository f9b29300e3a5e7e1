"""How a stafettlogg has ended, begun again, or gone along."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Name, Owner, Personal, Text


class StafettloggClosed(SpineEvent):
    type: ClassVar[str] = "stafettlogg-closed"
    because: str = Field(pattern="^[a-z-]+$")
    reason: Personal[Text | None]


class ReopeningAsked(SpineEvent):
    type: ClassVar[str] = "reopening-asked"
    guardian: Id
    reason: Personal[Text]


class StafettloggReopened(SpineEvent):
    type: ClassVar[str] = "stafettlogg-reopened"
    holder: Id
    holder_owner: Owner
    holder_name: Personal[Name]


class TransitionOffered(SpineEvent):
    type: ClassVar[str] = "transition-offered"
    to: Id
    leaving: Owner
    on: date
    reason: Personal[Text]


CourseEvent = StafettloggClosed | ReopeningAsked | StafettloggReopened | TransitionOffered
