"""An owner's part of an answer: every item is given or withheld, and decided once."""

from dataclasses import dataclass
from uuid import UUID

from services.case.rights.events import AccessDecided
from shared.contracts.case import DecideAccess
from shared.decider import Act, Decider
from shared.errors import Refused


class ItemsUndecided(Refused):
    """Not every item is either given or withheld; something may have been written since it was read."""


class AccessAnswered(Refused):
    """What is given here has been decided already."""


@dataclass(frozen=True, slots=True)
class DecideOf:
    """held: every item that this owner holds now."""

    command: DecideAccess
    held: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Part:
    """decided: None until somebody has."""

    child: str = ""
    decided: AccessDecided | None = None


def decide(asked: DecideOf, state: Part, act: Act) -> list[AccessDecided]:
    command = asked.command
    withheld = {one.item for one in command.withheld}
    if state.decided:
        if (set(command.given), {*command.withheld}) == (set(state.decided.given), {*state.decided.withheld}):
            return []
        raise AccessAnswered
    if withheld & set(command.given) or withheld | set(command.given) != asked.held:
        raise ItemsUndecided
    return [
        AccessDecided(
            child=command.child, request=command.request, by=act.by.id, given=command.given, withheld=command.withheld
        )
    ]  # fmt: skip


def evolve(_state: Part, event: AccessDecided) -> Part:
    return Part(event.child, event)


DECIDER: Decider[DecideOf, Part, AccessDecided] = Decider(Part(), decide, evolve, lambda state: state.child)
