"""The clock of a breach (personvernforordningen art. 33): when it was known, and what became of it. No words."""

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.audit.oversight import CaseNumber
from shared.contracts.common import Command, Id, Moment, Query, Reply


class BreachEnd(StrEnum):
    NOTIFIED = "notified"  # Datatilsynet has been told
    NO_RISK = "no-risk"  # it is unlikely that anybody is at risk, and that is written down
    NO_BREACH = "no-breach"


class Breach(Reply):
    """due_at: when Datatilsynet must have been told. case: where the words are."""

    breach: Id
    known_at: Moment
    due_at: Moment
    opened_by: Id
    investigation: Id | None = None
    ended_at: Moment | None = None
    end: BreachEnd | None = None
    case: CaseNumber | None = None


class Breaches(Reply):
    """Those that wait first, by deadline."""

    breaches: tuple[Breach, ...]


class ReadBreaches(Query):
    name: ClassVar[str] = "read-breaches"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = Breaches


class OpenBreach(Command):
    """Its own id becomes the breach's. known_at: when the municipality came to know of it; never later than now."""

    name: ClassVar[str] = "open-breach"
    service: ClassVar[str] = "audit"
    known_at: Moment
    investigation: Id | None = None


class EndBreach(Command):
    name: ClassVar[str] = "end-breach"
    service: ClassVar[str] = "audit"
    breach: Id
    end: BreachEnd
    case: CaseNumber | None = None
