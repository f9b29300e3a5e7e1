from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from deploy.topology import OPERATOR
from services.audit import app
from shared import database as pools
from shared import in_force
from tests import servers
from tests.integration.audit.others import NAMES, Others
from tests.integration.audit.sequencing import TABLES
from tests.integration.audit.staff import STAFF
from tests.integration.audit.trail import Owners
from tests.integration.judge.conftest import judge
from tests.integration.notify.serving import serving
from tests.municipalities import two
from tests.servers import Installation

__all__ = ["judge"]  # a fixture


@pytest.fixture(scope="package")
def installation() -> Iterator[Installation]:
    """Servers of our own, so that no other test's rows are on the stream."""
    with servers.installation() as made:
        yield made


@pytest_asyncio.fixture(scope="package")
async def database(installation: Installation) -> AsyncIterator[asyncpg.Connection]:
    """As the superuser. The rules are known already, so that no test meets a row that tells of them."""
    connection = await installation.superuser("audit")
    known = in_force.digest(Path(app.__file__).parent)
    await connection.execute("INSERT INTO policies_in_force (sha256) VALUES ($1)", known)
    yield connection
    await connection.close()


@pytest_asyncio.fixture(scope="module")
async def audit(
    installation: Installation, database: asyncpg.Connection, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[asyncpg.Connection]:
    """The service runs; what it has stored is read through this connection.

    The stream is made anew first: a service that starts reads its last message once more, and a test that has emptied
    the table by then would find another module's row in it. So would it the service's own rows of earlier modules, for
    a stream that is new is sent the whole trail.
    """
    operator = await installation.connect(OPERATOR)
    await operator.jetstream().delete_stream("AUD")
    await operator.close()
    await installation.provision()
    await database.execute(f"TRUNCATE {TABLES}, audit_trail")
    municipalities = two(tmp_path_factory.mktemp("municipalities") / "two")
    (municipalities / "4999-fjordvik" / "staff.yaml").write_text(STAFF)
    async with serving(installation.settings("audit", municipalities=municipalities), app.build):
        yield database


@pytest_asyncio.fixture(scope="package")
async def owners(installation: Installation) -> AsyncIterator[Owners]:
    async with Owners.of(installation) as speaking:
        yield speaking


@pytest_asyncio.fixture
async def others(installation: Installation) -> AsyncIterator[Others]:
    made = {name: await installation.fresh_database() for name in NAMES}
    opened = {name: await pools.pool(one.dsn, size=2) for name, one in made.items()}
    yield Others(opened)
    for name, one in made.items():
        await opened[name].close()
        await installation.drop(one)
