"""What is measured: a durable installation of its own, made by the code that makes them in production."""

import os
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from nats.aio.client import Client as Nats

from bench.sample import PRODUCER
from deploy import databases
from deploy.streams import STREAMS
from deploy.topology import OPERATOR
from shared.contracts.common import Owner
from tests.e2e.world import World, world
from tests.hearing import Hearing
from tests.servers import Installation, installation

PASSWORD = "bench"
READER = "case-ppt"


@dataclass(frozen=True)
class Stage:
    """The servers, and NATS as the three identities of a relay's way: who provisions, who tells, who takes in."""

    system: Installation
    operator: Nats
    producer: Nats
    reader: Nats

    async def database(self, name: str, *extra: str) -> str:
        """A fresh one with the kernel's tables. extra: statements for the tables of floors. Returns a service's dsn."""
        admin = self.system.postgres.dsn()
        await databases.database(admin, name, PASSWORD, PASSWORD, databases.folders())
        await self.as_owner(name, *extra, f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}")
        return (
            admin.replace(admin.partition("//")[2].partition("@")[0], f"{name}:{PASSWORD}").rpartition("/")[0]
            + f"/{name}"
        )

    async def as_owner(self, database: str, *statements: str) -> None:
        owner = await asyncpg.connect(self.system.postgres.dsn(database))
        for statement in statements:
            await owner.execute(statement)
        await owner.close()

    async def empty_stream(self) -> None:
        """A new incarnation of EVT with the settings it has in production."""
        jetstream = self.operator.jetstream()
        await jetstream.delete_stream("EVT")
        await jetstream.add_stream(next(stream for stream in STREAMS if stream.name == "EVT"))


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    with installation(durable=True) as system:
        clients = [await system.connect(identity) for identity in (OPERATOR, PRODUCER, READER)]
        try:
            yield Stage(system, *clients)
        finally:
            for client in clients:
                await client.close()


class _Impatient(Hearing):
    async def reached(self, service: str, owner: Owner) -> None:
        pass


@asynccontextmanager
async def acting(stage: Stage) -> AsyncIterator[World]:
    """Who act at once and several at a time: how long others take to hear of it is what is measured."""
    async with world(stage.system) as made:
        made.hearing = _Impatient(stage.system)
        yield made


async def machine(stage: Stage) -> str:
    """What the figures depend on."""
    admin = await stage.system.superuser()
    postgres = await admin.fetchval("SHOW server_version")
    await admin.close()
    nats = stage.operator.connected_server_version
    servers = f"PostgreSQL {postgres}, NATS {nats.major}.{nats.minor}.{nats.patch}"
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {servers}"
