"""What an administrator changes of what the municipality has chosen, on a stream of its own."""

from typing import ClassVar

from shared.contracts.audit.oversight import CaseNumber
from shared.contracts.consent.choices import Chosen, Ground
from shared.events import DomainEvent, Schema


class ChoicesChanged(DomainEvent, Chosen):
    """All that has been changed until now, as the fact that it becomes; what is new is what the one before lacks."""

    type: ClassVar[str] = "choices-changed"
    number: int
    ground: Ground
    case: CaseNumber | None = None


SCHEMA: Schema[ChoicesChanged] = Schema((ChoicesChanged,))
