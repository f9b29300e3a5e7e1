"""A stafettlogg as its commands need it: who takes part, who holds the baton, what is agreed."""

from dataclasses import dataclass, field

from services.case.stafettlogg import asked
from shared.decider import Act


@dataclass(frozen=True, slots=True)
class Stafettlogg:
    """participants: staff by person, in the order they joined."""

    child: str = ""  # empty until opened
    closed: bool = False
    holder: str = ""
    offered_to: str | None = None
    guardians: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()
    participants: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)  # responsible by measure


def must_hold(state: Stafettlogg, act: Act) -> None:
    if act.by.id != state.holder:
        raise asked.NotTheHolder
