"""What has happened in one owner's private casework. Nothing of it is published."""

from datetime import date, datetime
from typing import ClassVar, get_args

from shared.contracts.case import Effect, Household, Observation, Outcome, OwnNext, Whose, Worry
from shared.contracts.common import Id, Line, Name, Personal, Text
from shared.events import DomainEvent, Schema
from shared.personal import Json


class ChildEnrolled(DomainEvent):
    """The register says that this child belongs to one of our units; the newest counts."""

    type: ClassVar[str] = "child-enrolled"
    version: ClassVar[int] = 2
    child: Id
    unit: Id
    child_name: Personal[Name]
    born: Personal[date]
    household: Personal[Household | None]


class ObservationNoted(DomainEvent):
    """Something was seen, and written down before there was an undring."""

    type: ClassVar[str] = "observation-noted"
    child: Id
    unit: Id
    by: Id
    observation: Personal[Observation]


class ConcernRegistered(DomainEvent):
    """An employee wondered about a child, and wrote down what was seen and heard.

    acute: None until somebody has answered. notes: observations noted earlier, which this undring rests on too.
    """

    type: ClassVar[str] = "concern-registered"
    version: ClassVar[int] = 2
    child: Id
    unit: Id
    by: Id
    acute: bool | None
    raised_by_parents: bool
    notes: tuple[Id, ...]
    observations: Personal[tuple[Observation, ...]]
    interpretation: Personal[Text | None]
    worry: Personal[Worry | None]


class ObservationAdded(DomainEvent):
    type: ClassVar[str] = "observation-added"
    observation: Personal[Observation]


class AcuteAnswered(DomainEvent):
    """Somebody answered whether this is violence, abuse or immediate danger."""

    type: ClassVar[str] = "acute-answered"
    unit: Id
    acute: bool


class ConcernShared(DomainEvent):
    """The nearest leader knows; the clock runs until `decide_by`, by version `rules` of the municipality's choices."""

    type: ClassVar[str] = "concern-shared"
    unit: Id
    decide_by: date
    rules: Id | None = None  # older rows do not tell


class ConversationPrepared(DomainEvent):
    """The sheet for the undringssamtale, whole; the newest counts."""

    type: ClassVar[str] = "conversation-prepared"
    episodes: Personal[tuple[Text, ...]]
    questions: Personal[tuple[Line, ...]]
    phrases: Personal[tuple[Line, ...]]
    parents_may_wish: Personal[Text | None]
    interpreter: Personal[Line | None]


class ConversationInvited(DomainEvent):
    """Guardians were invited, by name; they see when, where and the message."""

    type: ClassVar[str] = "conversation-invited"
    invitation: Id
    meets_at: datetime
    guardians: tuple[Id, ...]
    place: Personal[Line]
    message: Personal[Text | None]


class ConversationCancelled(DomainEvent):
    type: ClassVar[str] = "conversation-cancelled"
    invitation: Id


class ConversationRecorded(DomainEvent):
    """The undringssamtale was held."""

    type: ClassVar[str] = "conversation-recorded"
    version: ClassVar[int] = 2
    held_on: date
    parents_view: Personal[Text]
    childs_view: Personal[Text | None]
    not_heard_because: Personal[Text | None]
    parents_worry: Personal[Worry | None]
    childs_worry: Personal[Worry | None]


class DecisionFellDue(DomainEvent):
    """The clock ran out without a decision; it raises a task and decides nothing."""

    type: ClassVar[str] = "decision-fell-due"
    version: ClassVar[int] = 2
    decide_by: date | None


class CaseDecided(DomainEvent):
    type: ClassVar[str] = "case-decided"
    version: ClassVar[int] = 2
    outcome: Outcome
    reason: Personal[Text]
    not_reported_because: Personal[Text | None]


class OwnMeasureAgreed(DomainEvent):
    """A tiltak at nivå 1: the child's, or the service's own change."""

    type: ClassVar[str] = "own-measure-agreed"
    measure: Id
    whose: Whose
    responsible: Id
    evaluate_on: date
    title: Personal[Line]
    description: Personal[Text | None]
    goal: Personal[Text]


class OwnMeasureEvaluated(DomainEvent):
    """evaluate_on: when it is looked at again; None when it has ended."""

    type: ClassVar[str] = "own-measure-evaluated"
    measure: Id
    responsible: Id
    next: OwnNext
    evaluate_on: date | None
    effect: Personal[Effect]
    seen: Personal[Text]
    childs_view: Personal[Text | None]
    not_heard_because: Personal[Text | None]
    parents_view: Personal[Text | None]
    changed: Personal[Text | None]


class OwnEvaluationFellDue(DomainEvent):
    """The day came and nobody had evaluated; it raises a task and changes nothing."""

    type: ClassVar[str] = "own-evaluation-fell-due"
    unit: Id
    measure: Id
    evaluate_on: date


class LevelOneEnded(DomainEvent):
    type: ClassVar[str] = "level-one-ended"
    outcome: Outcome
    reason: Personal[Text]
    not_reported_because: Personal[Text | None]


class PreparationSent(DomainEvent):
    """A parent's own words before the conversation, whole; the newest of each parent counts."""

    type: ClassVar[str] = "preparation-sent"
    child: Id
    guardian: Id
    works_well: Personal[Text | None]
    wondering: Personal[Text | None]
    wishes: Personal[Text | None]
    interpreter: Personal[Line | None]


ConcernEvent = ConcernRegistered | ObservationAdded | AcuteAnswered | ConcernShared
ConversationEvent = ConversationPrepared | ConversationInvited | ConversationCancelled | ConversationRecorded
DecisionEvent = DecisionFellDue | CaseDecided | LevelOneEnded
LevelOneEvent = OwnMeasureAgreed | OwnMeasureEvaluated | OwnEvaluationFellDue
CaseworkEvent = ConcernEvent | ConversationEvent | DecisionEvent | LevelOneEvent


def know_no_household(data: Json) -> Json:
    """v1 told of the child alone."""
    return data | {"household": None}


def rest_on_no_notes(data: Json) -> Json:
    """v1 knew neither notes nor a scale, and took an acute question that nobody had asked as answered no."""
    return data | {"notes": (), "worry": None}


def hear_nobody_else(data: Json) -> Json:
    """v1 had no scales, and did not ask why a child was not heard."""
    return data | {"not_heard_because": None, "parents_worry": None, "childs_worry": None}


def explain_no_report(data: Json) -> Json:
    """v1 did not ask why an acute concern was not reported."""
    return data | {"not_reported_because": None}


def forget_the_day(data: Json) -> Json:
    """v1 did not say which day had passed."""
    return data | {"decide_by": None}


CASEWORK: Schema[CaseworkEvent] = Schema(
    get_args(CaseworkEvent),
    {
        (ConcernRegistered.type, 1): rest_on_no_notes,
        (ConversationRecorded.type, 1): hear_nobody_else,
        (CaseDecided.type, 1): explain_no_report,
        (DecisionFellDue.type, 1): forget_the_day,
    },
)
ENROLMENT: Schema[ChildEnrolled] = Schema((ChildEnrolled,), {(ChildEnrolled.type, 1): know_no_household})
NOTE: Schema[ObservationNoted] = Schema((ObservationNoted,))
PREPARATION: Schema[PreparationSent] = Schema((PreparationSent,))
INVITED: Schema[ConversationInvited] = Schema((ConversationInvited,))
