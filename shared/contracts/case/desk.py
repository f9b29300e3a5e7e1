"""What an employee reads of the own unit's casework."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.case.base import CaseQuery
from shared.contracts.case.casework import Observation, Outcome, Worry
from shared.contracts.case.conversation import ParentsAnswer
from shared.contracts.case.effect import Effect
from shared.contracts.case.level_one import OwnNext, Whose
from shared.contracts.case.rectification import Rectification
from shared.contracts.common import Id, Line, Locating, Moment, Name, Personal, Reply, Text


class ObservationNote(BaseModel, frozen=True):
    """A two-minute observation. `case`: the undring that has drawn it in. None observed: it is under begrensning."""

    note: Id
    by: Id
    at: Moment
    observation: Observation | None
    case: Id | None = None


class EarlierCase(BaseModel, frozen=True):
    """Another case of the child in the same unit; `outcome` is the newest decision."""

    case: Id
    registered_at: Moment
    stage: str
    outcome: Outcome | None
    raised_by_parents: bool


class ChildSummary(BaseModel, frozen=True):
    """A child of the asking employee's own unit. `stage` is the furthest step of the newest case, if any.

    Only where one child is asked for: `earlier`, `notes` (those that no undring has drawn in), and `guarded` (true: the
    address is protected).
    """

    child: Id
    child_name: Personal[Name]
    born: Personal[date]
    unit: Id
    case: Id | None = None
    stage: str | None = None  # registered, shared, talked, level-1, decided
    stafettlogg: Id | None = None
    earlier: tuple[EarlierCase, ...] = ()
    notes: tuple[ObservationNote, ...] = ()
    guarded: Locating[bool | None] = None


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


class AcuteAnswer(BaseModel, frozen=True):
    acute: bool
    by: Id
    at: Moment


class PreparationSheet(BaseModel, frozen=True):
    at: Moment
    by: Id
    episodes: Personal[tuple[Text, ...]] = ()
    questions: Personal[tuple[Line, ...]] = ()
    phrases: Personal[tuple[Line, ...]] = ()
    parents_may_wish: Personal[Text] | None = None
    interpreter: Personal[Line] | None = None


class SentInvitation(BaseModel, frozen=True):
    invitation: Id
    meets_at: Moment
    place: Personal[Line]
    message: Personal[Text] | None
    guardians: tuple[Id, ...]
    cancelled: bool = False
    answers: tuple[ParentsAnswer, ...] = ()


class OwnEvaluation(BaseModel, frozen=True):
    at: Moment
    by: Id
    effect: Personal[Effect]
    next: OwnNext
    seen: Personal[Text]
    childs_view: Personal[Text] | None
    not_heard_because: Personal[Text] | None
    parents_view: Personal[Text] | None
    changed: Personal[Text] | None


class OwnMeasure(BaseModel, frozen=True):
    """`evaluate_on`: None once it has ended."""

    measure: Id
    whose: Whose
    title: Personal[Line]
    description: Personal[Text] | None
    goal: Personal[Text]
    responsible: Id
    agreed_at: Moment
    evaluate_on: date | None
    evaluations: tuple[OwnEvaluation, ...] = ()


class CaseView(Reply):
    """`acute`: answered yes, and no decision since has said why it is not reported.

    `outcome`: the decision at nivå 0; `ended`: how nivå 1 ended.
    """

    case: Id
    child: Id
    child_name: Personal[Name]
    born: Personal[date]
    stage: str
    acute: bool
    decide_by: date | None
    outcome: Outcome | None
    steps: tuple[Step, ...]
    registered_by: Id | None = None
    raised_by_parents: bool = False
    worry: Personal[Worry | None] = None
    acute_answer: AcuteAnswer | None = None
    overdue: bool = False
    must_hear_child: bool = True
    ended: Outcome | None = None
    notes: tuple[ObservationNote, ...] = ()
    sheet: PreparationSheet | None = None
    invitations: tuple[SentInvitation, ...] = ()
    measures: tuple[OwnMeasure, ...] = ()
    earlier: tuple[EarlierCase, ...] = ()
    rectifications: tuple[Rectification, ...] = ()  # what the family says is wrong here, whatever was answered
    restricted: bool = False  # it is under begrensning: how far it has come is told, and no words


class ReadCase(CaseQuery):
    name: ClassVar[str] = "read-case"
    reply: ClassVar[type[BaseModel]] = CaseView
    case: Id
