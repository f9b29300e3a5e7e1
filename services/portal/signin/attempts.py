"""A sign-in under way: bound to one browser by a cookie from which all that must fit is derived, and used once."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg

from shared.statements import statements

SQL = statements(Path(__file__).parents[1] / "sql" / "sessions.sql")
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attempt:
    """door: its path. back: where to go afterwards. fresh: they must show who they are anew."""

    secret: str
    door: str
    back: str
    fresh: bool
    since: datetime

    @property
    def state(self) -> str:
        return self._derived("state")

    @property
    def nonce(self) -> str:
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """43 characters (RFC 7636)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        return _base64(hashlib.sha256(self.verifier.encode()).digest())

    def _derived(self, use: str) -> str:
        return _base64(hmac.digest(self.secret.encode(), use.encode(), hashlib.sha256))


class Attempts:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def begin(self, door: str, back: str, *, fresh: bool) -> Attempt:
        secret = secrets.token_urlsafe(32)
        await self._pool.execute(SQL["forget_attempts"], PATIENCE)
        since = await self._pool.fetchval(SQL["attempt"], _key(secret), door, back, fresh)
        return Attempt(secret, door, back, fresh, since)

    async def take(self, secret: str) -> Attempt | None:
        """None: there is none, it has been used, or it took too long."""
        row = await self._pool.fetchrow(SQL["take"], _key(secret), PATIENCE)
        return Attempt(secret, row["door"], row["back"], row["fresh"], row["started_at"]) if row else None


def _key(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
