"""What a service has written for the family and the others to read."""

from typing import ClassVar

from shared.contracts.case import Kind
from shared.contracts.common import Category, Id, Personal, Text
from shared.events import DomainEvent, Schema


class ContributionWritten(DomainEvent):
    """A text that its writer's service owns, shared under its category."""

    type: ClassVar[str] = "contribution-written"
    child: Id
    stafettlogg: Id
    kind: Kind
    category: Category
    text: Personal[Text]

    def sealed_under(self) -> Category:
        return self.category


CONTRIBUTION: Schema[ContributionWritten] = Schema((ContributionWritten,))
