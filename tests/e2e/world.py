"""Fjordvik's people asking services as the portal does for them, and the first family's story told with it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from deploy.demo import told
from deploy.system import MUNICIPALITIES
from deploy.topology import REGISTER
from shared.bus import Client
from shared.contracts import case, consent
from shared.contracts.common import SHARED_CATEGORIES, Actor, Category, Done, Request, Role
from shared.errors import RemoteRefused
from shared.municipality import Demo, DemoChild, DemoGuardian, load_demo
from tests.answers import answered
from tests.hearing import Hearing
from tests.servers import Installation
from tests.unit.consent.world import synthetic
from tests.waiting import until

TODAY = datetime.now(ZoneInfo("Europe/Oslo")).date()
_numbers = count(1000)  # of birth numbers that nobody else has
EVALUATE_ON, EXPIRES_ON = TODAY + timedelta(days=60), TODAY + timedelta(days=180)


def new_id() -> str:
    """As long as an id may be: whoever sends a request chooses it, and nothing we make of it may grow too long."""
    return uuid4().hex * 2


@dataclass
class World:
    """first names are the handles: `await world.ask("Kari", …)`. `seen` marks the last change anybody made."""

    portal: Client
    demo: Demo
    hearing: Hearing
    people: dict[str, Actor] = field(default_factory=dict)
    seen: str | None = None

    def __post_init__(self) -> None:
        kommune = self.demo.kommune
        for one in self.demo.staff:
            actor = Actor(id=one.id, role=one.role, kommune=kommune, owner=one.owner, unit=one.unit)
            self.people[one.name.split()[0]] = actor
        for child in self.demo.children:
            for guardian in child.guardians:
                actor = Actor(id=guardian.id, role=Role.GUARDIAN, kommune=kommune, owner="familie")
                self.people[guardian.name.split()[0]] = actor

    def child(self, first_name: str) -> DemoChild:
        return next(child for child in self.demo.children if child.name.startswith(first_name))

    async def ask(self, who: str, request: Request, owner: str | None = None) -> Any:
        """owner: whose service is asked; the asker's own, or the one there is, when left out."""
        actor = self.people[who]
        where = owner or (actor.owner if request.service == "case" else request.service)
        await self.hearing.reached(request.service, where)
        answer = await self.portal.ask(request, owner=where, actor=actor)
        if isinstance(answer, Done):
            self.hearing.said(actor.kommune, answer)
            self.seen = answer.event or self.seen
        return answer

    async def read(self, who: str, log: str) -> case.StafettloggView:
        found: case.StafettloggView = await self.ask(who, case.ReadStafettlogg(stafettlogg=log, seen=self.seen))
        return found


@asynccontextmanager
async def world(platform: Installation, demo: Demo | None = None) -> AsyncIterator[World]:
    async with platform.asking("portal") as portal, aclosing(Hearing(platform)) as hearing:
        yield World(portal, demo or load_demo(MUNICIPALITIES)[0], hearing)


async def refused(asking: Awaitable[object]) -> str:
    """The code of the refusal."""
    with pytest.raises(RemoteRefused) as caught:
        await asking
    return caught.value.code


async def newcomer(
    platform: Installation, world: World, name: str, *guardians: str, born: date = date(2022, 5, 14)
) -> DemoChild:
    """A child of Bekkelia that no other story is about, with a handle of its own for when it is old enough.

    guardians: their names, whose first are their handles.
    """
    household = [
        DemoGuardian(
            id=f"p-{uuid4().hex[:8]}", name=one, birth_number=synthetic(next(_numbers)), relation="mother",
            phone="20 11 22 33", email=f"{uuid4().hex}@eksempel.test", address="Nyveien 1",
        )
        for one in guardians
    ]  # fmt: skip
    child = DemoChild(
        id=f"c-{uuid4().hex[:8]}", name=name, birth_number=synthetic(next(_numbers)), born=born,
        owner="barnehage", unit="bekkelia", guardians=tuple(household),
    )  # fmt: skip
    who = Actor(id=REGISTER, role=Role.REGISTER, kommune=world.demo.kommune, owner=REGISTER)
    async with platform.asking(REGISTER) as register:
        for owner, command in told(world.demo, child):
            world.hearing.said(who.kommune, await register.ask(command, owner=owner, actor=who))
    for one in household:
        actor = Actor(id=one.id, role=Role.GUARDIAN, kommune=world.demo.kommune, owner="familie")
        world.people[one.name.split()[0]] = actor
    itself = Actor(id=child.id, role=Role.YOUTH, kommune=world.demo.kommune, owner="familie")
    world.people[name.split(maxsplit=1)[0]] = itself
    return child


# --- Chapters, for tests that begin in the middle --------------------------------------------------


async def consented(
    world: World, child: DemoChild, *services: str, asker: str = "Kari", expires_on: date = EXPIRES_ON
) -> list[consent.ConsentView]:
    """The family is asked, and everybody says yes."""
    ask = consent.AskConsent(child=child.id, services=services, categories=SHARED_CATEGORIES, expires_on=expires_on)
    await world.ask(asker, ask)
    for guardian in child.guardians:
        who = guardian.name.split()[0]
        asked: consent.Consents = await world.ask(who, consent.ReadConsents(child=child.id))
        for one in asked.mine:
            await world.ask(who, answered(child.id, one))
    given: consent.Consents = await world.ask(who, consent.ReadConsents(child=child.id))
    return list(given.consents)


async def opened(world: World, child: DemoChild, attention: str = "Språk og lek") -> str:
    """Kari opens the stafettlogg and invites everybody the family has said yes to."""
    log = new_id()
    opening = case.OpenStafettlogg(stafettlogg=log, child=child.id, attention=attention, opener_name="Kari Nes")
    await world.ask("Kari", opening, "familie")
    return log


async def joined(world: World, log: str, who: str, name: str, holder: str = "Kari") -> None:
    """One service is invited and accepts."""
    service = world.people[who].owner
    await world.ask(holder, case.InviteService(stafettlogg=log, invited=service), "familie")
    await world.ask(who, case.AcceptInvitation(stafettlogg=log, participant_name=name), "familie")


async def wrote(
    world: World, who: str, log: str, text: str, kind: case.Kind = case.Kind.NOTE, category: Category = Category.NOTES
) -> Done:
    writing = case.WriteContribution(contribution=new_id(), stafettlogg=log, kind=kind, category=category, text=text)
    done: Done = await world.ask(who, writing)
    return done


# --- What happens by itself ------------------------------------------------------------------------


async def let_fall_due(
    platform: Installation, database: str, subject: str, timers: int = 1, kind: str | None = None
) -> None:
    """Move its deadlines to now, as only a superuser can. timers: how many it has; kind: of this kind, or of any."""
    connection = await platform.superuser(database)

    async def moved() -> bool:
        moving = (
            "UPDATE timers SET due_at = now() WHERE subject = $1 AND ended_at IS NULL AND kind = coalesce($2, kind)"
        )
        return await connection.execute(moving, subject, kind) == f"UPDATE {timers}"

    await until(moved)
    await connection.close()
