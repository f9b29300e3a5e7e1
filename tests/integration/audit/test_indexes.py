"""Search stays one indexed query per filter when the log has grown: the plan is read on the migrated schema."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import orjson
import pytest
import pytest_asyncio

from services.audit.intake import SQL
from services.audit.log import SQL as LOG
from shared.database import connect
from tests.servers import Installation

ROWS = 100_000
GROW = """
INSERT INTO entries (kommune, owner, source_position, at, actor, role, unit, action, child, outcome, code, correlation,
                     body, signature)
SELECT CASE n % 10 WHEN 0 THEN '4998' ELSE '4999' END, (ARRAY['barnehage', 'ppt', 'familie', 'barnevern'])[1 + n % 4],
       -n, now() - ($1 - n) * interval '1 minute', 'p-' || n % 500, 'employee', 'u-' || n % 20, 'act-' || n % 40,
       CASE WHEN n % 5 > 0 THEN 'c-' || n % 3000 END, CASE WHEN n % 400 = 0 THEN 'denied' ELSE 'done' END,
       NULL, gen_random_uuid(), '{}', repeat('x', 64)::bytea
FROM generate_series(1, $1::int) AS n
"""
BEGUN = "INSERT INTO logs (kommune, owner, year, position) VALUES ('4999', 'x', 1, 0) RETURNING id"
NODES = "INSERT INTO nodes SELECT $1, 0, n, decode(repeat('00', 32), 'hex') FROM generate_series(0, 4999) n"
LEAVES = "INSERT INTO leaves SELECT $1, n, n, decode(repeat('00', 32), 'hex') FROM generate_series(0, 4999) n"
FILTERS = {
    "child": (("c-7", None, None, None, None), "entries_child"),
    "actor": ((None, "p-7", None, None, None), "entries_actor"),
    "owner": ((None, None, "ppt", None, None), "entries_owner"),
    "action": ((None, None, None, "act-7", None), "entries_action"),
    "denied": ((None, None, None, None, "denied"), "entries_not_done"),
    "done": ((None, None, None, None, "done"), "entries_pkey"),
    "nothing": ((None, None, None, None, None), "entries_pkey"),
    "child and action": (("c-7", None, None, "act-7", None), "entries_child"),
}


@pytest_asyncio.fixture(scope="module")
async def grown(installation: Installation, database: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """As the service connects, with its role and settings, on a log of 100,000 rows."""
    await database.execute("TRUNCATE entries")
    await database.execute(GROW, ROWS)
    await database.execute("VACUUM ANALYZE entries")
    service = await connect(installation.settings("audit").dsn)
    yield service
    await service.close()
    await database.execute("TRUNCATE entries")


async def plan(service: asyncpg.Connection, query: str, *arguments: Any) -> dict[str, Any]:
    """What PostgreSQL does, with the planner that search uses."""
    async with service.transaction():
        await service.execute(SQL["plan_anew"])
        text = await service.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", *arguments)
    whole: dict[str, Any] = orjson.loads(text)[0]
    return whole


def scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in node or "Index Name" in node:
        yield node
    for inner in node.get("Plans", ()):
        yield from scans(inner)


@pytest.mark.parametrize(("filters", "index"), FILTERS.values(), ids=list(FILTERS))
@pytest.mark.parametrize("last", [ROWS, 90_000])
async def test_a_page_is_read_from_the_index_of_its_filter(
    grown: asyncpg.Connection, filters: tuple[str | None, ...], index: str, last: int
) -> None:
    found = await plan(grown, SQL["search"], "4999", *filters, None, None, None, 1, last, 51)
    (scan,) = scans(found["Plan"])
    assert (scan["Node Type"], scan["Index Name"]) == ("Index Scan", index)
    assert "Sort" not in orjson.dumps(found).decode()
    assert found["Execution Time"] < 20  # milliseconds, on a machine that does other things too


@pytest.mark.parametrize(("filters", "index"), FILTERS.values(), ids=list(FILTERS))
async def test_the_total_is_counted_in_an_index(
    grown: asyncpg.Connection, filters: tuple[str | None, ...], index: str
) -> None:
    found = await plan(grown, SQL["count"], "4999", *filters, None, None, None)
    (scan,) = scans(found["Plan"])
    assert scan["Index Name"] == index or set(filters) == {None} or "done" in filters
    assert found["Execution Time"] < 200


@pytest.mark.parametrize("actor", [None, "p-7"])
async def test_a_page_of_an_old_day_is_not_looked_for_from_the_newest_row_on(
    grown: asyncpg.Connection, actor: str | None
) -> None:
    day = datetime.now(UTC) - timedelta(days=60)
    filters = (None, actor, None, None, None, None, day, day + timedelta(days=1))
    ((total, lowest, highest),) = await grown.fetch(SQL["count"], "4999", *filters)
    found = await plan(grown, SQL["search"], "4999", *filters, lowest, highest, 51)
    (scan,) = scans(found["Plan"])
    read = scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)
    assert (scan["Actual Rows"] == min(total, 51), read <= highest - lowest + 1) == (True, True)
    assert found["Execution Time"] < 20


@pytest.mark.parametrize("statement", ["nodes", "stands"])
async def test_a_log_that_postgresql_has_not_counted_is_read_by_its_indexes(
    database: asyncpg.Connection, statement: str
) -> None:
    """While it grows quickly: a join would read the whole of it for each proof, and for each page of the walk."""
    filling = database.transaction()
    await filling.start()
    try:
        log = await database.fetchval(BEGUN)
        await database.execute(NODES, log)
        await database.execute(LEAVES, log)
        wanted = ([0] * 10, [*range(10)]) if statement == "nodes" else ("4999", "x", 0, 10)
        text = await database.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {LOG[statement]}", log, *wanted)
        (scan,) = (one for one in scans(orjson.loads(text)[0]["Plan"]) if one.get("Relation Name") == "nodes")
        assert (scan["Index Name"], scan["Actual Loops"], scan["Actual Rows"]) == ("nodes_pkey", 10, 1)
    finally:
        await filling.rollback()
