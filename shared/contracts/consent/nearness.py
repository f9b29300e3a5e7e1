"""Whether somebody who has read about a child is near to it, asked by the audit service; no name goes either way."""

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import Id, Reply
from shared.contracts.consent.base import ConsentQuery


class Nearness(StrEnum):
    SURNAME = "same-surname"
    COLLEAGUE = "colleagues-child"  # or the reader's own


class Reading(BaseModel, frozen=True, extra="forbid"):
    reader: Id
    child: Id


class Near(Reply):
    reader: Id
    child: Id
    how: Nearness


class Compared(Reply):
    near: tuple[Near, ...]


class CompareReaders(ConsentQuery):
    """Answered to the audit service alone, with a row about each child."""

    name: ClassVar[str] = "compare-readers"
    reply: ClassVar[type[BaseModel]] = Compared
    readings: tuple[Reading, ...] = Field(min_length=1, max_length=100)
