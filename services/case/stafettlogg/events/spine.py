"""What every event of the spine has in common."""

from shared.contracts.common import Category
from shared.events import DomainEvent


class SpineEvent(DomainEvent):
    """Part of what the family and every consented service share."""

    def sealed_under(self) -> Category:
        return Category.AGREEMENTS
