"""Break-glass (nødåpning): one employee reads what is shared about one child, for at most an hour, and answers for it.

It opens nothing that the family has said no to, no service's own casework and no report to barnevernet (ADR 26).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, StringConstraints

from shared.contracts.common import Fact, Id, Locating, Moment, Name, Owner, Personal, Reply, Text
from shared.contracts.consent.base import ConsentCommand, ConsentQuery

Reason = Annotated[Text, StringConstraints(min_length=30)]


class Cause(StrEnum):
    LIFE_OR_HEALTH = "life-or-health"
    MISSING = "missing"  # nobody knows where the child is
    VIOLENCE = "violence"  # the family is told when whoever reviews it says so, and not before


class OpenInEmergency(ConsentCommand):
    """By somebody who has shown who they are within the last five minutes."""

    name: ClassVar[str] = "open-in-emergency"
    child: Id
    because: Cause
    reason: Personal[Reason]


class ReviewEmergency(ConsentCommand):
    """By another: the leader of the unit, or the personvernombud. tell_family: what is held back no longer is."""

    name: ClassVar[str] = "review-emergency"
    child: Id
    emergency: Id
    justified: bool
    tell_family: bool
    note: Personal[Text]


class EmergencyView(BaseModel, frozen=True):
    """reason and note: None once the child's keys are destroyed. child_name: not to the personvernombud."""

    emergency: Id
    child: Id
    child_name: Personal[Name] | None
    person: Id
    owner: Owner
    unit: Locating[Id | None]
    because: Cause
    reason: Personal[Reason] | None
    opened_at: Moment
    until: Moment
    review_by: Moment
    reviewed_at: Moment | None = None
    justified: bool | None = None
    note: Personal[Text] | None = None
    overdue: bool
    may_review: bool


class Emergencies(Reply):
    """Newest first."""

    emergencies: tuple[EmergencyView, ...]


class MyEmergencies(ConsentQuery):
    """One's own, those of the unit one leads, for the personvernombud all, for a family what it is told of."""

    name: ClassVar[str] = "my-emergencies"
    reply: ClassVar[type[BaseModel]] = Emergencies


class EmergencyFact(Fact):
    service: ClassVar[str] = "consent"
    entity: ClassVar[str] = "emergency"
    said_by: ClassVar[str | None] = "consent"
    emergency: Id


class EmergencyOpened(EmergencyFact):
    """told: who must know at once. Why it was opened stays in the consent service."""

    fact: ClassVar[str] = "opened"
    person: Id
    owner: Owner
    until: Moment
    review_on: date
    told: tuple[Id, ...]


class EmergencyReviewed(EmergencyFact):
    """told: who opened it."""

    fact: ClassVar[str] = "reviewed"
    told: tuple[Id, ...]


class EmergencyReviewMissed(EmergencyFact):
    """Nobody has reviewed it in time: until somebody does, whoever opened it can open nothing more."""

    fact: ClassVar[str] = "review-missed"
    told: tuple[Id, ...]
