"""The three pure parts of a decision, and who is acting when."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from shared.contracts.common import Actor

Command = TypeVar("Command")
State = TypeVar("State")
Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Act:
    """One act: who, when (the service's clock, UTC), and the id that makes repeating it harmless."""

    by: Actor
    at: datetime
    id: UUID
    correlation: UUID


@dataclass(frozen=True, slots=True)
class Decider(Generic[Command, State, Event]):
    """`decide` may refuse and never looks outside its arguments; `evolve` never refuses: the fact has happened.

    `child`: whose key seals what the state's stream holds.
    """

    initial: State
    decide: Callable[[Command, State, Act], Sequence[Event]]
    evolve: Callable[[State, Event], State]
    child: Callable[[State], str]

    def fold(self, events: Iterable[Event], state: State | None = None) -> State:
        folded = self.initial if state is None else state
        for event in events:
            folded = self.evolve(folded, event)
        return folded
