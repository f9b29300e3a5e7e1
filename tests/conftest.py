"""One PostgreSQL and one NATS for all tests of a run; tests that break servers make their own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import PurePath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.servers import Database, Installation, installation


class ByFolder(LoadScopeScheduling):
    """Several workers: a folder's tests share servers and stay together, and of the pure ones a file's."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePath(nodeid.partition("::")[0])
        return str(file if "unit" in file.parts else file.parent)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder:
    return ByFolder(config, log)


@pytest.fixture(scope="session")
def system() -> Iterator[Installation]:
    """Provisioned servers; no service runs."""
    with installation() as made:
        yield made


@pytest.fixture(scope="session")
def platform() -> Iterator[Installation]:
    """The whole platform with its invented people, on servers of its own."""
    with installation() as made, made.everything():
        yield made


@pytest.fixture(scope="session")
def stafett(platform: Installation) -> str:
    """The portal's address on that platform."""
    return platform.url


@pytest.fixture
async def fresh_database(system: Installation) -> AsyncIterator[Database]:
    """An own database with the kernel's tables."""
    made = await system.fresh_database()
    yield made
    await system.drop(made)
