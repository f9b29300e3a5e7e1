"""One handler for every command: read, fold, decide, seal, append with the audit row; decide again when raced."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import orjson
from opentelemetry.trace import SpanKind

from shared.audit_trail import encode
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Category
from shared.decider import Act, Decider
from shared.errors import ConcurrentAppend, OutcomeUnknown, Unavailable, Unknown
from shared.event_store import Append, EventStore, NewEvent
from shared.events import DomainEvent, Recorded, Schema
from shared.ids import derived
from shared.personal import split
from shared.sealing import DataKey, Keyring, place
from shared.telemetry import span, traceparent

log = logging.getLogger(__name__)
TRIES = 5

_Command = TypeVar("_Command")
_State = TypeVar("_State")
_Event = TypeVar("_Event", bound=DomainEvent)
Knowing = Callable[[_Command, Sequence[Recorded]], Awaitable[_Command]]
"""Adds to a command what must come from the very rows that it is decided on."""


@dataclass(frozen=True, slots=True)
class Handled:
    """`position` of the last event in the owner's log; None when there was nothing to change."""

    position: int | None
    types: tuple[str, ...]


class CommandHandler:
    def __init__(self, store: EventStore, keyring: Keyring) -> None:
        self._store, self._keyring = store, keyring

    async def handle(
        self,
        decider: Decider[_Command, _State, _Event],
        schema: Schema[_Event],
        stream: str,
        command: _Command,
        act: Act,
        audit: Callable[[_State], AuditEntry],
        knowing: "Knowing[_Command] | None" = None,
    ) -> Handled:
        """Carry out a command on one stream.

        Repeating a command (same `act.id`) that was stored answers as the first time and stores nothing. Raises what
        the decider refuses, and Unavailable when the database cannot be reached or the stream is too busy.
        """
        for attempt in range(TRIES):
            try:
                return await self._once(decider, schema, stream, command, act, audit, knowing)
            except (ConcurrentAppend, OutcomeUnknown) as error:
                log.info("decide again", extra={"attempt": attempt, "error": type(error).__name__})
        raise Unavailable

    async def repeated(self, stream: str, act: Act) -> Handled | None:
        """What the same person's same command did, where its own effect is a reason to refuse it now."""
        rows = await self._store.read(act.by.kommune, stream)
        return _earlier([row for row in rows if row.who().id == act.by.id], act)

    async def _once(
        self,
        decider: Decider[_Command, _State, _Event],
        schema: Schema[_Event],
        stream: str,
        command: _Command,
        act: Act,
        audit: Callable[[_State], AuditEntry],
        knowing: "Knowing[_Command] | None",
    ) -> Handled:
        rows = await self._store.read(act.by.kommune, stream)
        if earlier := _earlier(rows, act):
            return earlier
        state = decider.fold(schema.read(row) for row in rows)
        events = decider.decide(await knowing(command, rows) if knowing else command, state, act)
        if not events:
            return Handled(None, ())
        state = decider.fold(events, state)
        closed = [await self._close(event, n, stream, decider.child(state), act) for n, event in enumerate(events)]
        with span("append", kind=SpanKind.CLIENT):
            position = await self._store.append(
                Append(
                    kommune=act.by.kommune, stream=stream, expected=len(rows), child=decider.child(state),
                    events=closed, actor=orjson.dumps(act.by.model_dump(mode="json")), correlation=act.correlation,
                    causation=act.id, traceparent=traceparent(), audit=(encode(audit(state)),),
                )
            )  # fmt: skip
        return Handled(position, tuple(event.type for event in events))

    async def _close(self, event: DomainEvent, n: int, stream: str, child: str, act: Act) -> NewEvent:
        plain, personal = split(event)
        # JetStream and every inbox know an event by this id alone, also when one command goes to several owners.
        event_id = derived(act.id, act.by.kommune, self._keyring.owner, stream, n)
        sealed, key_id = None, None
        if personal:
            key = await self._own_key(act.by.kommune, child, event.sealed_under())
            where = place(act.by.kommune, stream, event_id, f"{event.type}/{event.version}", key.id)
            sealed, key_id = key.seal(where, personal), str(key.id)
        return NewEvent(event_id, event.type, event.version, orjson.dumps(plain), sealed, key_id)

    async def _own_key(self, kommune: str, child: str, category: Category) -> DataKey:
        """Raises Unknown: the consent service makes keys only for those it knows."""
        try:
            return await self._keyring.own(kommune, child, category)
        except LookupError as error:
            raise Unknown from error


def _earlier(rows: Sequence[Recorded], act: Act) -> Handled | None:
    caused = [row for row in rows if row.causation == act.id]
    return Handled(caused[-1].position, tuple(row.type for row in caused)) if caused else None
