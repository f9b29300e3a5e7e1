from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from deploy.process import free_port
from services.notify import app
from shared.settings import Settings
from tests import servers
from tests.integration.notify.facts import Speaker
from tests.integration.notify.mailbox import Mailbox
from tests.integration.notify.serving import serving
from tests.municipalities import two
from tests.servers import Installation

PUBLIC_URL = "http://stafett.eksempel.test/"


@pytest.fixture(scope="package")
def installation() -> Iterator[Installation]:
    """Servers of our own, so that no other test's facts are told; the real consent service gives the keys."""
    with servers.installation() as made, made.running("consent"):
        yield made


@pytest_asyncio.fixture
async def database(installation: Installation) -> AsyncIterator[asyncpg.Connection]:
    """As the superuser, empty of what an earlier test said."""
    connection = await installation.superuser("notify")
    await connection.execute("TRUNCATE watchers, consents, notices, inbox, events, audit_trail")
    yield connection
    await connection.close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.open()
    yield box
    box.close()


@pytest.fixture
def told(installation: Installation, mailbox: Mailbox, tmp_path: Path) -> dict[str, str]:
    """What the service is told when it starts; a digest goes once a day, so that what waits can be looked at."""
    return {"smtp": mailbox.url, "public_url": PUBLIC_URL, "municipalities": str(municipalities(tmp_path, 86400))}


def here(installation: Installation, told: dict[str, str]) -> Settings:
    """For the service in this process, beside which there may be one in its own."""
    return installation.settings("notify", **told, port=free_port())


@pytest_asyncio.fixture
async def notify(
    installation: Installation, database: asyncpg.Connection, told: dict[str, str]
) -> AsyncIterator[asyncpg.Connection]:
    """The service runs; what it has stored is read through this connection."""
    async with serving(here(installation, told), app.build):
        yield database


def municipalities(folder: Path, digest_seconds: int) -> Path:
    """With another pace."""
    return two(folder / f"every-{digest_seconds}", notices={"digest_seconds": digest_seconds})


@pytest_asyncio.fixture
async def say(installation: Installation) -> AsyncIterator[Speaker]:
    async with Speaker.of(installation) as speaker:
        yield speaker
