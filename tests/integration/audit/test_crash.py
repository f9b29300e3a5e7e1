"""Whatever ends the process or empties the stream, every row is stored once."""

import asyncpg

from deploy.topology import OPERATOR
from tests.integration.audit.trail import Owners
from tests.servers import Installation
from tests.waiting import until

COUNT = 4000


async def test_killed_in_the_middle_every_row_is_stored_once_and_in_order(
    installation: Installation, database: asyncpg.Connection, owners: Owners
) -> None:
    await database.execute("TRUNCATE entries, left_out")
    await owners.burst([owners.row(n) for n in range(1, COUNT + 1)])
    for _ in range(3):
        with installation.running("audit") as running:
            await _some_more(database)
            running["audit"].kill()
    with installation.running("audit"):
        rows = await _stored(database)
    assert [row["source_position"] for row in rows] == list(range(1, COUNT + 1))
    assert await database.fetchval("SELECT count(*) FROM left_out") == 0


async def test_a_stream_that_was_lost_and_published_again_adds_nothing(
    installation: Installation, database: asyncpg.Connection, owners: Owners
) -> None:
    messages = [owners.row(n) for n in range(COUNT + 1, COUNT + 101)]
    await owners.burst(messages)
    with installation.running("audit"):
        await _stored(database, COUNT + 100)
        operator = await installation.connect(OPERATOR)
        await operator.jetstream().delete_stream("AUD")
        await installation.provision()
        await operator.close()
        for message in messages:
            await owners.send(message)
        await owners.send(owners.row(COUNT + 101))
        rows = await _stored(database, COUNT + 101)
    assert len(rows) == COUNT + 101


async def _some_more(database: asyncpg.Connection) -> None:
    seen = await database.fetchval("SELECT count(*) FROM entries WHERE owner = 'barnehage'")

    async def more() -> bool:
        asking = "SELECT count(*) > $1 OR count(*) = $2 FROM entries WHERE owner = 'barnehage'"
        return bool(await database.fetchval(asking, seen, COUNT))

    await until(more, 20)


async def _stored(database: asyncpg.Connection, at_least: int = COUNT) -> list[asyncpg.Record]:
    async def all_there() -> bool:
        return bool(await database.fetchval("SELECT count(*) >= $1 FROM entries WHERE owner = 'barnehage'", at_least))

    await until(all_there, 30)
    return await database.fetch("SELECT source_position FROM entries WHERE owner = 'barnehage' ORDER BY position")
