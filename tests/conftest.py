"""One PostgreSQL and one NATS for all tests of a run; tests that break servers make their own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.servers import Database, Installation, installation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers: a folder's tests share servers and stay together, and of the pure ones a file's."""
    for item in items:
        file = item.path.relative_to(Path(__file__).parent)
        item.add_marker(pytest.mark.xdist_group(str(file if file.parts[0] == "unit" else file.parent)))


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
