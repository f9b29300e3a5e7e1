"""What a leader may know of how the own unit uses what it has: how often, never what."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import Id, Query, Reply


class Use(Reply):
    """One person's, about one child; refused attempts are told of without the child.

    off_hours: how many of the reads were outside the municipality's working hours.
    """

    person: Id
    child: Id | None = None
    reads: int
    changes: int
    denied: int
    off_hours: int


class UnitUse(Reply):
    """last: the last day that is counted, today or before."""

    first: date
    last: date
    uses: tuple[Use, ...]


class ReadUnitUse(Query):
    """children: those whose casework is the unit's, as the asker's service knows.

    month: any day of it; none: the last thirty days.
    """

    name: ClassVar[str] = "read-unit-use"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = UnitUse
    unit: Id
    children: tuple[Id, ...] = Field(max_length=2000)
    month: Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2999, 1, 1))] | None = None
