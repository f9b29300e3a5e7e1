"""What has happened to the stafettpinne."""

from typing import ClassVar

from pydantic import Field

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id


class BatonOffered(SpineEvent):
    type: ClassVar[str] = "baton-offered"
    giver: Id
    to: Id


class BatonPassed(SpineEvent):
    """The stafettpinne moved; exactly one holder is accountable at any time."""

    type: ClassVar[str] = "baton-passed"
    giver: Id
    taker: Id


class BatonOfferEnded(SpineEvent):
    type: ClassVar[str] = "baton-offer-ended"
    to: Id
    because: str = Field(pattern="^[a-z-]+$")


BatonEvent = BatonOffered | BatonPassed | BatonOfferEnded
