"""A root roll over two million data keys: how long it takes, and what it needs meanwhile."""

import asyncio
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import asyncpg

from bench.peer import Peer
from bench.report import Report, Row
from bench.servers import PASSWORD, Stage
from bench.slices import Pace
from deploy import databases
from services.consent.keys import rolling
from services.consent.keys.files import FileRoots
from services.consent.keys.rolling import Rolling
from services.consent.keys.store import KeyStore
from shared.background import Background
from shared.contracts.common import SHARED_CATEGORIES
from shared.sealing import DataKey, KeyId

MANY, FEW = 2_000_000, 20_000
PAGE = 10_000
DAY = date(2026, 11, 23)
OWNERS = ("barnehage", "helsestasjon", "ppt", "barnevern", "familie")
COLUMNS = ("kommune", "child", "owner", "category", "epoch", "root", "wrapped", "day", "known")
FLOOR = """UPDATE floor SET wrapped = n.wrapped FROM unnest($1::int[], $2::bytea[]) AS n (id, wrapped)
WHERE floor.id = n.id"""


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    count = MANY if pace == Pace() else FEW
    admin = stage.system.postgres.dsn()
    await databases.database(admin, "rolled", PASSWORD, PASSWORD, databases.folders("consent"))
    floor = f"CREATE TABLE floor AS SELECT n AS id, '\\x00'::bytea AS wrapped FROM generate_series(1, {count}) n"
    await stage.as_owner("rolled", floor, "CREATE UNIQUE INDEX ON floor (id)", "GRANT ALL ON floor TO rolled")
    dsn = f"postgresql://rolled:{PASSWORD}@{admin.rpartition('@')[2].rpartition('/')[0]}/rolled"
    connection = await asyncpg.connect(dsn)
    with TemporaryDirectory(prefix="stafett-roots-") as folder:
        await _roll(connection, dsn, FileRoots(Path(folder)), report, count)
    await connection.close()


async def _roll(connection: asyncpg.Connection, dsn: str, roots: FileRoots, report: Report, count: int) -> None:
    await roots.roll()
    await _fill(connection, roots, count)
    _forget_peak()
    keeping = Rolling(dsn, roots, timedelta(days=1), timedelta(days=7), Background())
    giving = asyncio.create_task(_give(dsn, roots))
    began = perf_counter()
    await keeping.look(connection, datetime.now(UTC) + timedelta(days=2))
    took, peak = perf_counter() - began, _peak()
    giving.cancel()
    bare = await _floor(connection, count)
    what = f"{count:,} data keys under a new root"
    report.add(Row(what, f"{took:.1f} s", "an UPDATE of as many ready rows", f"{bare:.1f} s", took / bare))
    report.add(Row("the process's memory at its peak meanwhile", f"{peak:.0f} MB", "", "", None))
    waits = sorted(_WAITS)
    for share in (0.5, 0.99):
        figure = 1000 * waits[int(share * len(waits))]
        report.add(Row(f"reading a child's keys meanwhile, p{100 * share:.0f}", f"{figure:.2f} ms", "", "", None))


_WAITS: list[float] = []


async def _give(dsn: str, roots: FileRoots) -> None:
    """What a release reads from the store, a hundred times a second, in the same process as the roll."""
    async with asyncpg.create_pool(dsn, min_size=1, max_size=1) as pool:
        store, slots = KeyStore(pool, roots), [("ppt", category) for category in SHARED_CATEGORIES]
        while True:
            began = perf_counter()
            await store.read("4999", "c-7", slots)
            _WAITS.append(perf_counter() - began)
            await asyncio.sleep(0.01)


async def _fill(connection: asyncpg.Connection, roots: FileRoots, count: int) -> None:
    for first in range(0, count, PAGE):
        keys = [DataKey(_id(n), os.urandom(32)) for n in range(first, min(first + PAGE, count))]
        await connection.copy_records_to_table(
            "data_keys",
            records=[(one.kommune, *one.key, one.root, one.closed, DAY, 0) for one in await roots.wrap("4999", keys)],
            columns=COLUMNS,
        )


def _id(n: int) -> KeyId:
    child, rest = divmod(n, len(OWNERS) * len(SHARED_CATEGORIES))
    owner, category = divmod(rest, len(SHARED_CATEGORIES))
    return KeyId(f"c-{child}", OWNERS[owner], SHARED_CATEGORIES[category], 1)


async def _floor(connection: asyncpg.Connection, count: int) -> float:
    began = perf_counter()
    for first in range(1, count + 1, rolling.BATCH):
        ids = range(first, min(first + rolling.BATCH, count + 1))
        await connection.execute(FLOOR, ids, [bytes(60)] * len(ids))
    return perf_counter() - began


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    """Megabytes of this process that were in memory at once since `_forget_peak`."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1000
