"""How much cooperation the child needs, as it was decided."""

from typing import ClassVar

from pydantic import Field

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.case.consultation import Fresh, Trace
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
    """unit, number, confirmed: of an anonymous question, who reads it, under what, and what was looked at and sent."""

    type: ClassVar[str] = "lifted-to-coordination"
    lift: Id
    to: Owner
    anonymous: bool
    asker: Id | None = None  # older rows do not tell
    unit: Id | None = None
    number: Fresh | None = None
    confirmed: tuple[Trace, ...] = ()
    question: Personal[Text]


class AdviceRecorded(SpineEvent):
    type: ClassVar[str] = "advice-recorded"
    lift: Id
    asker: Id | None = None
    advice: Personal[Text]


LevelEvent = LevelChanged | IndividualPlanConsidered | LiftedToCoordination | AdviceRecorded
