"""Says facts and audit rows on JetStream with an identity's real credentials, properly or not."""

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nats.aio.client import Client as Nats

from shared import wire
from shared.contracts.common import Actor, Envelope, Role
from shared.settings import Settings
from shared.wire import Message
from tests.servers import Installation

KOMMUNE = "4999"
NOBODY = "c-00000000"  # a child that no register has told of
_positions = count(1_000_000)  # far beyond what the owners' own logs reach here


@dataclass
class Speaker:
    """One identity and the owner whose facts it tells."""

    settings: Settings
    nats: Nats

    @property
    def owner(self) -> str:
        return self.settings.owner

    def envelope(self, kind: str, data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """As a relay would make it; more: whatever shall be otherwise."""
        actor = Actor(id=self.settings.identity, role=Role.SYSTEM, kommune=KOMMUNE, owner=self.owner)
        made = Envelope(
            id=uuid4(), kommune=KOMMUNE, owner=self.owner, position=next(_positions), stream=str(uuid4()), version=1,
            type=kind, child=NOBODY, at=datetime.now(UTC), actor=actor, correlation=uuid4(), causation=uuid4(),
            data=dict(data), key=f"{NOBODY}.{self.owner}.notes.1", sealed="A" * 64, sealed_as="made-up/1",
        )  # fmt: skip
        return made.model_dump(mode="json", exclude_none=True) | more

    def subject(self, envelope: Mapping[str, Any]) -> str:
        return f"evt.{envelope['kommune']}.{envelope['owner']}.{envelope['type']}"

    def signed(
        self, body: Mapping[str, Any] | bytes, subject: str | None = None, *, position: int | None = None,
        producer: str | None = None, key: Ed25519PrivateKey | None = None,
    ) -> Message:  # fmt: skip
        """Signed as this identity, unless told otherwise."""
        if isinstance(body, bytes):
            told, where = body, subject or f"evt.{KOMMUNE}.{self.owner}.made.up.v1"
        else:
            told, where = orjson.dumps(body), subject or self.subject(body)
            position = body["position"] if position is None else position
        place = next(_positions) if position is None else position
        bare = Message(where, told, place, producer or self.settings.identity, b"")
        return wire.signed(bare, str(uuid4()), key or self.settings.signing_key)

    def fact(self, kind: str, data: Mapping[str, Any], **more: Any) -> Message:
        return self.signed(self.envelope(kind, data, **more))

    async def say(self, message: Message, **headers: str) -> None:
        """Returns when JetStream has it, as a message of its own. headers: in place of the message's own."""
        fresh = {wire.MESSAGE_ID: str(uuid4())}
        await self.bare(message.subject, message.body, dict(message.headers) | fresh | headers)

    async def bare(self, subject: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        answer = orjson.loads((await self.nats.request(subject, body, 5, headers=headers)).data)
        assert "error" not in answer, answer
        assert not answer.get("duplicate"), answer

    async def raw(self, protocol: bytes) -> None:
        """Bytes as no client library would write them."""
        await self.nats._send_command(protocol)
        await self.nats._flush_pending()
        await self.nats.flush()


@asynccontextmanager
async def speaking(ground: Installation, identity: str) -> AsyncIterator[Speaker]:
    client = await ground.connect(identity)
    try:
        yield Speaker(ground.settings(identity), client)
    finally:
        await client.close()


def moved(message: Message, **to: Any) -> Message:
    """The same signature somewhere else."""
    return replace(message, **to, headers=message.headers | _headers(to))


def _headers(to: Mapping[str, Any]) -> dict[str, str]:
    names = {"position": wire.POSITION, "producer": wire.PRODUCER}
    found = {names[name]: str(value) for name, value in to.items() if name in names}
    return found | ({wire.SIGNATURE: base64.b64encode(to["signature"]).decode()} if "signature" in to else {})
