"""A portal whose services answer from memory: enough to see that pages say what services said."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import uuid_utils.compat as uuid
from fastapi import FastAPI

from services.portal.app import pages
from services.portal.dates import today
from services.portal.directory import Directory, Person
from services.portal.security import Shield
from services.portal.sessions import Session
from services.portal.view import View
from services.portal.visit import Portal
from shared.contracts import audit, case, consent
from shared.contracts.common import Actor, Category, Done, Request, Role
from shared.settings import Settings

MUNICIPALITIES = Path(__file__).parents[3] / "deploy/municipalities"
NOW = datetime.now(UTC)
TODAY = today()
SOON = TODAY + timedelta(days=10)
CHILD, CASE, LOG = "c-1a2b3c4d", "k-11112222", "l-99998888"
DIRECTORY = Directory.read(MUNICIPALITIES, demo=True)


def named(name: str) -> Person:
    return next(person for person in DIRECTORY if person.name == name)


KARI, SIV, TOR, SUNNIVA = map(named, ("Kari Nes", "Siv Berg", "Tor Eide", "Sunniva Aas"))
INGRID = named("Ingrid Solheim")
MAREK = named("Marek Kowalski").id
WRITTEN = "contribution.written.v1"

Answer = Callable[[Request, Actor], Any]


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
        session = Session(f"secret-{len(self.rows)}-{actor.id}", actor)
        self.rows[session.secret] = session
        return session

    async def find(self, secret: str) -> Session | None:
        session = self.rows.get(secret)
        if session:
            self.rows[secret] = Session(secret, session.actor)
        return session

    async def leave_word(self, session: Session, notice: str | None, awaited: str | None) -> None:
        self.rows[session.secret] = Session(session.secret, session.actor, notice, awaited)

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


def everything() -> dict[str, Answer]:
    """The story half-way: a shared undring, an open log, one question to the parents."""
    return {
        "my-tasks": lambda _, actor: case.Tasks(tasks=tasks() if actor.owner != "audit" else ()),
        "my-children": lambda _, actor: case.Children(children=(summary(),) if actor.owner == "barnehage" else ()),
        "my-logs": lambda *_: case.Logs(
            logs=(case.LogSummary(stafettlogg=LOG, child=CHILD, child_name="Maja", level=2, holder=KARI.id, open=True),)
        ),
        "read-case": lambda *_: concern(),
        "read-consents": lambda _, actor: consents(mine=actor.role is Role.GUARDIAN),
        "read-stafettlogg": lambda *_: stafettlogg(),
        "preview-audience": lambda request, _: audience(request.category),
        "my-family": lambda *_: consent.Family(
            children=(consent.FamilyChild(child=CHILD, child_name="Maja", relation="mother"),)
        ),
        "search-audit": lambda *_: audit.AuditEntries(entries=audit_rows(), next=40, total=120),
    }


def tasks() -> tuple[case.Task, ...]:
    def task(number: int, kind: case.TaskKind, due: date | None, name: str | None) -> case.Task:
        return case.Task(
            task=f"t-{number}", kind=kind, child=CHILD, child_name=name, ref=LOG, due=due, created_at=NOW,
            overdue=bool(due and due < TODAY),
        )  # fmt: skip

    return (
        task(1, case.TaskKind.DECIDE_CASE, TODAY - timedelta(days=2), "Maja"),
        task(2, case.TaskKind.INVITATION, None, None),
        task(3, case.TaskKind.EVALUATE_MEASURE, TODAY + timedelta(days=30), "Maja"),
    )


def summary() -> case.ChildSummary:
    return case.ChildSummary(
        child=CHILD, child_name="Maja", born=date(2022, 5, 14), unit="bekkelia", case=CASE, stage="shared",
        stafettlogg=LOG,
    )  # fmt: skip


def concern(*, acute: bool = False) -> case.CaseView:
    def step(what: str, **text: str) -> case.Step:
        return case.Step(what=what, at=NOW, by=KARI.id, text=text)

    return case.CaseView(
        case=CASE, child=CHILD, child_name="Maja", born=date(2022, 5, 14), stage="shared", acute=acute,
        decide_by=SOON, outcome=None,
        steps=(
            step("concern-registered", observations="Satt alene.\nGarderoben", interpretation="Er hun trøtt?"),
            step("concern-shared", decide_by=SOON.isoformat()),
        ),
    )  # fmt: skip


def consents(*, mine: bool = False) -> consent.Consents:
    def one(service: str, state: consent.State, *answers: str | None) -> consent.ConsentView:
        parents = ((INGRID.id, "Ingrid Solheim", "mother"), (MAREK, "Marek Kowalski", "father"))
        return consent.ConsentView(
            consent=f"s-{service}", service=service, purpose="stafettlogg",
            categories=(Category.AGREEMENTS, Category.NOTES, Category.ASSESSMENTS), state=state, asked_at=NOW,
            asked_by_owner="barnehage", expires_on=SOON, text_version="1",
            givers=tuple(
                consent.GiverView(person=person, person_name=name, relation=relation, answer=answer)
                for (person, name, relation), answer in zip(parents, answers, strict=True)
            ),
        )  # fmt: skip

    return consent.Consents(
        child=CHILD, child_name="Maja", mine=("s-ppt",) if mine else (),
        consents=(
            one("ppt", consent.State.PARTIAL, None, "yes"),
            one("barnehage", consent.State.ACTIVE, "yes", "yes"),
            one("helsestasjon", consent.State.ACTIVE, "yes", "yes"),
        ),
    )  # fmt: skip


def audience(category: Category) -> case.Audience:
    if category is Category.ASSESSMENTS:
        return case.Audience(
            readers=("familie", "barnehage", "ppt"),
            others=(("helsestasjon", "Samtykket dekker ikke dette innholdet."),),
        )
    return case.Audience(readers=("familie", "barnehage", "helsestasjon", "ppt"), others=())


def stafettlogg() -> case.StafettloggView:
    everyone = ("familie", "barnehage", "ppt")

    def entry(number: int, what: str, by: str, owner: str, **rest: Any) -> case.Entry:
        at = NOW - timedelta(hours=number)
        return case.Entry(id=f"e-{number}", what=what, at=at, owner=owner, by=by, audience=everyone, **rest)

    return case.StafettloggView(
        stafettlogg=LOG, child=CHILD, child_name="Maja", attention="Maja leker mye alene.", goal="Lek med andre.",
        level=2, opened_at=NOW, closed_at=None, holder=KARI.id, holder_since=NOW, baton_offered_to=None,
        participants=(
            case.Participant(person=KARI.id, person_name="Kari Nes", owner="barnehage", relation="employee"),
            case.Participant(person=TOR.id, person_name="Tor Eide", owner="ppt", relation="employee"),
            case.Participant(person=INGRID.id, person_name="Ingrid Solheim", owner="familie", relation="mother"),
            case.Participant(person=MAREK, person_name="Marek Kowalski", owner="familie", relation="father"),
        ),
        services=(
            case.ServiceStanding(owner="barnehage", consent="active", participation="taking-part", expires_on=SOON),
            case.ServiceStanding(owner="helsestasjon", consent="active", participation="none", expires_on=SOON),
            case.ServiceStanding(owner="ppt", consent="active", participation="taking-part", expires_on=SOON),
        ),
        measures=(
            case.Measure(
                measure="m-1", title="Lekegruppe", description="Tre barn.", responsible=KARI.id, evaluate_on=SOON,
                agreed_at=NOW,
            ),
        ),
        entries=(
            entry(1, WRITTEN, TOR.id, "ppt", data={"kind": "assessment"}, text={"text": "Hun trenger tid."}),
            entry(2, WRITTEN, INGRID.id, "familie", data={"kind": "lysglimt"}, text={"text": "Hun lo!"}),
            entry(3, "stafettlogg.baton-offered.v1", KARI.id, "familie", data={"giver": KARI.id, "to": TOR.id}),
            entry(
                4, "stafettlogg.measure-agreed.v1", KARI.id, "familie",
                data={"responsible": KARI.id, "evaluate_on": SOON.isoformat()}, text={"title": "Lekegruppe"},
            ),
            entry(5, "consent.activated.v1", INGRID.id, "consent", data={"to": "ppt"}),
            entry(
                6, "stafettlogg.participant-left.v1", "case-familie", "familie",
                data={"owner": "helsestasjon", "because": "consent-ended"},
            ),
            entry(7, "stafettlogg.unheard-of.v1", KARI.id, "familie"),
        ),
    )  # fmt: skip


def audit_rows() -> tuple[audit.AuditEntry, ...]:
    return tuple(
        audit.AuditEntry(
            id=uuid.uuid7(), kommune="4999", owner="barnehage", service="case", at=NOW, actor=TOR.actor,
            action="read-stafettlogg", child=CHILD, categories=(Category.NOTES,), legal_basis=("fvl § 13 a nr. 1",),
            consents=("s-ppt@2",), outcome=outcome, correlation=uuid.uuid7(),
        )
        for outcome in (audit.Outcome.DONE, audit.Outcome.DENIED)
    )  # fmt: skip
