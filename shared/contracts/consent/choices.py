"""What a kommuneadministrator changes of what the municipality has chosen. No child comes into any of it (ADR 35).

Words are one or two, in small letters, and why something was changed is a case number: nothing here has room for what
somebody could say about somebody.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, StringConstraints

from shared.contracts.audit.oversight import CaseNumber
from shared.contracts.case.guide import MunicipalityTexts
from shared.contracts.common import Fact, Id, Moment, Reply, Slug
from shared.contracts.consent.base import ConsentCommand, ConsentQuery

DeadlineName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{3,40}_days$")]
Days = Annotated[int, Field(ge=1, le=1100)]
LevelName = Annotated[str, StringConstraints(pattern=r"^[A-ZÆØÅ][a-zæøå]{1,20} [0-9]$")]
OwnWord = Annotated[str, StringConstraints(pattern=r"^[a-zæøå]{2,40}(?:[ -][a-zæøå]{2,40})?$")]


class DeadlineDays(BaseModel, frozen=True):
    name: DeadlineName
    days: Days


class OwnTerm(BaseModel, frozen=True):
    """What the municipality calls one of the field's things: indefinite, definite, plural. term: its id there."""

    term: Slug
    word: OwnWord
    definite: OwnWord
    plural: OwnWord


class Pause(BaseModel, frozen=True):
    """An employee who is on leave, or has left, does not come in. until: the last day; None: until it is said again."""

    person: Id
    first: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day <= self.until)


LevelNames = tuple[LevelName, LevelName, LevelName, LevelName]


class Chosen(BaseModel, frozen=True):
    """Something else than the municipality's files say; what is not named is as they do."""

    deadlines: tuple[DeadlineDays, ...] = Field(default=(), max_length=40)
    levels: LevelNames | None = None
    words: tuple[OwnTerm, ...] = Field(default=(), max_length=40)
    pauses: tuple[Pause, ...] = Field(default=(), max_length=1000)


class Ground(StrEnum):
    LAW = "law"
    DECISION = "decision"  # of the municipality
    PRACTICE = "practice"
    MISTAKE = "mistake"  # what stood was wrong


DOCUMENTED = frozenset({Ground.LAW, Ground.DECISION})
"""What stands somewhere else, in a case that is named."""


class ChangeChoices(ConsentCommand, Chosen):
    """What is named is as it says from now on; the rest stays. after: the number of the change that was last seen."""

    name: ClassVar[str] = "change-choices"
    after: int = Field(ge=0, lt=2**31)
    ground: Ground
    case: CaseNumber | None = None


class Change(Chosen, frozen=True):
    """One act of one administrator. deadlines, levels and words: those that it gave another value."""

    number: int
    at: Moment
    by: Id
    ground: Ground
    case: CaseNumber | None = None


class Changes(Reply):
    """Oldest first. Together they lie over what the municipality's files say: files, of its published texts."""

    changes: tuple[Change, ...]
    files: MunicipalityTexts


class ReadChanges(ConsentQuery):
    name: ClassVar[str] = "read-changes"
    reply: ClassVar[type[BaseModel]] = Changes


class ChoicesChanged(Fact, Chosen):
    """All that administrators have changed until now, so that a reader needs no earlier fact. number: of changes."""

    service: ClassVar[str] = "consent"
    entity: ClassVar[str] = "municipality"
    fact: ClassVar[str] = "choices-changed"
    said_by: ClassVar[str | None] = "consent"
    number: int = Field(ge=1, lt=2**31)
