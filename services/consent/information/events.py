"""What a parent without foreldreansvar has asked about a child, on a stream of its own per child."""

from datetime import datetime
from typing import ClassVar, get_args

from shared.contracts.common import Id, Personal, Text
from shared.events import DomainEvent, Schema


class InformationEvent(DomainEvent):
    child: Id
    request: Id
    told: tuple[Id, ...]
    at: datetime


class InformationAsked(InformationEvent):
    type: ClassVar[str] = "information-asked"
    person: Id
    question: Personal[Text]


class InformationDecided(InformationEvent):
    """answer: None when nothing is told."""

    type: ClassVar[str] = "information-decided"
    legal_basis: Id
    granted: bool
    reason: Personal[Text]
    answer: Personal[Text] | None


Happened = InformationAsked | InformationDecided
SCHEMA: Schema[Happened] = Schema(get_args(Happened))
