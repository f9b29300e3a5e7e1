"""A portal whose services answer from memory: enough to see that pages say what services said."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx
from fastapi import FastAPI

from services.portal.app import pages
from services.portal.directory import Person
from services.portal.security import Shield
from services.portal.sessions import Session
from services.portal.view import View
from services.portal.visit import Portal
from shared.contracts.common import Actor, Done, Request
from shared.errors import RemoteRefused
from shared.settings import Settings
from tests.unit.portal.sample import DIRECTORY, Answer, everything

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

    async def open(self, actor: Actor) -> Session:
        session = Session(f"secret-{len(self.rows)}-{actor.id}", actor, since=datetime.now(UTC))
        self.rows[session.secret] = session
        return session

    async def find(self, secret: str) -> Session | None:
        session = self.rows.get(secret)
        if session:
            self.rows[secret] = Session(secret, session.actor, since=session.since)
        return session

    async def leave_word(self, session: Session, notice: str | None, awaited: str | None) -> None:
        self.rows[session.secret] = Session(session.secret, session.actor, notice, awaited, session.since)

    async def close(self, secret: str) -> None:
        self.rows.pop(secret, None)


class World:
    def __init__(self, *, tls: bool = False) -> None:
        self.services, self.trail, self.sessions = Services(everything()), Trail(), MemorySessions()
        view = View(DIRECTORY.municipality(), demo=True)
        settings = Settings(
            identity="portal", service="portal", owner="portal", database="postgresql://x/x", nats="nats://x",
            secrets=Path("/nowhere"), trust=Path("/nowhere"), municipalities=Path("/nowhere"), port=1, demo=True,
            public_url="https://stafett.test" if tls else None, mail_sink=Path("/nowhere"),
        )  # fmt: skip

        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            yield

        app = pages(settings, lifespan)
        app.state.portal = Portal(
            cast(Any, self.services), cast(Any, self.trail), cast(Any, self.sessions), DIRECTORY, view, tls
        )
        self.address = "https://stafett.test" if tls else "http://127.0.0.1:8000"
        self.app = Shield(app, tls=tls)

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
