"""What an owner has answered to what families ask about their own information. Private."""

from datetime import date
from typing import ClassVar, get_args
from uuid import UUID

from shared.contracts.case import NoRestriction, RestrictionGround, Withheld
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


class Asked(DomainEvent):
    """item: the event; of: its stream. handlers: who is to answer, by when."""

    child: Id
    request: Id
    person: Id
    item: UUID
    of: Id
    due_on: date
    handlers: tuple[Id, ...]
    text: Personal[Text]


class RectificationAsked(Asked):
    type: ClassVar[str] = "rectification-asked"


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


class RestrictionAsked(Asked):
    type: ClassVar[str] = "restriction-asked"
    ground: RestrictionGround


class RestrictionSet(DomainEvent):
    """of: what nobody but the family and those who answer for it reads now."""

    type: ClassVar[str] = "restriction-set"
    child: Id
    request: Id
    by: Id
    of: Id
    ground: RestrictionGround
    reason: Personal[Text]


class RestrictionRefused(DomainEvent):
    type: ClassVar[str] = "restriction-refused"
    child: Id
    request: Id
    by: Id
    basis: NoRestriction
    reason: Personal[Text]


class LiftingAnnounced(DomainEvent):
    """The family is told, and until that day nothing changes."""

    type: ClassVar[str] = "restriction-lifting-announced"
    child: Id
    request: Id
    by: Id
    lift_on: date
    reason: Personal[Text]


class RestrictionLifted(DomainEvent):
    type: ClassVar[str] = "restriction-lifted"
    child: Id
    request: Id
    of: Id


Limiting = RestrictionAsked | RestrictionSet | RestrictionRefused | LiftingAnnounced | RestrictionLifted
RESTRICTION: Schema[Limiting] = Schema(get_args(Limiting))
