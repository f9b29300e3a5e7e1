"""The population register as this service sees it: who has changed, in order, and how somebody stands there now.

A change says only whom it is about. What holds is always looked up, so that a change seen twice, late or out of order
with others leads to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from shared.contracts.common import Kommune, Slug
from shared.contracts.consent import Grading, Residence


class Unreachable(Exception):
    """The register does not answer as agreed now; it is asked again."""


class Change(StrEnum):
    BIRTH = "birth"
    RESPONSIBILITY = "responsibility"  # foreldreansvar
    PROTECTION = "protection"  # of the address: fortrolig (7), strengt fortrolig (6)
    NAME = "name"
    NUMBER = "number"  # a D-number became a fødselsnummer
    DEATH = "death"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Changed:
    """sequence: grows along the register's own list, with gaps."""

    sequence: int
    change: Change
    number: str


@dataclass(frozen=True, slots=True)
class Responsible:
    """Somebody with foreldreansvar for a child."""

    number: str
    relation: Slug


@dataclass(frozen=True, slots=True)
class Person:
    """responsible: those with foreldreansvar; empty also where the register says «ukjent». kommune: where it lives."""

    number: str
    name: str
    born: date
    responsible: tuple[Responsible, ...] = ()
    grading: Grading = Grading.OPEN
    dead: bool = False
    kommune: Kommune | None = None
    abroad: bool = False

    def residence(self, here: Kommune) -> Residence | None:
        """None: the register does not say where, which is not that it has moved."""
        if self.dead:
            return Residence.DEAD
        if self.abroad or self.kommune not in {None, here}:
            return Residence.MOVED
        return Residence.HERE if self.kommune else None


@dataclass(frozen=True, slots=True)
class Page:
    """next: where to ask from the next time."""

    changes: Sequence[Changed]
    next: int


class PopulationRegister(Protocol):
    async def latest(self) -> int:
        """Where whoever has never asked begins: what is older has been told otherwise. Raises Unreachable."""

    async def changes(self, start: int) -> Page:
        """From and with a place in the list, oldest first, as many as are given at once. Raises Unreachable."""

    async def person(self, number: str) -> Person | None:
        """None: no such person. Raises Unreachable."""
