"""A fagsystem at a portal whose services answer from memory: its key, its proofs, and what it asks."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast
from uuid import uuid4

import httpx
import orjson
from joserfc import jwt
from joserfc.jwk import OKPKey

from services.portal.api.clients import Client, ClientList, Clients
from services.portal.api.grants import Grant, digest
from services.portal.api.problems import KeyTaken
from services.portal.api.serving import Api
from services.portal.api.tokens import EXCHANGE, PERSON
from services.portal.metering import Meter
from services.portal.signin.party import ASSERTION
from shared.contracts.common import Actor, Role
from tests.unit.portal.sample import DIRECTORY, KARI
from tests.unit.portal.world import World

NAME = "4999.oppvekst"
STAFF = Client(id="oppvekst", name="Oppvekst", owner="barnehage", acts_for=(Role.EMPLOYEE, Role.LEADER))
ADDRESS = "http://127.0.0.1:8000"


class In(int):
    """Seconds from now."""


@dataclass
class MemoryGrants:
    """now: seconds that have passed."""

    now: float = 0
    spent: set[bytes] = field(default_factory=set)
    rows: dict[str, tuple[Grant, float]] = field(default_factory=dict)
    keys: dict[bytes, bytes] = field(default_factory=dict)

    async def spend(self, client: str, jti: str) -> bool:
        known = digest(client, jti)
        fresh = known not in self.spent
        self.spent.add(known)
        return fresh

    async def give(self, client: str, actor: Actor) -> str:
        token = uuid4().hex
        self.rows[token] = Grant(client, actor), self.now
        return token

    async def find(self, token: str) -> Grant | None:
        found = self.rows.get(token)
        return found[0] if found and self.now - found[1] < 300 else None

    async def ask_once(self, whose: Grant, key: str, request: bytes) -> None:
        if self.keys.setdefault(digest(whose.client, whose.actor.id, key), request) != request:
            raise KeyTaken


@dataclass
class Told:
    """What a municipality's `clients.yaml` says now."""

    told: ClientList | None
    kommune: str = "4999"


class Fagsystem(World):
    def __init__(self, *clients: Client) -> None:
        super().__init__()
        self.key = OKPKey.generate_key("Ed25519", {"kid": "k-1"})
        self.secrets = Path(mkdtemp(prefix="stafett-keys-"))
        self.publish(self.key)
        self.list = Told(ClientList(kommune="4999", clients=clients or (STAFF,)))
        self.grants = MemoryGrants()
        clients_ = Clients([cast(Any, self.list)], self.secrets, DIRECTORY)
        self.api = Api(
            cast(Any, self.services), cast(Any, self.trail), clients_, cast(Any, self.grants), DIRECTORY,
            ADDRESS, Meter(30), Meter(300),
        )  # fmt: skip

    def publish(self, *keys: Any) -> None:
        told = {"keys": [key.as_dict(private=False) if hasattr(key, "as_dict") else key for key in keys]}
        (self.secrets / f"client.{NAME}.jwks").write_bytes(orjson.dumps(told))

    async def _own(self, scope: Any, receive: Any, send: Any) -> None:
        self.before(scope)
        await super()._own(scope, receive, send)

    def before(self, _scope: Any) -> None:
        from tests.unit.portal.world import routed  # noqa: PLC0415 - made once for all worlds

        routed(tls=False).state.api = self.api

    def claims(self, **bent: Any) -> dict[str, Any]:
        """bent: in place of what an honest assertion says; None leaves one out."""
        now = int(time.time())
        told = {
            "iss": NAME, "sub": NAME, "aud": f"{ADDRESS}/api/v1/token", "iat": now, "exp": now + 60,
            "jti": uuid4().hex, **bent,
        }  # fmt: skip
        said = {name: value + now if isinstance(value, In) else value for name, value in told.items()}
        return {name: value for name, value in said.items() if value is not None}

    def assertion(self, key: Any = None, head: dict[str, Any] | None = None, **bent: Any) -> str:
        told = {"alg": "Ed25519", "kid": "k-1", **(head or {})}
        return jwt.encode(told, self.claims(**bent), key or self.key, algorithms=[told["alg"]])

    def form(self, assertion: str | None = None, person: str = KARI.id, **bent: str) -> dict[str, str]:
        return {
            "grant_type": EXCHANGE, "client_assertion_type": ASSERTION,
            "client_assertion": assertion or self.assertion(), "subject_token_type": PERSON, "subject_token": person,
            **bent,
        }  # fmt: skip

    async def exchange(self, **told: Any) -> httpx.Response:
        async with self.visitor() as outside:
            return await outside.post("/api/v1/token", data=self.form(**told))

    @asynccontextmanager
    async def acting(self, person: str = KARI.id) -> AsyncIterator[httpx.AsyncClient]:
        token = (await self.exchange(person=person)).json()["access_token"]
        async with self.visitor() as client:
            client.headers = httpx.Headers({"authorization": f"Bearer {token}"})
            yield client
