"""No read without a row: a service is killed before its audit row is committed, and between that and its reply."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
import uuid_utils.compat as uuid

from shared.bus import Client
from shared.contracts.common import Actor, Role
from shared.contracts.notify import MyNotices, Notices
from shared.errors import Unavailable
from tests.faults.cable import cable
from tests.servers import Installation
from tests.waiting import until

ROWS = "SELECT count(*) FROM audit_trail WHERE convert_from(entry, 'UTF8')::jsonb -> 'actor' ->> 'id' = $1"
WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'audit_trail'::regclass AND NOT granted)"


@pytest.fixture
def asker() -> Actor:
    return Actor(id=f"p-{uuid.uuid7().hex}", role=Role.GUARDIAN, kommune="4999", owner="familie")


@pytest_asyncio.fixture
async def database(system: Installation) -> AsyncIterator[asyncpg.Connection]:
    connection = await system.superuser("notify")
    yield connection
    await connection.close()


async def ask(client: Client, by: Actor) -> Notices:
    found: Notices = await client.ask(MyNotices(), owner="notify", actor=by, patience=2)
    return found


async def answers(client: Client) -> bool:
    try:
        await ask(client, Actor(id="p-1", role=Role.GUARDIAN, kommune="4999", owner="familie"))
    except Unavailable:
        return False
    return True


async def test_killed_before_the_row_is_committed_it_has_said_nothing(
    system: Installation, database: asyncpg.Connection, asker: Actor
) -> None:
    async with system.asking("portal") as client, database.transaction():
        with system.running("notify") as running:
            await database.execute("LOCK TABLE audit_trail IN EXCLUSIVE MODE")
            asked = asyncio.create_task(ask(client, asker))
            await until(lambda: database.fetchval(WAITING))
            assert not asked.done()
            running["notify"].kill()
            with pytest.raises(Unavailable):
                await asked
        assert await database.fetchval(ROWS, asker.id) == 0


async def test_killed_between_the_row_and_the_reply_the_row_is_there(
    system: Installation, database: asyncpg.Connection, asker: Actor
) -> None:
    async with cable(system.nats.port) as held, system.asking("portal") as client:
        service = system.service("notify", nats=f"nats://127.0.0.1:{held.port}")
        service.start()
        try:
            await until(lambda: answers(client))
            held.heard.clear()
            asked = asyncio.create_task(ask(client, asker))
            await until(lambda: database.fetchval(ROWS, asker.id))
        finally:
            service.kill()
        with pytest.raises(Unavailable):
            await asked
    assert await database.fetchval(ROWS, asker.id) == 1
