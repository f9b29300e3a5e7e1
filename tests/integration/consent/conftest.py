"""One consent service on real servers, and everybody who may ask it."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest

from deploy import databases, identities, nats
from deploy.postgres import Postgres
from deploy.process import ROOT, Process, free_port
from deploy.topology import OPERATOR, Topology
from shared import bus
from shared.settings import Settings
from tests.integration.consent.asking import Asker


class Installation:
    def __init__(self, state: Path) -> None:
        self.topology, self.secrets = Topology(), state / "secrets"
        identities.create(self.secrets, self.topology)
        self.postgres = Postgres(state, free_port(), identities.password(self.secrets, OPERATOR), durable=False)
        self.nats = nats.NatsServer(state, free_port(), self.topology, self.secrets)
        self.port = free_port()
        self.service = Process(
            "consent",
            [sys.executable, "-m", "services.consent"],
            state / "log",
            environment=self.environment("consent"),
        )

    def environment(self, identity: str) -> dict[str, str]:
        service, _, owner = identity.partition("-")
        database = identity.replace("-", "_")
        return {
            "STAFETT_IDENTITY": identity,
            "STAFETT_SERVICE": service,
            "STAFETT_OWNER": owner or service,
            "STAFETT_DATABASE": f"postgresql://{database}@127.0.0.1:{self.postgres.port}/{database}",
            "STAFETT_NATS": self.nats.url,
            "STAFETT_PORT": str(self.port),
            "STAFETT_SECRETS": str(self.secrets / identity),
            "STAFETT_TRUST": str(self.secrets / "trust.json"),
            "STAFETT_MUNICIPALITIES": str(ROOT / "deploy" / "municipalities"),
        }

    def settings(self, identity: str) -> Settings:
        names = self.environment(identity)
        return Settings.model_validate({name.removeprefix("STAFETT_").lower(): value for name, value in names.items()})

    async def start(self) -> None:
        self.postgres.start()
        self.nats.start()
        await databases.provision(self.postgres.dsn(), self.secrets, self.topology)
        await nats.provision(self.nats.url, self.secrets, self.topology)
        await self.start_service()

    async def start_service(self, patience: float = 30) -> None:
        self.service.start()
        async with httpx.AsyncClient() as http, asyncio.timeout(patience):
            while not await self._ready(http):
                assert self.service.running, self.service.tail()
                await asyncio.sleep(0.05)

    async def _ready(self, http: httpx.AsyncClient) -> bool:
        try:
            return (await http.get(f"http://127.0.0.1:{self.port}/readyz")).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        for part in (self.service, self.nats, self.postgres):
            part.stop()
        shutil.rmtree(self.postgres.home, ignore_errors=True)

    @asynccontextmanager
    async def asker(self, identity: str) -> AsyncIterator[Asker]:
        settings = self.settings(identity)
        broker = bus.connect(settings)
        await broker.connect()
        try:
            yield Asker(broker, settings)
        finally:
            await broker.stop()


@pytest.fixture(scope="session")
async def installation(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("consent"))
    try:
        await made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
async def portal(installation: Installation) -> AsyncIterator[Asker]:
    async with installation.asker("portal") as asker:
        yield asker


@pytest.fixture(scope="session")
async def register(installation: Installation) -> AsyncIterator[Asker]:
    async with installation.asker("register") as asker:
        yield asker


@pytest.fixture(scope="session")
async def services(installation: Installation) -> AsyncIterator[dict[str, Asker]]:
    """The case service of each owner, as asker."""
    async with (
        installation.asker("case-barnehage") as barnehage,
        installation.asker("case-ppt") as ppt,
        installation.asker("case-helsestasjon") as helsestasjon,
        installation.asker("case-familie") as familie,
    ):
        yield {"barnehage": barnehage, "ppt": ppt, "helsestasjon": helsestasjon, "familie": familie}


@pytest.fixture
async def database(installation: Installation) -> AsyncIterator[asyncpg.Connection]:
    """As the service itself."""
    connection = await asyncpg.connect(installation.settings("consent").dsn)
    yield connection
    await connection.close()
