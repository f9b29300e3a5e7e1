"""Real servers with the roles, keys and permissions that `deploy` gives, for one folder of tests."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp

import asyncpg
import httpx
import nats
import uvicorn
from nats.aio.client import Client as Nats

from deploy import databases, identities
from deploy import nats as deployed
from deploy.nats import NatsServer
from deploy.postgres import Postgres
from deploy.process import ROOT, Process, free_port
from deploy.topology import OPERATOR, Topology
from shared import bus
from shared.bus import Client
from shared.node import Build, application
from shared.settings import Settings

MUNICIPALITIES = ROOT / "deploy" / "municipalities"


class Installation:
    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="stafett-test-"))
        self.folder.chmod(0o755)
        self.topology, self.secrets = Topology(), self.folder / "secrets"
        identities.create(self.secrets, self.topology)
        password = identities.password(self.secrets, OPERATOR)
        self.postgres = Postgres(self.folder, free_port(), password, durable=False)
        self.nats = NatsServer(self.folder, free_port(), self.topology, self.secrets)

    async def start(self) -> None:
        self.postgres.start()
        self.nats.start()
        await databases.provision(self.postgres.dsn(), self.secrets, self.topology)
        await deployed.provision(self.nats.url, self.secrets, self.topology)

    def end(self) -> None:
        self.nats.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.postgres.home, ignore_errors=True)

    def environment(self, identity: str, **more: str) -> dict[str, str]:
        service = self.topology.service(identity)
        said = {
            "identity": identity,
            "service": service.name,
            "owner": service.owner,
            "database": f"postgresql://{service.database}@127.0.0.1:{self.postgres.port}/{service.database}",
            "nats": self.nats.url,
            "port": str(free_port()),
            "secrets": str(self.secrets / identity),
            "trust": str(self.secrets / "trust.json"),
            "municipalities": str(MUNICIPALITIES),
            **more,
        }
        return {f"STAFETT_{name.upper()}": value for name, value in said.items()}

    def settings(self, identity: str, **more: str) -> Settings:
        environment = self.environment(identity, **more)
        return Settings(**{name.removeprefix("STAFETT_").lower(): value for name, value in environment.items()})  # type: ignore[arg-type]

    async def superuser(self, database: str) -> asyncpg.Connection:
        return await asyncpg.connect(self.postgres.dsn(database))

    async def connect(self, identity: str = OPERATOR) -> Nats:
        """With this identity's own credentials and rights."""
        return await nats.connect(
            self.nats.url, nkeys_seed_str=identities.nats_seed(self.secrets, identity),
            inbox_prefix=f"_INBOX_{identity}".encode(),
        )  # fmt: skip

    @asynccontextmanager
    async def asking(self, identity: str) -> AsyncIterator[Client]:
        """The request client of `portal` or `register`."""
        settings = Settings(
            identity=identity, service=identity, owner=identity, database="postgresql://nobody@127.0.0.1/none",
            nats=self.nats.url, port=1, secrets=self.secrets / identity, trust=self.secrets / "trust.json",
            municipalities=MUNICIPALITIES,
        )  # fmt: skip
        broker = bus.connect(settings)
        await broker.connect()
        try:
            yield Client(broker, settings)
        finally:
            await broker.stop()

    @asynccontextmanager
    async def process(self, identity: str, **more: str) -> AsyncIterator[Process]:
        """A service in a process of its own, as it is deployed; `kill` it if you like."""
        environment = self.environment(identity, **more)
        module = self.topology.service(identity).module
        process = Process(identity, [sys.executable, "-m", module], self.folder / "log", environment=environment)
        process.start()
        try:
            await _ready(int(environment["STAFETT_PORT"]), process)
            yield process
        finally:
            process.stop()


@asynccontextmanager
async def serving(settings: Settings, build: Build) -> AsyncIterator[None]:
    """A service in this process, where a test can shorten its patience."""
    app = application(settings, build)
    server = uvicorn.Server(uvicorn.Config(app, host=settings.host, port=settings.port, log_config=None))
    task = asyncio.create_task(server.serve())
    try:
        await _ready(settings.port, None)
        yield
    finally:
        server.should_exit = True
        await task


async def _ready(port: int, process: Process | None) -> None:
    async with httpx.AsyncClient() as client:

        async def ready() -> bool:
            if process and not process.running:
                raise process.failure()
            try:
                return (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == httpx.codes.OK
            except httpx.TransportError:
                return False

        await until(ready, 30)


async def until(happened: Callable[[], Awaitable[object]], patience: float = 10) -> None:
    deadline = asyncio.get_running_loop().time() + patience
    while not await happened():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)
