"""What the population register says: who a child is, and who decides for it."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import (
    Fact,
    Id,
    Name,
    Owner,
    Personal,
    Reply,
    Slug,
)
from shared.contracts.consent.base import ConsentCommand, ConsentQuery


class Grading(StrEnum):
    """How an address is protected in the population register, least first."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"  # fortrolig, kode 7
    STRICT = "strictly-confidential"  # strengt fortrolig, kode 6


class Residence(StrEnum):
    """Where a child is, for the municipality's services."""

    HERE = "here"
    MOVED = "moved"  # to another municipality, or abroad
    DEAD = "dead"


class GuardianEntry(BaseModel, frozen=True, extra="forbid"):
    person: Id
    person_name: Personal[Name]
    birth_number: Personal[str] = Field(pattern=r"^[0-9]{11}$")
    relation: Slug  # mother, father, guardian
    parental_responsibility: bool  # foreldreansvar; without it there is no access


class RegisterFamily(ConsentCommand):
    """From the population register: a child, those who have foreldreansvar, and the units it belongs to."""

    name: ClassVar[str] = "register-family"
    child: Id
    child_name: Personal[Name]
    birth_number: Personal[str] = Field(pattern=r"^[0-9]{11}$")
    born: Personal[date]
    guardians: tuple[GuardianEntry, ...] = Field(max_length=8)
    units: tuple[tuple[Owner, Id], ...] = ()
    grading: Grading | None = None  # of the child's address; None: as it was
    residence: Residence | None = None  # None: as it was


class FoundPerson(Reply):
    person: Id
    person_name: Personal[Name]
    itself: bool = False  # the child, which is old enough to answer; else a parent


class FindPerson(ConsentQuery):
    """Who a birth number belongs to, when somebody has shown that it is theirs: a parent of a child that is known here,
    or such a child that is old enough to answer itself.

    Asked by the portal alone. The number is neither stored nor answered.
    """

    name: ClassVar[str] = "find-person"
    reply: ClassVar[type[BaseModel]] = FoundPerson
    birth_number: Personal[str] = Field(pattern=r"^[0-9]{11}$")


class FamilyFact(Fact):
    """What everybody hears of a child's family: ids alone."""

    service: ClassVar[str] = "consent"
    entity: ClassVar[str] = "family"
    said_by: ClassVar[str | None] = "consent"


class GuardiansChanged(FamilyFact):
    """guardians: everybody who has foreldreansvar from now on. ended: those who no longer have it."""

    fact: ClassVar[str] = "guardians-changed"
    guardians: tuple[Id, ...]
    ended: tuple[Id, ...]


class ProtectionChanged(FamilyFact):
    """From now on: whatever tells where the child is, is for nobody but those who must know."""

    fact: ClassVar[str] = "protection-changed"
    grading: Grading
