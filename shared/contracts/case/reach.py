"""Who could have read about a child: asked of every owner by the personvernombud, when something has gone wrong."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from shared.contracts.audit.search import Rule
from shared.contracts.case.base import CaseQuery
from shared.contracts.common import Category, Id, Locating, Moment, Owner, Reply

Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(3000, 1, 1))]
LONGEST_REACH = 366  # days that may be asked about at once


class CouldRead(Reply):
    """One of the owner's own people and one kind of content, from a moment to another. rules: that let them."""

    person: Id
    of: Owner
    category: Category
    since: Moment
    until: Moment
    rules: tuple[Rule, ...]


class UnitHad(Reply):
    """The child belonged to this unit, whose people may do their own casework about it. until: None: still."""

    unit: Locating[Id | None]
    since: Moment
    until: Moment | None = None


class Reach(Reply):
    """What this owner's own rules say when they are asked about each moment at which anything changed."""

    child: Id
    readers: tuple[CouldRead, ...]
    units: tuple[UnitHad, ...]


class WhoCouldRead(CaseQuery):
    """Both days are within it."""

    name: ClassVar[str] = "who-could-read"
    reply: ClassVar[type[BaseModel]] = Reach
    child: Id
    first: Day
    last: Day
    category: Category | None = None


class ConsentEnding(Reply):
    child: Id
    consent: Id
    service: Owner
    expires_on: date


class ConsentGap(Reply):
    """A service takes part in an open log, and no consent lets it in."""

    child: Id
    stafettlogg: Id
    service: Owner


class ConsentGaps(Reply):
    """ending: soonest first; those for which another consent goes on are not among them."""

    ending: tuple[ConsentEnding, ...]
    gaps: tuple[ConsentGap, ...]


class ReadConsentGaps(CaseQuery):
    """As one owner has heard of consents and logs; asked of the family's own store. days: until the end."""

    name: ClassVar[str] = "read-consent-gaps"
    reply: ClassVar[type[BaseModel]] = ConsentGaps
    days: int = Field(default=30, ge=1, le=366)
