"""A portal with providers: parents by one, a nurse by one that wants bound tokens, and the ways in and out."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc.jwk import RSAKey

from services.portal.directory import Directory
from services.portal.signin.providers import SHAPES, Door, Provider
from services.portal.signin.roster import Employee
from shared.contracts.consent import FoundPerson
from shared.errors import RemoteRefused
from shared.municipality import Demo, Municipality, checked, load, load_demo, read
from tests.unit.portal.provider import Elsewhere, web
from tests.unit.portal.sample import INGRID, MUNICIPALITIES
from tests.unit.portal.world import World

KOMMUNE = "4999"
NUMBER = "02839013259"  # Ingrid's, synthetic
NURSE = Employee(
    id="p-nurse001", name="Nina Nord", title="helsesykepleier", role="employee", owner="helsestasjon",
    unit="fjordvik-helsestasjon", email="nina@eksempel.test", known_as={"helseid": "hpr-181"},
)  # fmt: skip


@cache
def key(_of: str) -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)


@cache
def shape_of(name: str) -> Mapping[str, Any]:
    return read(SHAPES / f"{name}.yaml")


def door(shape: str, **more: Any) -> Door:
    path = SHAPES / f"{shape}.yaml"
    told = {**shape_of(shape), "issuer": f"https://{shape}.test", "client": f"stafett-{shape}", **more}
    provider = checked(Provider, path, told)
    return Door(kommune=KOMMUNE, id=shape, provider=provider, key=key("ours"))


@cache
def places() -> Mapping[str, Municipality]:
    return load(MUNICIPALITIES)


@cache
def invented() -> list[Demo]:
    return load_demo(MUNICIPALITIES)


@dataclass
class List:
    kommune: str
    staff: tuple[Employee, ...]


def find_person(request: Any, _actor: Any) -> FoundPerson:
    if request.birth_number != NUMBER:
        raise RemoteRefused("AccessDenied", 403, retryable=False)
    return FoundPerson(person=INGRID.id, person_name="Ingrid Solheim")


@dataclass
class Abroad:
    """family and staff: the providers, to be bent by a test."""

    tls: bool = False
    family: Elsewhere = field(init=False)
    staff: Elsewhere = field(init=False)
    world: World = field(init=False)
    roster: List = field(init=False)

    def __post_init__(self) -> None:
        self.family = Elsewhere(door("id-porten"), key("family"), {"pid": NUMBER})
        self.staff = Elsewhere(door("helseid"), key("staff"), {"helseid://claims/hpr/hpr_number": "hpr-181"})
        self.roster = List(KOMMUNE, (NURSE,))
        directory = Directory(places(), invented(), [self.roster])  # type: ignore[list-item]
        doors = (self.family.door, self.staff.door)
        self.world = World(tls=self.tls, doors=doors, web=web(self.family, self.staff), directory=directory)
        self.world.services.answers["find-person"] = find_person

    def browser(self) -> httpx.AsyncClient:
        return self.world.visitor()

    async def to_provider(self, browser: httpx.AsyncClient, at: Elsewhere | None = None, query: str = "") -> str:
        """Where the browser is sent."""
        answer = await browser.get((at or self.family).door.path + query)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def back(self, browser: httpx.AsyncClient, told: Any, at: Elsewhere | None = None) -> httpx.Response:
        """As the provider's page sends the browser: from another site."""
        where = (at or self.family).door.path + "/svar"
        return await browser.get(where, params=told, headers={"sec-fetch-site": "cross-site"})

    async def sign_in(self, browser: httpx.AsyncClient, at: Elsewhere | None = None, query: str = "") -> httpx.Response:
        told = (at or self.family).consent(await self.to_provider(browser, at, query))
        return await self.back(browser, told, at)

    @property
    def inside(self) -> bool:
        return bool(self.world.sessions.rows)


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def ago(seconds: float) -> int:
    return int(time.time() - seconds)
