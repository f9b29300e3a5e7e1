"""What fagsystemer have been given, in PostgreSQL, each thing known by its SHA-256 alone."""

import hashlib
import secrets
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import asyncpg

from services.portal.api.problems import KeyTaken
from shared.contracts.common import Actor
from shared.statements import statements

SQL = statements(Path(__file__).parents[1] / "sql" / "api.sql")
LIFETIME = timedelta(minutes=5)
KEPT = timedelta(days=1)  # so long does an Idempotency-Key stand for the request that it came with first


class Grant(NamedTuple):
    client: str
    actor: Actor


class Grants:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def spend(self, client: str, jti: str) -> bool:
        """False: it has been used."""
        return bool(await self._pool.fetchval(SQL["spend"], digest(client, jti)))

    async def give(self, client: str, actor: Actor) -> str:
        token = secrets.token_urlsafe(32)
        await self._forget()
        await self._pool.execute(SQL["grant"], digest(token), client, actor.model_dump_json())
        return token

    async def find(self, token: str) -> Grant | None:
        row = await self._pool.fetchrow(SQL["find"], digest(token), LIFETIME)
        return Grant(row["client"], Actor.model_validate_json(row["actor"])) if row else None

    async def ask_once(self, whose: Grant, key: str, request: bytes) -> None:
        """Raises KeyTaken: the key came with another request first."""
        known = await self._pool.fetchval(SQL["asked"], digest(whose.client, whose.actor.id, key), request)
        if known != request:
            raise KeyTaken

    async def _forget(self) -> None:
        """No assertion lives as long as a token."""
        for name, age in (("forget_assertions", LIFETIME), ("forget_tokens", LIFETIME), ("forget_keys", KEPT)):
            await self._pool.execute(SQL[name], age)


def digest(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()
