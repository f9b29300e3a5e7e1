"""A decider's rules, told: `spec.given(*events).when(command, by=actor).then(*events)` or `.refused(NotTheHolder)`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar
from uuid import UUID

import pytest
import uuid_utils.compat as uuid

from shared.contracts.common import Actor
from shared.decider import Act, Decider
from shared.errors import Refused

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday morning

_Command = TypeVar("_Command")
_State = TypeVar("_State")
_Event = TypeVar("_Event")


@dataclass(frozen=True)
class Outcome(Generic[_Event]):
    """What a decision came to; nothing is decided before somebody asks."""

    decide: Callable[[], Sequence[_Event]]

    @property
    def events(self) -> list[_Event]:
        return list(self.decide())

    def then(self, *expected: _Event) -> None:
        assert self.events == list(expected)

    def refused(self, kind: type[Refused]) -> None:
        with pytest.raises(Refused) as caught:
            self.decide()
        assert type(caught.value) is kind


@dataclass(frozen=True)
class Given(Generic[_Command, _State, _Event]):
    decider: Decider[_Command, _State, _Event]
    state: _State

    def when(self, command: _Command, *, by: Actor, at: datetime = AT, id: UUID | None = None) -> Outcome[_Event]:  # noqa: A002
        """id: of the act; that of the command if it has one."""
        known = id or getattr(command, "id", None) or uuid.uuid7()
        act = Act(by=by, at=at, id=known, correlation=known)
        return Outcome(lambda: self.decider.decide(command, self.state, act))


@dataclass(frozen=True)
class Spec(Generic[_Command, _State, _Event]):
    decider: Decider[_Command, _State, _Event]

    def given(self, *events: _Event) -> Given[_Command, _State, _Event]:
        return Given(self.decider, self.decider.fold(events))
