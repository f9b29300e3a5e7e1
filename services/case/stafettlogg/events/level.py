"""How much cooperation the child needs, as it was decided."""

from typing import ClassVar

from pydantic import Field

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Owner, Personal, Text


class LevelChanged(SpineEvent):
    type: ClassVar[str] = "level-changed"
    level: int = Field(ge=0, le=3)
    was: int = Field(ge=0, le=3)
    reason: Personal[Text]


class IndividualPlanConsidered(SpineEvent):
    type: ClassVar[str] = "individual-plan-considered"
    entitled: bool
    wanted: bool
    reason: Personal[Text]


class LiftedToCoordination(SpineEvent):
    type: ClassVar[str] = "lifted-to-coordination"
    lift: Id
    to: Owner
    anonymous: bool
    question: Personal[Text]


class AdviceRecorded(SpineEvent):
    type: ClassVar[str] = "advice-recorded"
    lift: Id
    advice: Personal[Text]


LevelEvent = LevelChanged | IndividualPlanConsidered | LiftedToCoordination | AdviceRecorded
