"""An owner's rows are numbered without holes in each municipality, whoever writes them and however."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from shared.audit_trail import AuditTrail
from shared.database import connect
from tests.integration.audit.trail import entry
from tests.servers import Installation

KOMMUNER = ("4999", "4998")


@pytest_asyncio.fixture
async def trail(installation: Installation) -> AsyncIterator[str]:
    database = await installation.fresh_database()
    yield database.dsn
    await installation.drop(database)


async def numbers(dsn: str, kommune: str) -> list[int]:
    connection = await connect(dsn)
    rows = await connection.fetch("SELECT number FROM audit_trail WHERE kommune = $1 ORDER BY position", kommune)
    await connection.close()
    return [row["number"] for row in rows]


async def test_two_processes_and_two_municipalities_leave_no_hole(trail: str) -> None:
    writers = [AuditTrail(trail, "case", "barnehage", b"") for _ in range(2)]
    running = [asyncio.create_task(writer.run()) for writer in writers]
    await asyncio.gather(*(writers[n % 2].record(entry(kommune=KOMMUNER[n % 3 == 0])) for n in range(300)))
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert await numbers(trail, "4999") == list(range(1, 201))
    assert await numbers(trail, "4998") == list(range(1, 101))


async def test_a_write_that_fails_takes_no_number(trail: str) -> None:
    connection = await connect(trail)
    insert = "INSERT INTO audit_trail (kommune, number, entry) VALUES ('4999', end_of_trail('4999') + 1, '')"
    await connection.execute(insert)
    change = connection.transaction()
    await change.start()
    await connection.execute(insert)
    await change.rollback()
    await connection.execute(insert)
    await connection.close()
    assert await numbers(trail, "4999") == [1, 2]
