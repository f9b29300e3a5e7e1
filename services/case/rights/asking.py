"""What a family asks an owner to do with something that it has given: the same rules whatever is asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from shared.contracts.case import AskRectification, AskRestriction
from shared.contracts.common import Id
from shared.decider import Act
from shared.errors import Refused

_Command = TypeVar("_Command", AskRectification, AskRestriction)


class NotGiven(Refused):
    """This has not been given to the family, or does not exist."""


class NobodyNamed(Refused):
    """The municipality has named nobody who answers for this service."""


@dataclass(frozen=True, slots=True)
class AskOf(Generic[_Command]):
    """of: the stream of what is asked about; None: it was never given, or this cannot be done with it.

    handlers: who answers for this owner.
    """

    command: _Command
    of: Id | None
    due_on: date
    handlers: tuple[Id, ...]

    def said(self, act: Act) -> dict[str, Any]:
        """The fields of `events.Asked`. Raises NotGiven, NobodyNamed."""
        if self.of is None:
            raise NotGiven
        if not self.handlers:
            raise NobodyNamed
        return {
            "child": self.command.child, "request": self.command.request, "person": act.by.id,
            "item": self.command.item, "of": self.of, "due_on": self.due_on, "handlers": self.handlers,
            "text": self.command.text,
        }  # fmt: skip
