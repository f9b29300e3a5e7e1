"""Events as they are stored: frozen, past tense, named on the wire by hand so that classes may move."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict

from shared.contracts.common import Actor, Category
from shared.errors import Refused
from shared.personal import Json, assemble

Upcaster = Callable[[Json], Json]


class IdTaken(Refused):
    """This id belongs to something else."""


class DomainEvent(BaseModel):
    """A fact of one service. Free text and names are `Personal`; everything else is ids, times, enums, numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    type: ClassVar[str]
    version: ClassVar[int] = 1

    def sealed_under(self) -> Category:
        """Which of the child's keys closes the personal half."""
        return Category.PRIVATE


class Recorded(NamedTuple):
    """A row of the log. `data` is plain JSON, `sealed` the personal half under `key_id`."""

    position: int
    kommune: str
    stream: str
    version: int
    child: str
    event_id: UUID
    type: str
    schema_version: int
    data: bytes
    sealed: bytes | None
    key_id: str | None
    actor: bytes
    correlation: UUID
    causation: UUID
    traceparent: str | None
    recorded_at: datetime

    def who(self) -> Actor:
        return Actor.model_validate_json(self.actor)


_Event = TypeVar("_Event", bound=DomainEvent)


class Schema(Generic[_Event]):
    """The event types of one service and how older shapes of them are read."""

    def __init__(self, types: Iterable[type[_Event]], upcasters: dict[tuple[str, int], Upcaster] | None = None) -> None:
        self.types: dict[str, type[_Event]] = {}
        for event in types:
            if event.type in self.types:
                raise ValueError(f"two events are called {event.type}")
            self.types[event.type] = event
        self.upcasters = upcasters or {}

    @classmethod
    def joined(cls, schemas: "Iterable[Schema[Any]]") -> "Schema[_Event]":
        """Every type of all of them, and how their older shapes are read."""
        every = list(schemas)
        upcasters = {of: upcast for one in every for of, upcast in one.upcasters.items()}
        return cls([event for one in every for event in one.types.values()], upcasters)

    def read(self, row: Recorded, opened: Json | None = None) -> _Event:
        """Rebuild the event. opened: its personal half, or None to read it sealed (enough for every decision).

        Raises IdTaken for a stream of another kind: ids are chosen by whoever asks.
        """
        cls = self.types.get(row.type)
        if cls is None:
            raise IdTaken
        plain = orjson.loads(row.data)
        for version in range(row.schema_version, cls.version):
            upcast = self.upcasters[row.type, version]
            plain, opened = upcast(plain), None if opened is None else upcast(opened)
        return assemble(cls, plain, opened)
