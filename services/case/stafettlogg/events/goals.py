"""What the log is about, and what is hoped for."""

from typing import ClassVar

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Personal, Text


class AttentionChanged(SpineEvent):
    type: ClassVar[str] = "attention-changed"
    attention: Personal[Text]


class GoalAdded(SpineEvent):
    type: ClassVar[str] = "goal-added"
    goal: Id
    text: Personal[Text]


class GoalChanged(SpineEvent):
    type: ClassVar[str] = "goal-changed"
    goal: Id
    text: Personal[Text]


class GoalEnded(SpineEvent):
    type: ClassVar[str] = "goal-ended"
    goal: Id
    reached: bool
    reason: Personal[Text | None]


GoalEvent = AttentionChanged | GoalAdded | GoalChanged | GoalEnded
