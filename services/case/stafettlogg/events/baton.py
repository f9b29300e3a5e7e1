"""What has happened to the stafettpinne."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Personal, Text


class BatonOffered(SpineEvent):
    """offer: which one; None in rows from before an answer was awaited."""

    type: ClassVar[str] = "baton-offered"
    giver: Id
    to: Id
    offer: Id | None = None
    answer_by: date | None = None


class BatonPassed(SpineEvent):
    """The stafettpinne moved; exactly one holder is accountable at any time. because: None in the oldest rows."""

    type: ClassVar[str] = "baton-passed"
    giver: Id
    taker: Id
    because: str | None = Field(default=None, pattern="^[a-z-]+$")


class BatonOfferEnded(SpineEvent):
    type: ClassVar[str] = "baton-offer-ended"
    to: Id
    because: str = Field(pattern="^[a-z-]+$")


class BatonUnanswered(SpineEvent):
    """The offer stands, and whoever was asked has let the day go by."""

    type: ClassVar[str] = "baton-unanswered"
    holder: Id
    to: Id


class HolderAppointed(SpineEvent):
    """A leader moved the stafettpinne."""

    type: ClassVar[str] = "holder-appointed"
    giver: Id
    taker: Id
    reason: Personal[Text]


class AbsenceSet(SpineEvent):
    """Private to familie: who is away when concerns no other service."""

    type: ClassVar[str] = "absence-set"
    person: Id
    absence: Id
    first: date
    last: date
    act_by: date  # if this person holds the baton then, it goes by the fall-back order


class AbsenceEnded(SpineEvent):
    type: ClassVar[str] = "absence-ended"
    person: Id


class HolderAbsent(SpineEvent):
    type: ClassVar[str] = "holder-absent"
    holder: Id
    offered_to: Id | None
    act_by: date


BatonEvent = (
    BatonOffered | BatonPassed | BatonOfferEnded | BatonUnanswered | HolderAppointed | AbsenceSet | AbsenceEnded
    | HolderAbsent
)  # fmt: skip
