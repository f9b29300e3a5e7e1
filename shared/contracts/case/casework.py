"""Private casework, in the owner's own store."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.common import Id, Line, Moment, Name, Personal, Reply, Text


class EnrolChild(CaseCommand):
    """From the municipality's register: this child belongs to this unit."""

    name: ClassVar[str] = "enrol-child"
    child: Id
    unit: Id
    child_name: Personal[Name]
    born: Personal[date]


class Observation(BaseModel, frozen=True, extra="forbid"):
    """What was seen and heard, apart from what it may mean."""

    seen: Personal[Text]
    where: Personal[Line] | None = None
    since: Personal[Line] | None = None


class RegisterConcern(CaseCommand):
    """An undring: an observation, not a conclusion."""

    name: ClassVar[str] = "register-concern"
    case: Id
    child: Id
    observations: tuple[Observation, ...] = Field(min_length=1, max_length=20)
    interpretation: Personal[Text] | None = None
    raised_by_parents: bool = False
    acute: bool = False  # violence, abuse, immediate danger: leads to the shielded track, never to a conversation


class AddObservation(CaseCommand):
    name: ClassVar[str] = "add-observation"
    case: Id
    observation: Observation


class ShareConcern(CaseCommand):
    """Share the undring with the nearest leader; starts the clock for a decision."""

    name: ClassVar[str] = "share-concern"
    case: Id


class RecordConversation(CaseCommand):
    """The undringssamtale, as it was held."""

    name: ClassVar[str] = "record-conversation"
    case: Id
    held_on: date
    parents_view: Personal[Text]
    childs_view: Personal[Text] | None = None


class Outcome(StrEnum):
    CLOSED = "closed"
    LEVEL_1 = "level-1"
    LEVEL_2 = "level-2"


class DecideCase(CaseCommand):
    """The leader's decision at nivå 0."""

    name: ClassVar[str] = "decide-case"
    case: Id
    outcome: Outcome
    reason: Personal[Text]


class ChildSummary(BaseModel, frozen=True):
    """A child of the asking employee's own unit. `stage` is the furthest step of the newest open case, if any."""

    child: Id
    child_name: Personal[Name]
    born: Personal[date]
    unit: Id
    case: Id | None = None
    stage: str | None = None  # registered, shared, talked, decided
    stafettlogg: Id | None = None


class ReadChild(CaseQuery):
    """One child of the asking employee's own unit."""

    name: ClassVar[str] = "read-child"
    reply: ClassVar[type[BaseModel]] = ChildSummary
    child: Id


class Children(Reply):
    children: tuple[ChildSummary, ...]


class MyChildren(CaseQuery):
    name: ClassVar[str] = "my-children"
    reply: ClassVar[type[BaseModel]] = Children


class Step(BaseModel, frozen=True):
    """One event of a case, in order. `what` is the event's wire name."""

    what: str
    at: Moment
    by: Id
    text: Personal[dict[str, str]] = Field(default_factory=dict)


class CaseView(Reply):
    case: Id
    child: Id
    child_name: Personal[Name]
    born: Personal[date]
    stage: str
    acute: bool
    decide_by: date | None
    outcome: Outcome | None
    steps: tuple[Step, ...]


class ReadCase(CaseQuery):
    name: ClassVar[str] = "read-case"
    reply: ClassVar[type[BaseModel]] = CaseView
    case: Id
