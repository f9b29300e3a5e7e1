"""Audit rows as their owners would send them: signed with their keys, sent with their rights."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import uuid_utils.compat as uuid
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nats.aio.client import Client as Nats

from shared.audit_trail import encode
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Actor, Role
from shared.wire import Message, signed
from tests.servers import Installation

KOMMUNE = "4999"


def entry(**said: Any) -> AuditEntry:
    owner, kommune = said.get("owner", "barnehage"), said.get("kommune", KOMMUNE)
    usual = {
        "id": uuid.uuid7(), "kommune": kommune, "owner": owner, "service": "case", "at": datetime.now(UTC),
        "actor": Actor(id="p-1", role=Role.EMPLOYEE, kommune=kommune, owner=owner),
        "action": "read-case", "child": "c-1", "correlation": uuid.uuid7(),
    }  # fmt: skip
    return AuditEntry(**usual | said)


@dataclass
class Owners:
    """Everybody who writes audit rows."""

    installation: Installation
    connections: dict[str, Nats] = field(default_factory=dict)
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def of(cls, installation: Installation) -> "AsyncIterator[Owners]":
        owners = cls(installation)
        try:
            yield owners
        finally:
            for connection in owners.connections.values():
                await connection.close()

    def row(self, position: int, *, producer: str = "case-barnehage", **said: Any) -> Message:
        return self.of_entry(entry(**said), position, producer)

    def of_entry(self, made: AuditEntry, position: int, producer: str | None = None) -> Message:
        """producer: who signs; by itself the case service of the row's owner."""
        return self.sign(f"aud.{made.kommune}.{made.owner}", encode(made), position, producer or f"case-{made.owner}")

    def sign(self, subject: str, body: bytes, position: int, producer: str = "case-barnehage") -> Message:
        message = Message(subject, body, position, producer, b"")
        if producer not in self.keys:
            self.keys[producer] = self.installation.settings(producer).signing_key
        return signed(message, uuid.uuid7().hex, self.keys[producer])

    async def send(self, message: Message, *, sender: str | None = None, **headers: str) -> None:
        connection = await self._connected(sender or message.producer)
        await connection.jetstream().publish(message.subject, message.body, headers=message.headers | headers)

    async def bare(self, subject: str, body: bytes, headers: dict[str, str]) -> None:
        connection = await self._connected("case-barnehage")
        await connection.jetstream().publish(subject, body, headers=headers)

    async def burst(self, messages: list[Message]) -> None:
        """As quickly as the wire takes them."""
        connection = await self._connected(messages[0].producer)
        for message in messages:
            await connection.publish(message.subject, message.body, headers=dict(message.headers))
        await connection.flush()

    async def _connected(self, identity: str) -> Nats:
        if identity not in self.connections:
            self.connections[identity] = await self.installation.connect(identity)
        return self.connections[identity]
