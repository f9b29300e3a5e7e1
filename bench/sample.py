"""A small owner to measure with: one event said in the open, the same sealed, the fact it becomes, and a decider."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import ClassVar

import asyncpg
import orjson
import uuid_utils.compat as uuid
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.audit_trail import encode
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Actor, Category, Fact, Id, Personal, Role
from shared.decider import Act, Decider
from shared.event_store import SQL, Append, NewEvent
from shared.events import DomainEvent, Recorded, Schema
from shared.ids import derived
from shared.personal import split
from shared.relay import Page
from shared.sealing import DataKey, KeyId, Keyring, Slot, place
from shared.wire import fact_message

KOMMUNE, OWNER, PRODUCER, CHILD = "4999", "barnehage", "case-barnehage", "c-1"
SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))  # the same in every process of a run
ACTOR = Actor(id="p-0a1b2c3d", role=Role.EMPLOYEE, kommune=KOMMUNE, owner=OWNER, unit="bekkelia")
KEY = DataKey(KeyId(CHILD, OWNER, Category.PRIVATE, 1), bytes(range(32)))
ROW_ID = uuid.uuid7()
TEXT = ("Et barn leker mer alene enn før, og vil ikke bli med ut. " * 11)[:560]  # with its item 600 bytes of JSON


class Note(DomainEvent):
    type: ClassVar[str] = "noted"
    item: Id


class OpenNote(Note):
    """600 bytes of JSON, none of them sealed."""

    text: str


class SealedNote(Note):
    """The same bytes, the text sealed."""

    type: ClassVar[str] = "noted-sealed"
    text: Personal[str]


class NoteTaken(Fact):
    """What both become."""

    service: ClassVar[str] = "case"
    entity: ClassVar[str] = "note"
    fact: ClassVar[str] = "noted"
    item: Id


SCHEMA: Schema[Note] = Schema((OpenNote, SealedNote))


@dataclass(frozen=True, slots=True)
class Notebook:
    notes: int = 0
    newest: Id = ""


def _decide(command: Note, state: Notebook, _: Act) -> Sequence[Note]:
    return [] if command.item == state.newest else [command]


def _evolve(state: Notebook, event: Note) -> Notebook:
    return replace(state, notes=state.notes + 1, newest=event.item)


DECIDER: Decider[Note, Notebook, Note] = Decider(Notebook(), _decide, _evolve, lambda _: CHILD)


_STREAMS = count()
_DATA, _ACTOR = OpenNote(item="note", text=TEXT).model_dump_json().encode(), ACTOR.model_dump_json().encode()


def fresh() -> str:
    return f"s-{next(_STREAMS)}"


def ready_row() -> tuple[object, ...]:
    """What a bare INSERT stores: a row of the same shape and size, made in advance but for its stream."""
    return (KOMMUNE, fresh(), 1, CHILD, ROW_ID, "noted", 1, _DATA, None, None, _ACTOR, ROW_ID, ROW_ID)


def new_act() -> Act:
    act_id = uuid.uuid7()
    return Act(by=ACTOR, at=datetime.now(UTC), id=act_id, correlation=act_id)


def audit(act: Act) -> AuditEntry:
    return AuditEntry(
        id=uuid.uuid7(), kommune=KOMMUNE, owner=OWNER, service="case", at=act.at, actor=act.by, action="take-note",
        child=CHILD, resources=("note",), categories=(Category.PRIVATE,), policies=("employee-of-owner",),
        legal_basis=("barnehageloven § 2 b",), correlation=act.correlation,
    )  # fmt: skip


def open_note() -> OpenNote:
    return OpenNote(item="note", text=TEXT)


def sealed_note() -> SealedNote:
    return SealedNote(item="note", text=TEXT)


def append_of(*events: Note, expected: int = 0, stream: str | None = None, audited: bool = False) -> Append:
    """What the command handler makes of decided events."""
    act, into = new_act(), stream or fresh()
    return Append(
        kommune=KOMMUNE, stream=into, expected=expected, child=CHILD, actor=orjson.dumps(ACTOR.model_dump(mode="json")),
        events=[_closed(event, n, into, act) for n, event in enumerate(events)], correlation=act.correlation,
        causation=act.id, audit=(encode(audit(act)),) if audited else (),
    )  # fmt: skip


def _closed(event: Note, n: int, stream: str, act: Act) -> NewEvent:
    plain, personal = split(event)
    event_id, sealed, key_id = derived(act.id, KOMMUNE, OWNER, act.id, stream, n), None, None
    if personal:
        where = place(KOMMUNE, stream, event_id, f"{event.type}/{event.version}", KEY.id)
        sealed, key_id = KEY.seal(where, personal), str(KEY.id)
    return NewEvent(event_id, event.type, event.version, orjson.dumps(plain), sealed, key_id)


def keyring() -> Keyring:
    async def fetch(_kommune: str, _child: str, _slots: Sequence[Slot]) -> Sequence[tuple[DataKey, datetime]]:
        return [(KEY, datetime.fromtimestamp(time.time() + 86400, UTC))]

    return Keyring(OWNER, fetch)


def key_of(identity: str) -> Ed25519PublicKey | None:
    return SIGNING.public_key() if identity == PRODUCER else None


async def page(connection: asyncpg.Connection, after: int, limit: int) -> Page:
    """What the relay of a service reads."""
    rows = [Recorded(*row) for row in await connection.fetch(SQL["after"], after, limit)]
    return [(row.position, fact_message(row, NoteTaken, OWNER, PRODUCER, SIGNING)) for row in rows]
