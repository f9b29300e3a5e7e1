"""The API in this process, at the real services, for clients that may act for everybody of a story."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
from starlette.applications import Starlette
from starlette.datastructures import State

from deploy.system import MUNICIPALITIES
from services.portal.api.app import api
from services.portal.api.clients import Client, ClientList, Clients, speaking
from services.portal.api.grants import Grants
from services.portal.api.serving import Api
from services.portal.directory import Directory
from services.portal.listed import Listed
from services.portal.metering import Meter
from services.portal.security import Shield
from shared.contracts.common import Actor, Role
from shared.database import pool
from shared.municipality import Demo, DemoChild, load
from tests.e2e.world import World
from tests.servers import Installation

AT = "http://stafett.test/api/v1"


@dataclass
class Everybodys:
    """As a municipality's `clients.yaml`: a client for each service, for all of its people in any role."""

    told: ClientList
    kommune: str


@dataclass
class Fagsystem:
    http: httpx.AsyncClient
    tokens: Mapping[str, str]

    def as_person(self, who: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[who]}"}


@asynccontextmanager
async def fagsystem(platform: Installation, world: World, child: DemoChild, *people: str) -> AsyncIterator[Fagsystem]:
    """people: first names."""
    demo = Demo(kommune=world.demo.kommune, staff=world.demo.staff, children=(child,))
    directory = Directory(load(MUNICIPALITIES), [demo])
    owners = sorted({world.people[who].owner for who in people})
    listed = tuple(Client(id=owner, name=owner, owner=owner, acts_for=tuple(Role)) for owner in owners)
    lists = [cast(Listed[ClientList], Everybodys(ClientList(kommune=demo.kommune, clients=listed), demo.kommune))]
    clients = Clients(lists, Path("/nowhere"), directory)
    async with await pool(platform.settings("portal").dsn) as kept:
        grants, state = Grants(kept), State()
        state.api = Api(world.portal, cast(Any, None), clients, grants, directory, AT, Meter(10**6), Meter(10**6))
        tokens = {who: await _token(clients, grants, world.people[who]) for who in people}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=_shielded(state), raise_app_exceptions=False), base_url=AT
        ) as http:
            yield Fagsystem(http, tokens)


def _shielded(state: State) -> Shield:
    app = Starlette()
    app.mount("/api/v1", api(state))
    return Shield(app, tls=False)


async def _token(clients: Clients, grants: Grants, who: Actor) -> str:
    registered = clients.find(f"{who.kommune}.{who.owner}")
    person = clients.person(registered, who.id) if registered else None
    assert registered
    assert person
    return await grants.give(registered.name, speaking(registered, person))
