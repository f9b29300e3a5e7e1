"""The steps that docker-compose.yml runs before and after the services start; each may be run again at any time."""

import asyncio
import time
from pathlib import Path

import asyncpg

from deploy import databases, demo, demo_stories, fiks, identities, nats
from deploy.postgres import SUPERUSER
from deploy.process import FailedToStart
from deploy.system import topology
from deploy.topology import OPERATOR
from shared.settings import Settings

PATIENCE = 60  # seconds for servers that are starting
NATIONAL = "http://fiks:8033"  # the simulator, where docker-compose.yml has it


def make_identities(secrets: Path, nats_conf: Path) -> None:
    """Credentials for everybody, and the NATS server's configuration, which names their public keys."""
    identities.create(secrets, topology())
    fiks.credentials(secrets, topology(), NATIONAL)
    text = nats.configuration(topology(), secrets, host="0.0.0.0", port=4222, store="/data")  # noqa: S104 - a container's own network
    nats_conf.write_text(text, encoding="utf-8")


async def provision(secrets: Path, postgres: str, nats_url: str) -> None:
    """postgres: host:port."""
    admin = f"postgresql://{SUPERUSER}:{identities.password(secrets, OPERATOR)}@{postgres}/postgres"
    await answering(admin)
    await databases.provision(admin, secrets, topology())
    await nats.provision(nats_url, secrets, topology())


async def load_demo() -> None:
    await demo.load(Settings())


async def tell_stories() -> None:
    await demo_stories.tell(Settings())


async def answering(admin: str) -> None:
    """Returns when PostgreSQL takes connections. Raises FailedToStart."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            await (await asyncpg.connect(admin, timeout=5)).close()
        except (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(0.5)
        else:
            return
    raise FailedToStart("PostgreSQL does not answer")
