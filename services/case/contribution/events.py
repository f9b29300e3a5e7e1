"""What a service has written for the family and the others to read, and what became of it."""

from typing import ClassVar, get_args

from shared.contracts.case import Attachment, Kind
from shared.contracts.common import Category, Id, Personal, Text
from shared.events import DomainEvent, Schema


class ContributionEvent(DomainEvent):
    stafettlogg: Id
    category: Category

    def sealed_under(self) -> Category:
        return self.category


class ContributionWritten(ContributionEvent):
    """A text that its writer's service owns, shared under its category."""

    type: ClassVar[str] = "contribution-written"
    child: Id
    kind: Kind
    text: Personal[Text]
    attachment: Attachment | None = None


class ContributionCorrected(ContributionEvent):
    """It is said otherwise now, under the same category."""

    type: ClassVar[str] = "contribution-corrected"
    text: Personal[Text]


class ContributionRetracted(ContributionEvent):
    """It is said no more."""

    type: ClassVar[str] = "contribution-retracted"
    reason: Personal[Text]


class ContributionRestricted(ContributionEvent):
    """Its owner has put it under begrensning, as a family asked."""

    type: ClassVar[str] = "contribution-restricted"
    request: Id


class ContributionReleased(ContributionEvent):
    """That begrensning has ended."""

    type: ClassVar[str] = "contribution-released"
    request: Id


Event = (
    ContributionWritten | ContributionCorrected | ContributionRetracted | ContributionRestricted | ContributionReleased
)
CONTRIBUTION: Schema[Event] = Schema(get_args(Event))
