"""Asks any service anything with an identity's real credentials, properly or not."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey
from nats.aio.client import Client as Nats
from nats.errors import NoRespondersError
from pydantic import BaseModel

from shared import bus, tokens
from shared.contracts.common import Actor, Owner, Request, Role
from shared.errors import AccessDenied
from shared.settings import Settings
from tests.servers import Installation

PATIENCE = 5.0  # seconds in which everything must be answered
REFUSED = bytes(bus.problem(AccessDenied()).body)  # the one answer to what is not there and to what is not theirs
NOBODY = "NobodyThere"  # the server's word for a subject that no service listens on


@dataclass(frozen=True)
class Answer:
    """code: None where it was answered."""

    code: str | None
    body: bytes

    def as_(self, kind: type[BaseModel]) -> Any:
        assert self.code is None, self.code
        return kind.model_validate_json(self.body)


@dataclass
class Hand:
    """One identity at the wire."""

    settings: Settings
    nats: Nats

    def itself(self, kommune: str = "4999") -> Actor:
        roles = {"register": Role.REGISTER, "portal": Role.DOOR}
        role = roles.get(self.settings.identity, Role.SYSTEM)
        return Actor(id=self.settings.identity, role=role, kommune=kommune, owner=self.settings.owner)

    def token(self, by: Actor, body: bytes, audience: str) -> str:
        return tokens.mint(self.settings.signing_key, self.settings.identity, audience, by, body)

    def forged(self, by: Actor, body: bytes, audience: str, key: Ed25519PrivateKey | None = None, **claims: Any) -> str:
        """claims: in place of what an honest token says; `kid` and `alg` stand in its header."""
        now, identity = int(time.time()), self.settings.identity
        header = {"alg": claims.pop("alg", "Ed25519"), "kid": claims.pop("kid", identity)}
        told = {
            "iss": identity, "aud": audience, "iat": now, "exp": now + 60, "jti": uuid4().hex,
            "act": by.model_dump(mode="json", exclude_none=True), "msg": tokens._digest(body), **claims,
        }  # fmt: skip
        signing = OKPKey.import_key(key or self.settings.signing_key)
        return jwt.encode(header, told, signing, algorithms=tokens.ALGORITHMS)

    async def send(self, where: str, body: bytes, token: str | None, **headers: str) -> Answer:
        """Any bytes to any subject."""
        told = headers if token is None else {tokens.HEADER: token, **headers}
        try:
            reply = await self.nats.request(where, body, PATIENCE, headers=told)
        except NoRespondersError:
            return Answer(NOBODY, b"")
        if (code := (reply.headers or {}).get(bus.CODE)) is None:
            return Answer(None, reply.data)
        problem = orjson.loads(reply.data)
        assert problem.keys() - {"why"} == {"code", "detail", "retryable"}
        assert problem["code"] == code
        return Answer(code, reply.data)

    async def ask(self, request: Request, by: Actor | None = None, owner: Owner | None = None) -> Answer:
        """Properly. owner: whose service; the asker's own, or the one there is, when left out."""
        who = by or self.itself()
        where, body, audience = addressed(request, owner or usual(request, who))
        return await self.send(where, body, self.token(who, body, audience))


def usual(request: Request, who: Actor) -> Owner:
    return who.owner if request.service == "case" or who.role is Role.SYSTEM else request.service


def addressed(request: Request, owner: Owner) -> tuple[str, bytes, str]:
    """Subject, body and audience."""
    return bus.subject(type(request), owner), request.model_dump_json().encode(), f"{request.service}.{owner}"


@asynccontextmanager
async def hand(ground: Installation, identity: str) -> AsyncIterator[Hand]:
    client = await ground.connect(identity)
    try:
        yield Hand(ground.settings(identity), client)
    finally:
        await client.close()
