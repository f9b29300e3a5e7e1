"""Real servers for tests, made by the code that makes them in production: roles, keys, permissions, streams.

`STAFETT_TEST_SERVERS=containers` takes official images instead of the servers from PyPI; the tests are the same.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import asyncpg
from nats.aio.client import Client as Nats

from deploy import databases, demo, nats
from deploy.health import await_ready
from deploy.process import Process
from deploy.system import System
from deploy.topology import REGISTER
from shared import bus
from shared.bus import Client

IN_CONTAINERS = os.environ.get("STAFETT_TEST_SERVERS") == "containers"
KERNEL = "kernel"  # the database that fresh ones are copied from, and the role that they share
_numbers = count(1)


class Database(NamedTuple):
    """`dsn` is what a service has; `owner` what migrations have."""

    dsn: str
    owner: str


class Installation(System):
    """PostgreSQL and NATS with everything that provisioning gives them, in a folder that goes away."""

    def __init__(self, *, durable: bool = False) -> None:
        """durable: with fsync, for tests that pull the plug."""
        folder = Path(mkdtemp(prefix="stafett-test-"))
        folder.chmod(0o711)
        super().__init__(folder, durable=durable)
        if IN_CONTAINERS:
            from tests import containers  # noqa: PLC0415 - its libraries are only needed here

            # They start, stop and say where they are, as the embedded ones do.
            self.postgres = containers.Postgres(self.ports["postgres"], self.secrets, folder)  # type: ignore[assignment]
            self.nats = containers.Nats(self.ports["nats"], self.topology, self.secrets, folder)  # type: ignore[assignment]

    def start(self) -> None:
        self.postgres.start()
        self.nats.start()
        _apart(self.provision())

    def remove(self) -> None:
        self.nats.stop()
        self.postgres.stop()
        shutil.rmtree(self.postgres.home, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)

    async def superuser(self, database: str = "postgres") -> asyncpg.Connection:
        return await asyncpg.connect(self.postgres.dsn(database))

    async def connect(self, identity: str) -> Nats:
        """With this identity's own credentials and rights."""
        return await nats.connect(self.nats.url, self.secrets, identity)

    @asynccontextmanager
    async def asking(self, identity: str) -> AsyncIterator[Client]:
        """The request client of an identity."""
        settings = self.settings(identity)
        broker = bus.connect(settings)
        await broker.connect()
        try:
            yield Client(broker, settings)
        finally:
            await broker.stop()

    @contextmanager
    def running(self, *identities: str, **more: object) -> Iterator[dict[str, Process]]:
        """Services in processes of their own, ready; none named: all. `kill` or stop them if you like."""
        names = identities or [service.identity for service in self.topology.services]
        processes = {name: self.service(name, **more) for name in names}
        with ExitStack() as stack:
            for process in processes.values():
                stack.callback(process.stop)
                process.start()
            await_ready({process: self.ports[name] for name, process in processes.items()})
            yield processes

    @contextmanager
    def everything(self, **more: object) -> Iterator[str]:
        """The whole platform with its invented people. Yields the portal's address."""
        with ExitStack() as stack:
            for process in (self.mail, self.fiks):
                stack.callback(process.stop)
                process.start()
            stack.enter_context(self.running(**more))
            _apart(demo.load(self.settings(REGISTER)))
            yield self.url

    async def fresh_database(self) -> Database:
        """An empty one with the kernel's tables; quick, because it is a copy."""
        admin = await self.superuser()
        name, where = f"fresh_{next(_numbers)}", self.postgres.dsn("").rpartition("@")[2]
        try:
            if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", KERNEL):
                await databases.database(self.postgres.dsn(), KERNEL, KERNEL, KERNEL, databases.folders())
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE {KERNEL} OWNER {KERNEL}_owner")
        finally:
            await admin.close()
        users = (KERNEL, f"{KERNEL}_owner")
        return Database(*(f"postgresql://{user}:{KERNEL}@{where}{name}" for user in users))

    async def drop(self, database: Database) -> None:
        admin = await self.superuser()
        try:
            await admin.execute(f"DROP DATABASE {database.dsn.rpartition('/')[2]} WITH (FORCE)")
        finally:
            await admin.close()


@contextmanager
def installation(*, durable: bool = False) -> Iterator[Installation]:
    made = Installation(durable=durable)
    try:
        made.start()
        yield made
    finally:
        made.remove()


def _apart(work: Coroutine[Any, Any, object]) -> None:
    """In a thread, because Playwright's synchronous interface keeps an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
