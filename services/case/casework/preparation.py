"""What parents write before an undringssamtale, one stream per invitation.

Nothing here depends on how the case stands: were it refused when a concern turns acute, the refusal would tell.
"""

from dataclasses import dataclass, replace

from pydantic import BaseModel

from services.case.casework.events import PreparationSent
from shared.contracts.case import PrepareForConversation
from shared.contracts.common import Id, Moment
from shared.decider import Act, Decider
from shared.errors import Refused


class NothingWritten(Refused):
    """There is nothing written in it."""


class ConversationIsOff(Refused):
    """The conversation is called off."""


class ConversationHasBegun(Refused):
    """The conversation has begun; what is to be said is said there."""


class PrepareUnder(BaseModel, frozen=True):
    """A parent's words, with the invitation that they answer."""

    command: PrepareForConversation
    child: Id
    meets_at: Moment
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Preparation:
    child: str = ""


def prepare(under: PrepareUnder, _state: Preparation, act: Act) -> list[PreparationSent]:
    command = under.command
    if under.cancelled:
        raise ConversationIsOff
    if act.at >= under.meets_at:
        raise ConversationHasBegun
    if not (command.works_well or command.wondering or command.wishes or command.interpreter):
        raise NothingWritten
    return [
        PreparationSent(
            child=under.child, guardian=act.by.id, works_well=command.works_well, wondering=command.wondering,
            wishes=command.wishes, interpreter=command.interpreter,
        )
    ]  # fmt: skip


DECIDER: Decider[PrepareUnder, Preparation, PreparationSent] = Decider(
    initial=Preparation(),
    decide=prepare,
    evolve=lambda state, event: replace(state, child=event.child),
    child=lambda state: state.child,
)
