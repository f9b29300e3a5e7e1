"""One consent service on real servers, and everybody who may ask it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import asyncpg
import pytest
import pytest_asyncio

from deploy.health import await_ready
from deploy.process import Process
from tests import servers
from tests.integration.consent.asking import Asker, Household
from tests.servers import Installation


@pytest.fixture(scope="package")
def installation() -> Iterator[Installation]:
    """Servers of our own, because one test stops them."""
    with servers.installation() as made:
        yield made


@pytest.fixture(scope="package")
def service(installation: Installation) -> Iterator[Process]:
    with installation.running("consent") as processes:
        yield processes["consent"]


def restart(installation: Installation, service: Process) -> None:
    service.kill()
    service.start()
    await_ready({service: installation.ports["consent"]})


@pytest_asyncio.fixture(scope="package")
async def portal(installation: Installation, service: Process) -> AsyncIterator[Asker]:
    async with Asker.of(installation, "portal") as asker:
        yield asker


@pytest_asyncio.fixture(scope="package")
async def register(installation: Installation, service: Process) -> AsyncIterator[Asker]:
    async with Asker.of(installation, "register") as asker:
        yield asker


@pytest_asyncio.fixture(scope="package")
async def services(installation: Installation, service: Process) -> AsyncIterator[dict[str, Asker]]:
    """The case service of each owner, as asker."""
    async with AsyncExitStack() as stack:
        owners = ("barnehage", "ppt", "helsestasjon", "familie")
        yield {o: await stack.enter_async_context(Asker.of(installation, f"case-{o}")) for o in owners}


@pytest_asyncio.fixture
async def home(register: Asker) -> Household:
    """A family that the register has told of."""
    made = Household.new()
    await register.ask(made.told())
    return made


@pytest_asyncio.fixture
async def database(installation: Installation, service: Process) -> AsyncIterator[asyncpg.Connection]:
    """As the service itself."""
    connection = await asyncpg.connect(installation.settings("consent").dsn)
    yield connection
    await connection.close()
