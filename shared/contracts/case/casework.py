"""Private casework, in the owner's own store: the undring and what is decided about it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from shared.contracts.case.base import CaseCommand
from shared.contracts.common import Id, Line, Name, Personal, Text

Worry = Annotated[int, Field(ge=1, le=5)]  # a scale of concern; what each step is called is the municipality's choice


class Household(BaseModel, frozen=True, extra="forbid"):
    """Who and what leads to the child, so that nothing of it is sent in an anonymous question.

    addresses: of those compared, what stands before the first comma; one that is protected is not told.
    """

    guardians: Personal[tuple[Name, ...]] = Field(default=(), max_length=10)
    addresses: Personal[tuple[Line, ...]] = Field(default=(), max_length=10)
    phones: Personal[tuple[Line, ...]] = Field(default=(), max_length=20)


class EnrolChild(CaseCommand):
    """From the municipality's register: this child belongs to this unit. household: None where it tells none."""

    name: ClassVar[str] = "enrol-child"
    child: Id
    unit: Id
    child_name: Personal[Name]
    born: Personal[date]
    household: Personal[Household | None] = None


class Observation(BaseModel, frozen=True, extra="forbid"):
    """What was seen and heard, apart from what it may mean."""

    seen: Personal[Text]
    where: Personal[Line] | None = None
    since: Personal[Line] | None = None
    said: Personal[Text] | None = None  # what the child said or did
    around: Personal[Text] | None = None  # what went on between the child and those around it


class NoteObservation(CaseCommand):
    """Two minutes, before there is an undring; an undring may draw it in later."""

    name: ClassVar[str] = "note-observation"
    note: Id
    child: Id
    observation: Observation


class RegisterConcern(CaseCommand):
    """An undring: an observation, not a conclusion. It rests on observations, noted before or written now."""

    name: ClassVar[str] = "register-concern"
    case: Id
    child: Id
    observations: tuple[Observation, ...] = Field(default=(), max_length=20)
    notes: tuple[Id, ...] = Field(default=(), max_length=20)
    interpretation: Personal[Text] | None = None
    worry: Personal[Worry | None] = None
    raised_by_parents: bool = False
    acute: bool | None = None  # violence, abuse, immediate danger; None: not answered yet


class AddObservation(CaseCommand):
    name: ClassVar[str] = "add-observation"
    case: Id
    observation: Observation


class AnswerAcute(CaseCommand):
    """Violence, abuse or immediate danger? A yes stands, and stops everything that would reach the parents."""

    name: ClassVar[str] = "answer-acute"
    case: Id
    acute: bool


class ShareConcern(CaseCommand):
    """Share the undring with the nearest leader; starts the clock for a decision."""

    name: ClassVar[str] = "share-concern"
    case: Id


class Outcome(StrEnum):
    CLOSED = "closed"
    LEVEL_1 = "level-1"
    LEVEL_2 = "level-2"
    REPORTED = "reported"  # the concern goes to barnevernet; the report itself is a matter of its own


class DecideCase(CaseCommand):
    """The leader's decision at nivå 0. not_reported_because: needed when the acute question was answered yes."""

    name: ClassVar[str] = "decide-case"
    case: Id
    outcome: Outcome
    reason: Personal[Text]
    not_reported_because: Personal[Text] | None = None
