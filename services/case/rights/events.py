"""What an owner has answered to what families ask about their own information. Private."""

from datetime import date
from typing import ClassVar, get_args
from uuid import UUID

from shared.contracts.case import Withheld
from shared.contracts.common import Id, Personal, Text
from shared.events import DomainEvent, Schema


class AccessDecided(DomainEvent):
    """Of everything held about the child then, this is given and that withheld. Who asked reads the rows themselves."""

    type: ClassVar[str] = "access-decided"
    child: Id
    request: Id
    by: Id
    given: tuple[UUID, ...]
    withheld: tuple[Withheld, ...]


ACCESS: Schema[AccessDecided] = Schema([AccessDecided])


class RectificationAsked(DomainEvent):
    """item: the event; of: its stream. handlers: who is to answer, by when."""

    type: ClassVar[str] = "rectification-asked"
    child: Id
    request: Id
    person: Id
    item: UUID
    of: Id
    due_on: date
    handlers: tuple[Id, ...]
    text: Personal[Text]


class RectificationAccepted(DomainEvent):
    type: ClassVar[str] = "rectification-accepted"
    child: Id
    request: Id
    by: Id
    correction: Personal[Text]


class RectificationRefused(DomainEvent):
    """What the family said stands beside the item."""

    type: ClassVar[str] = "rectification-refused"
    child: Id
    request: Id
    by: Id
    reason: Personal[Text]


Happened = RectificationAsked | RectificationAccepted | RectificationRefused
RECTIFICATION: Schema[Happened] = Schema(get_args(Happened))
