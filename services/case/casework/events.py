"""What has happened in one owner's private casework. Nothing of it is published."""

from datetime import date
from typing import ClassVar

from shared.contracts.case import Observation, Outcome
from shared.contracts.common import Id, Name, Personal, Text
from shared.events import DomainEvent, Schema


class ChildEnrolled(DomainEvent):
    """The register says that this child belongs to one of our units."""

    type: ClassVar[str] = "child-enrolled"
    child: Id
    unit: Id
    child_name: Personal[Name]
    born: Personal[date]


class ConcernRegistered(DomainEvent):
    """An employee wondered about a child, and wrote down what was seen and heard."""

    type: ClassVar[str] = "concern-registered"
    child: Id
    unit: Id
    by: Id
    acute: bool
    raised_by_parents: bool
    observations: Personal[tuple[Observation, ...]]
    interpretation: Personal[Text | None]


class ObservationAdded(DomainEvent):
    type: ClassVar[str] = "observation-added"
    observation: Personal[Observation]


class ConcernShared(DomainEvent):
    """The nearest leader knows; the municipality's clock runs until `decide_by`."""

    type: ClassVar[str] = "concern-shared"
    unit: Id
    decide_by: date


class ConversationRecorded(DomainEvent):
    """The undringssamtale was held."""

    type: ClassVar[str] = "conversation-recorded"
    held_on: date
    parents_view: Personal[Text]
    childs_view: Personal[Text | None]


class DecisionFellDue(DomainEvent):
    """The clock ran out without a decision; it raises a task and decides nothing."""

    type: ClassVar[str] = "decision-fell-due"


class CaseDecided(DomainEvent):
    type: ClassVar[str] = "case-decided"
    outcome: Outcome
    reason: Personal[Text]


CaseworkEvent = (
    ConcernRegistered | ObservationAdded | ConcernShared | ConversationRecorded | DecisionFellDue | CaseDecided
)

CASEWORK: Schema[CaseworkEvent] = Schema(
    (ConcernRegistered, ObservationAdded, ConcernShared, ConversationRecorded, DecisionFellDue, CaseDecided)
)

ENROLMENT: Schema[ChildEnrolled] = Schema((ChildEnrolled,))
