"""What a parent without foreldreansvar has asked about a child, on a stream of its own per child."""

from datetime import datetime
from typing import ClassVar, get_args

from shared.contracts.common import Id, Personal, Text
from shared.events import DomainEvent, Schema


class InformationEvent(DomainEvent):
    child: Id
    request: Id


class InformationAsked(InformationEvent):
    type: ClassVar[str] = "information-asked"
    person: Id
    at: datetime
    question: Personal[Text]


class InformationCame(InformationEvent):
    """Follows that, for those who decide: the words stay here."""

    type: ClassVar[str] = "information-came"
    told: tuple[Id, ...]


class InformationDecided(InformationEvent):
    """answer: None when nothing is told."""

    type: ClassVar[str] = "information-decided"
    at: datetime
    legal_basis: Id
    granted: bool
    reason: Personal[Text]
    answer: Personal[Text] | None


class InformationAnswered(InformationEvent):
    """Follows that, for whoever asked."""

    type: ClassVar[str] = "information-answered"
    told: tuple[Id, ...]


Happened = InformationAsked | InformationCame | InformationDecided | InformationAnswered
SCHEMA: Schema[Happened] = Schema(get_args(Happened))
