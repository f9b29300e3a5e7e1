"""What happens to one nødåpning, on a stream of its own."""

from datetime import date, datetime
from typing import ClassVar, get_args

from shared.contracts.common import Id, Owner, Personal, Text
from shared.contracts.consent import Cause
from shared.events import DomainEvent, Schema


class EmergencyEvent(DomainEvent):
    child: Id
    emergency: Id


class EmergencyOpened(EmergencyEvent):
    """Somebody may read what is shared about the child until a moment. told: who must know at once."""

    type: ClassVar[str] = "emergency-opened"
    person: Id
    owner: Owner
    unit: Id | None
    because: Cause
    at: datetime
    until: datetime
    review_on: date
    review_by: datetime
    told: tuple[Id, ...]


class EmergencyReviewed(EmergencyEvent):
    """Somebody else has said whether it was right. told: who opened it."""

    type: ClassVar[str] = "emergency-reviewed"
    by: Id
    at: datetime
    justified: bool
    tell_family: bool
    told: tuple[Id, ...]


class EmergencyExplained(EmergencyEvent):
    """Why somebody opened it, or how another came to think of that. Apart, because the rest is told to others."""

    type: ClassVar[str] = "emergency-explained"
    by: Id
    why: Personal[Text]


class EmergencyReviewMissed(EmergencyEvent):
    """The time is out and nobody has reviewed it."""

    type: ClassVar[str] = "emergency-review-missed"
    told: tuple[Id, ...]


Happened = EmergencyOpened | EmergencyReviewed | EmergencyReviewMissed | EmergencyExplained
SCHEMA: Schema[Happened] = Schema(get_args(Happened))
