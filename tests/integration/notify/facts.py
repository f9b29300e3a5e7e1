"""Facts as their owners would say them: signed with their keys, sent with their rights."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import orjson
import uuid_utils.compat as uuid
from nats.aio.client import Client as Nats

from shared.contracts import case, consent
from shared.contracts.common import Actor, Category, Envelope, Fact, Role
from shared.personal import personal_fields
from shared.wire import Message, signed
from tests.servers import Installation

KOMMUNE, LOG = "4999", "s-1"
MOTHER, FATHER, TEACHER, ADVISER, NURSE = "p-mother", "p-father", "p-teacher", "p-adviser", "p-nurse"
SERVICE = {TEACHER: "barnehage", ADVISER: "ppt", NURSE: "helsestasjon"}
SHARED = [Category.AGREEMENTS, Category.NOTES]


def actor(person: str) -> Actor:
    if person in SERVICE:
        return Actor(id=person, role=Role.EMPLOYEE, kommune=KOMMUNE, owner=SERVICE[person], unit="u-1")
    role = Role.GUARDIAN if person in (MOTHER, FATHER) else Role.SYSTEM
    return Actor(id=person, role=role, kommune=KOMMUNE, owner="familie")


@dataclass
class Speaker:
    installation: Installation
    connections: dict[str, Nats] = field(default_factory=dict)
    child: str = field(default_factory=lambda: f"c-{uuid.uuid7().hex}")
    positions: "count[int]" = field(default_factory=lambda: count(1))

    @classmethod
    @asynccontextmanager
    async def of(cls, installation: Installation) -> "AsyncIterator[Speaker]":
        speaker = cls(installation)
        try:
            yield speaker
        finally:
            for connection in speaker.connections.values():
                await connection.close()

    async def __call__(self, kind: type[Fact], by: str, /, *, said_by: str | None = None, **data: Any) -> Message:
        """Say a fact about `self.child`. said_by: an owner, where it is not the only one that may say it."""
        message = self.fact(kind, by, said_by=said_by, **data)
        await self.send(message)
        return message

    def fact(self, kind: type[Fact], by: str, /, *, said_by: str | None = None, **data: Any) -> Message:
        owner = said_by or _owner(kind)
        # Nobody who hears of it has the key, so it matters to none of them what is sealed.
        sealed = {"key": f"{self.child}.{owner}.notes.1", "sealed": "A" * 64, "sealed_as": "made-up/1"}
        found = Envelope(
            id=uuid.uuid7(), kommune=KOMMUNE, owner=owner, position=next(self.positions),
            stream=LOG if issubclass(kind, case.SpineFact) else f"x-{self.child}", version=next(self.positions),
            type=kind.wire_name(), child=self.child, at=datetime.now(UTC), actor=actor(by), correlation=uuid.uuid7(),
            causation=uuid.uuid7(), data=orjson.loads(orjson.dumps(data)), **(sealed if personal_fields(kind) else {}),
        )  # fmt: skip
        body = orjson.dumps(found.model_dump(mode="json", exclude_none=True))
        return self.sign(
            f"evt.{KOMMUNE}.{owner}.{kind.wire_name()}", body, found.position, _identity(owner), str(found.id)
        )

    def sign(self, subject: str, body: bytes, position: int, producer: str, message_id: str) -> Message:
        key = self.installation.settings(producer).signing_key
        return signed(Message(subject, body, position, producer, b""), message_id, key)

    async def send(self, message: Message, *, again: bool = False, **headers: str) -> None:
        """again: as after a loss of JetStream, when it does not know the message any more."""
        connection = await self._connected(message.producer)
        known = message.headers | ({"Nats-Msg-Id": uuid.uuid7().hex} if again else {}) | headers
        await connection.jetstream().publish(message.subject, message.body, headers=known)

    async def raw(self, producer: str, subject: str, body: bytes, **headers: str) -> None:
        connection = await self._connected(producer)
        await connection.jetstream().publish(subject, body, headers=dict(headers))

    async def _connected(self, identity: str) -> Nats:
        if identity not in self.connections:
            self.connections[identity] = await self.installation.connect(identity)
        return self.connections[identity]

    # --- what is said most ---

    async def ask(self, consent_id: str, to: str, by: str = TEACHER) -> Message:
        return await self(
            consent.ConsentAsked, by, consent=consent_id, to=to, asker=by, asked_by_owner="barnehage",
            givers=[MOTHER, FATHER], purpose="stafettlogg", categories=SHARED, expires_on="2027-11-23",
        )  # fmt: skip

    async def activate(self, consent_id: str, to: str, by: str = FATHER) -> Message:
        return await self(
            consent.ConsentActivated, by, consent=consent_id, to=to, asker=TEACHER, asked_by_owner="barnehage",
            purpose="stafettlogg", categories=SHARED, expires_on="2027-11-23",
        )  # fmt: skip

    async def open(self) -> Message:
        return await self(
            case.StafettloggOpened,
            TEACHER,
            opener=TEACHER,
            opener_owner="barnehage",
            guardians=[MOTHER, FATHER],
            level=2,
        )

    async def join(self, person: str) -> Message:
        return await self(case.InvitationAccepted, person, person=person, owner=SERVICE[person])

    async def write(self, by: str, category: Category = Category.NOTES) -> Message:
        owner = SERVICE.get(by, "familie")
        return await self(
            case.ContributionWritten, by, said_by=owner, stafettlogg=LOG, kind=case.Kind.NOTE, category=category
        )


def _owner(kind: type[Fact]) -> str:
    return "consent" if issubclass(kind, consent.ConsentFact) else "familie"


def _identity(owner: str) -> str:
    return owner if owner == "consent" else f"case-{owner}"


def unsigned(message: Message) -> dict[str, str]:
    """The headers of a message with a signature that is somebody's guess."""
    return message.headers | {"Stafett-Signature": base64.b64encode(bytes(64)).decode()}
