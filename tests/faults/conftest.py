"""Servers that these tests kill; nobody else uses them."""

from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest

from tests.faults.servers import Nats, Postgres

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    server.start()
    yield server
    server.remove()


@pytest.fixture
async def nats() -> AsyncIterator[Nats]:
    server = Nats()
    server.start()
    await server.provision()
    yield server
    server.remove()


@pytest.fixture
async def sender(postgres: Postgres) -> AsyncIterator[str]:
    """The database of an owner that publishes."""
    dsn = await postgres.database(f"sender_{next(_numbers)}")
    yield dsn
    await postgres.drop(dsn)


@pytest.fixture
async def receiver(postgres: Postgres) -> AsyncIterator[str]:
    """The database of an owner that keeps a copy."""
    dsn = await postgres.database(f"receiver_{next(_numbers)}")
    yield dsn
    await postgres.drop(dsn)
