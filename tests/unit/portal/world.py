"""A portal whose services answer from memory: enough to see that pages say what services said."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, cast

import httpx
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from services.portal.app import pages
from services.portal.directory import Directory, Person
from services.portal.security import Shield
from services.portal.sessions import Login, Session
from services.portal.signin.attempts import Attempt
from services.portal.signin.doors import Doors
from services.portal.signin.providers import Door
from services.portal.view import View
from services.portal.visit import Portal
from shared.contracts.common import Actor, Done, Request
from shared.errors import RemoteRefused
from shared.settings import Settings
from tests.unit.portal.sample import DIRECTORY, Answer, everything

VIEW = View(DIRECTORY.municipality(), demo=True)  # one, because it compiles its templates
KEY = "019ab000-0000-7000-8000-000000000001"


@dataclass
class Services:
    """Answers by request name; notes what was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[Request, str, Actor]] = field(default_factory=list)

    async def ask(self, request: Request, *, owner: str, actor: Actor) -> Any:
        self.asked.append((request, owner, actor))
        if answer := self.answers.get(request.name):
            return answer(request, actor)
        return Done(stream="s-1", event="barnehage-1-p")

    def said(self, name: str) -> list[Request]:
        return [request for request, _, _ in self.asked if request.name == name]


class Trail:
    def __init__(self) -> None:
        self.actions: list[str] = []

    def entry(self, _act: object, action: str) -> str:
        return action

    async def record(self, action: str) -> None:
        self.actions.append(action)


@dataclass
class MemorySessions:
    rows: dict[str, Session] = field(default_factory=dict)

    logins: dict[str, Login] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    opened: int = 0

    async def open(self, actor: Actor, login: Login | None = None) -> Session:
        self.opened += 1
        secret = f"secret-{self.opened}-{actor.id}"
        session = Session(secret, actor, since=datetime.now(UTC))
        if login:
            self.logins[secret] = login
            session = replace(session, since=login.at, door=login.door, kept=login.kept)
        self.rows[secret] = session
        return session

    async def find(self, secret: str) -> Session | None:
        session = self.rows.get(secret)
        if session:
            self.rows[secret] = replace(session, notice=None, awaited=None)
            session = replace(session, language=self.spoken.get(session.actor.id))
        return session

    async def leave_word(self, session: Session, notice: str | None, awaited: str | None) -> None:
        self.rows[session.secret] = replace(session, notice=notice, awaited=awaited)

    async def speak(self, who: Actor, language: str) -> None:
        self.spoken[who.id] = language

    async def close(self, secret: str) -> None:
        self.rows.pop(secret, None)

    async def close_by_provider(self, door: str, sub: str | None, sid: str | None) -> None:
        for secret, login in self.logins.items():
            if (sub or sid) and login.door == door and sub in {None, login.sub} and sid in {None, login.sid}:
                await self.close(secret)


@dataclass
class MemoryAttempts:
    rows: dict[str, Attempt] = field(default_factory=dict)

    async def begin(self, door: str, back: str, *, fresh: bool) -> Attempt:
        attempt = Attempt(token_urlsafe(32), door, back, fresh, datetime.now(UTC))
        self.rows[attempt.secret] = attempt
        return attempt

    async def take(self, secret: str) -> Attempt | None:
        return self.rows.pop(secret, None)


@cache
def routed(*, tls: bool) -> FastAPI:
    settings = Settings(
        identity="portal", service="portal", owner="portal", database="postgresql://x/x", nats="nats://x",
        secrets=Path("/nowhere"), trust=Path("/nowhere"), municipalities=Path("/nowhere"), port=1, demo=True,
        public_url="https://stafett.test" if tls else None, mail_sink=Path("/nowhere"),
    )  # fmt: skip

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    return pages(settings, lifespan)


class World:
    def __init__(
        self,
        *,
        tls: bool = False,
        doors: Iterable[Door] = (),
        web: httpx.AsyncBaseTransport | None = None,
        directory: Directory = DIRECTORY,
    ) -> None:
        """web: everything outside, as far as the portal asks it anything."""
        self.services, self.trail, self.sessions = Services(everything()), Trail(), MemorySessions()
        self.attempts = MemoryAttempts()
        self.address = "https://stafett.test" if tls else "http://127.0.0.1:8000"
        self.portal = Portal(
            cast(Any, self.services), cast(Any, self.trail), cast(Any, self.sessions), directory, VIEW, tls,
            Doors(doors, cast(Any, self.attempts), httpx.AsyncClient(transport=web), self.address),
        )  # fmt: skip
        self.app = Shield(self._own, tls=tls)

    async def _own(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The pages are the same in every world, and making them takes longer than showing some."""
        app = routed(tls=self.portal.tls)
        app.state.portal = self.portal
        await app(scope, receive, send)

    def visitor(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=self.address, headers={"sec-fetch-site": "same-origin"})

    @asynccontextmanager
    async def as_person(self, person: Person) -> AsyncIterator[httpx.AsyncClient]:
        async with self.visitor() as visitor:
            await visitor.post("/inn", data={"person": person.id})
            yield visitor

    def token(self, visitor: httpx.AsyncClient) -> str:
        return next(self.sessions.rows[secret].form_token for secret in visitor.cookies.values())


def refuse(code: str, status: int = 422) -> Callable[[Request, Actor], Any]:
    def answer(_request: Request, _actor: Actor) -> Any:
        raise RemoteRefused(code, status, retryable=False)

    return answer


async def sent(world: World, visitor: Any, address: str, **fields: str) -> Any:
    return await visitor.post(address, data={"token": world.token(visitor), "id": KEY, **fields})
