"""A small owner of its own: an event, the public fact it becomes, and keys that every process of a test knows."""

import os
from typing import ClassVar

import asyncpg
import orjson
import uuid_utils.compat as uuid
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.contracts.common import Actor, Fact, Id, Personal, Role, Text
from shared.event_store import SQL, Append, NewEvent
from shared.events import Recorded
from shared.relay import Page
from shared.wire import fact_message

KOMMUNE, OWNER, PRODUCER, CHILD = "4999", "barnehage", "case-barnehage", "c-1"
NEIGHBOUR = "helsestasjon"  # another owner on the same stream
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
ACTOR = Actor(id="p-1", role=Role.EMPLOYEE, kommune=KOMMUNE, owner=OWNER, unit="bekkelia")


class Noted(Fact):
    service: ClassVar[str] = "case"
    entity: ClassVar[str] = "note"
    fact: ClassVar[str] = "noted"
    item: Id
    text: Personal[Text]


def key_of(identity: str) -> Ed25519PublicKey | None:
    return KEY.public_key() if identity in (PRODUCER, f"case-{NEIGHBOUR}") else None


def event(item: str, size: int = 300) -> NewEvent:
    """size: bytes that stand for a sealed text."""
    return NewEvent(
        uuid.uuid7(), "noted", 1, orjson.dumps({"item": item}), os.urandom(size), f"{CHILD}.{OWNER}.notes.1"
    )


def append(stream: str, expected: int, *events: NewEvent, kommune: str = KOMMUNE, audit: int = 0) -> Append:
    return Append(
        kommune=kommune, stream=stream, expected=expected, child=CHILD, events=events,
        actor=ACTOR.model_dump_json().encode(), correlation=uuid.uuid7(), causation=uuid.uuid7(),
        audit=tuple(b"{}" for _ in range(audit)),
    )  # fmt: skip


async def page(connection: asyncpg.Connection, after: int, limit: int, owner: str = OWNER) -> Page:
    """What a relay reads; every seventh event is private."""
    found = [Recorded(*row) for row in await connection.fetch(SQL["after"], after, limit)]
    rows = [row._replace(key_id=f"{CHILD}.{owner}.notes.1") for row in found]
    return [
        (row.position, None if row.position % 7 == 0 else fact_message(row, Noted, owner, f"case-{owner}", KEY))
        for row in rows
    ]
