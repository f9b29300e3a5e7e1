"""Who is signed in: a row in PostgreSQL per session, found by the SHA-256 of a 256-bit cookie."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg

from services.portal.signin.kept import Kept, opened
from shared.contracts.common import Actor
from shared.contracts.consent import GuardiansChanged
from shared.statements import statements
from shared.tokens import KeyOf
from shared.wire import Message, known_facts

SQL = statements(Path(__file__).parent / "sql" / "sessions.sql")
ABSOLUTE = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Login:
    """A sign-in elsewhere. door: the provider's path here; sub, sid: by what the provider ends it."""

    door: str
    at: datetime
    sub: str
    sid: str | None
    kept: Kept


@dataclass(frozen=True, slots=True)
class Session:
    secret: str
    actor: Actor
    notice: str | None = None
    awaited: str | None = None
    since: datetime | None = None  # they showed who they are
    door: str | None = None  # where; None: here, in a demo
    kept: Kept | None = None
    language: str | None = None  # as the person has chosen

    @property
    def shown(self) -> Actor:
        """Who it is, and when they showed it."""
        return self.actor.model_copy(update={"shown_at": self.since})

    @property
    def form_token(self) -> str:
        """Stands in every form; only who knows the cookie can make it."""
        return hmac.new(self.secret.encode(), b"form", hashlib.sha256).hexdigest()

    def made(self, token: str) -> bool:
        return hmac.compare_digest(self.form_token.encode(), token.encode())


class Sessions:
    def __init__(self, pool: asyncpg.Pool, *, idle: timedelta) -> None:
        self._pool, self._idle = pool, idle

    async def open(self, actor: Actor, login: Login | None = None) -> Session:
        """Always a new id: one that was known before sign-in opens nothing."""
        session = Session(secrets.token_urlsafe(32), actor)
        await self._pool.execute(SQL["forget_old"], ABSOLUTE)
        await self._pool.execute(SQL["forget_languages"], actor.kommune, actor.id)
        row = (_key(session.secret), actor.model_dump_json(), *_columns(login, session.secret))
        await self._pool.execute(SQL["open"], *row)
        return session

    async def find(self, secret: str) -> Session | None:
        """The session, with the word left for this page; the word is given once."""
        row = await self._pool.fetchrow(SQL["find"], _key(secret), ABSOLUTE, self._idle)
        if row is None:
            return None
        if row["stale"] or row["notice"] or row["awaited"]:
            await self._pool.execute(SQL["touch"], _key(secret))
        return Session(
            secret, Actor.model_validate_json(row["actor"]), row["notice"], row["awaited"], row["shown_at"],
            row["door"], opened(row["kept"], secret) if row["kept"] else None, row["language"],
        )  # fmt: skip

    async def leave_word(self, session: Session, notice: str | None, awaited: str | None) -> None:
        await self._pool.execute(SQL["leave_word"], _key(session.secret), notice, awaited)

    async def speak(self, who: Actor, language: str) -> None:
        await self._pool.execute(SQL["speak"], who.kommune, who.id, language)

    async def close(self, secret: str) -> None:
        await self._pool.execute(SQL["close"], _key(secret))

    async def close_by_provider(self, door: str, sub: str | None, sid: str | None) -> None:
        """One of the two is named at least."""
        if sub or sid:
            named = (_digest(door, sub), _digest(door, sid))
            await self._pool.execute(SQL["close_by_provider"], door, *named)


class Cut:
    """Ends the open sessions of guardians who have lost foreldreansvar for a child; who has another signs in again."""

    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of

    async def apply(self, connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        for found, fact in known_facts(messages, self._key_of, {GuardiansChanged.wire_name(): GuardiansChanged}):
            await connection.execute(SQL["close_of"], found.kommune, list(fact.ended))


def _key(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _digest(door: str, told: str | None) -> bytes | None:
    return hashlib.sha256(f"{door}\0{told}".encode()).digest() if told else None


def _columns(login: Login | None, secret: str) -> tuple[datetime | str | bytes | None, ...]:
    if login is None:
        return (None,) * 5
    door = login.door
    return login.at, door, _digest(door, login.sub), _digest(door, login.sid), login.kept.sealed(secret)
