"""What families have asked for about their own information, on a stream of its own per child."""

from datetime import date
from typing import ClassVar, get_args

from shared.contracts.common import Id, Owner, Personal, Text
from shared.contracts.consent import Handler, Right
from shared.events import DomainEvent, Schema


class RightEvent(DomainEvent):
    child: Id
    request: Id


class AccessAsked(RightEvent):
    """registered_by: an employee who wrote it down for that person."""

    type: ClassVar[str] = "access-asked"
    person: Id
    registered_by: Id | None
    asked_on: date
    due_on: date
    owners: tuple[Owner, ...]
    handlers: tuple[Handler, ...]


class RightRegistered(RightEvent):
    """One service was asked, and answers for itself."""

    type: ClassVar[str] = "right-registered"
    right: Right
    person: Id
    asked_on: date
    due_on: date
    owner: Owner


class RightAnswered(RightEvent):
    type: ClassVar[str] = "right-answered"
    owner: Owner


class AccessReady(RightEvent):
    type: ClassVar[str] = "access-ready"
    told: tuple[Id, ...]


class RightSettled(RightEvent):
    """The one service that was asked has answered."""

    type: ClassVar[str] = "right-settled"


class RightNews(RightEvent):
    """For whoever asked one service for something: there is something to read."""

    type: ClassVar[str] = "right-news"
    told: tuple[Id, ...]


class ErasureAnswered(RightEvent):
    """answer: for whoever asked."""

    type: ClassVar[str] = "erasure-answered"
    by: Id
    granted: bool
    answer: Personal[Text]


class RightExtended(RightEvent):
    """reason: for whoever asked."""

    type: ClassVar[str] = "right-extended"
    by: Id
    due_on: date
    reason: Personal[Text]


class AccessExtended(RightEvent):
    """Follows that, for those who must know the new day."""

    type: ClassVar[str] = "access-extended"
    told: tuple[Id, ...]
    due_on: date


class AccessOverdue(RightEvent):
    """told: those who decide for the owners that have not."""

    type: ClassVar[str] = "access-overdue"
    told: tuple[Id, ...]


Happened = (
    AccessAsked | RightRegistered | RightAnswered | AccessReady | RightSettled | AccessExtended | RightExtended
    | AccessOverdue | RightNews | ErasureAnswered
)  # fmt: skip
SCHEMA: Schema[Happened] = Schema(get_args(Happened))
