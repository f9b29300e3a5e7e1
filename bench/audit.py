"""An audit log of a million entries: how fast it grows, is proved, walked through and searched, and what it takes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from types import SimpleNamespace
from typing import cast

import asyncpg
from pymerkle import SqliteTree, verify_inclusion

from bench.peer import Peer
from bench.report import Report, Row
from bench.sample import KOMMUNE, OWNER, key_of, new_act
from bench.servers import PASSWORD, Stage
from bench.slices import Pace
from bench.trail import SOUGHT, Asked, messages
from deploy import databases
from services.audit import checking
from services.audit import log as logs
from services.audit.intake import EntryIntake
from services.audit.log import SQL, Log
from services.audit.search import Search
from services.audit.sequencer import BATCH
from shared.audit_trail import AuditTrail
from shared.contracts.common import Actor, Role
from shared.database import pool
from shared.node import Node
from shared.transparency import merkle
from shared.wire import verify
from tests.integration.audit.sequencing import Keys, sequencer

MANY, FEW = 1_000_000, 20_000
PROOFS, SEARCHES = 2_000, 300  # of each kind
PEER = "`pymerkle` in SQLite"
INSERT = "INSERT INTO floor SELECT * FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[])"
LEAVES = """SELECT log, index, position, commitment, opening FROM leaves
WHERE log = $1 AND index >= $2 AND index < $3 ORDER BY index"""
SIZES = """SELECT pg_total_relation_size('entries') AS entries,
       pg_total_relation_size('leaves') + pg_total_relation_size('nodes') + pg_total_relation_size('log_checkpoints')
       AS log, (SELECT sum(octet_length(body) + octet_length(signature)) FROM entries) AS said"""
BARE = "SELECT position, body FROM entries WHERE kommune = $1 AND position <= $2 ORDER BY position DESC LIMIT 51"


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    count = MANY if pace == Pace() else FEW
    admin = stage.system.postgres.dsn()
    await databases.database(admin, "audited", PASSWORD, PASSWORD, databases.folders("audit"))
    floor = "CREATE TABLE floor (log int, index bigint, position bigint, commitment bytea, opening bytea)"
    await stage.as_owner("audited", floor, "CREATE UNIQUE INDEX ON floor (log, index)", "GRANT ALL ON floor TO audited")
    dsn = f"postgresql://audited:{PASSWORD}@{admin.rpartition('@')[2].rpartition('/')[0]}/audited"
    connection = await asyncpg.connect(dsn)
    bare = await _taken_in(report, connection, count)
    with TemporaryDirectory(prefix="stafett-merkle-") as folder, SqliteTree(str(Path(folder) / "tree")) as tree:
        log = await _grown(report, connection, tree)
        await stage.as_owner("audited", "VACUUM ANALYZE")  # as PostgreSQL does by itself, sooner or later
        await _proved(report, connection, log, tree)
        await _counted_anew(report, connection, log, tree)
    await _walked(report, connection, log, bare)
    await _weighed(report, connection, count)
    await _searched(report, dsn, count)
    await connection.close()


# --- Taken in -----------------------------------------------------------------------------------------


async def _taken_in(report: Report, connection: asyncpg.Connection, count: int) -> float:
    """Making the messages is their owners' work, and is not counted. Returns seconds of one signature."""
    intake, ours, bare, seen = EntryIntake(key_of), 0.0, 0.0, 0
    for page in messages(count):
        began = perf_counter()
        async with connection.transaction():
            await intake.apply(connection, page)
        done = perf_counter()
        ours += done - began
        for message in page[::20]:
            verify(message, key_of, OWNER)
        bare, seen = bare + perf_counter() - done, seen + len(page[::20])
    report.add(_rate(f"{count:,} rows verified and stored", count / ours, "their signatures alone", seen / bare))
    return bare / seen


def _rate(what: str, ours: float, floor: str, theirs: float) -> Row:
    return Row(what, f"{ours:,.0f}/s", floor, f"{theirs:,.0f}/s", ours / theirs)


# --- The log ------------------------------------------------------------------------------------------


async def _grown(report: Report, connection: asyncpg.Connection, tree: SqliteTree) -> Log:
    began = perf_counter()
    await sequencer(Keys()).look(connection)
    ours = perf_counter() - began
    log = Log(*(await connection.fetch(SQL["newest"], KOMMUNE, OWNER))[0])
    theirs = [await _page(connection, log, tree, first) for first in range(0, log.size, BATCH)]
    inserted, appended = (sum(each) for each in zip(*theirs, strict=True))
    what = "the log grows: sealed, committed, in the tree, signed"
    floor = "INSERT of ready leaves"
    report.add(_rate(what, log.size / ours, f"{floor}, {BATCH} a commit", log.size / inserted))
    report.add(_rate(f"{what}, and the peer", log.size / ours, f"{PEER}, {BATCH} a commit", log.size / appended))
    assert tree.get_root() == await logs.root(connection, log, log.size)
    return log


async def _page(connection: asyncpg.Connection, log: Log, tree: SqliteTree, first: int) -> tuple[float, float]:
    """Seconds that the floor and the peer took for the same leaves."""
    leaves = await connection.fetch(LEAVES, log.id, first, first + BATCH)
    columns = list(zip(*leaves, strict=True))
    began = perf_counter()
    await connection.execute(INSERT, *columns)
    inserted = perf_counter()
    tree.append_entries(row["commitment"] for row in leaves)
    tree.get_root()  # which is what is signed
    return inserted - began, perf_counter() - inserted


async def _proved(report: Report, connection: asyncpg.Connection, log: Log, tree: SqliteTree) -> None:
    size, draw = log.size, Random(1)
    places = [draw.randrange(1, size) for _ in range(PROOFS)]

    async def ours(index: int) -> object:
        return await logs.inclusion(connection, log, index, size)

    async def theirs(index: int) -> object:
        return tree.prove_inclusion(index + 1)

    async def ours_since(old: int) -> object:
        return await logs.consistency(connection, log, old, size)

    async def theirs_since(old: int) -> object:
        return tree.prove_consistency(old)

    await _both(report, "a proof that an entry stands in it", places, ours, theirs)
    await _both(report, "a proof that it began with an older one", places, ours_since, theirs_since)
    root = tree.get_root()
    proofs = {index: await logs.inclusion(connection, log, index, size) for index in places}
    leaves = {index: tree.get_leaf(index + 1) for index in places}
    others = {index: tree.prove_inclusion(index + 1) for index in places}

    async def checked(index: int) -> None:
        merkle.check_inclusion(proofs[index], index, size, leaves[index], root)

    async def their_check(index: int) -> None:
        verify_inclusion(leaves[index], root, others[index])

    await _both(report, "checking such a proof", places, checked, their_check)


Ask = Callable[[int], Awaitable[object]]


async def _both(report: Report, what: str, places: list[int], ours: Ask, theirs: Ask, peer: str = PEER) -> None:
    """Taking turns, so that a noisy moment strikes both."""
    waits: tuple[list[float], list[float]] = ([], [])
    for place in places:
        for taken, ask in zip(waits, (ours, theirs), strict=True):
            began = perf_counter()
            await ask(place)
            taken.append(1000 * (perf_counter() - began))
    for share in (0.5, 0.99):
        figure, floor = (sorted(taken)[int(share * len(taken))] for taken in waits)
        report.add(Row.latency(f"{what}, p{100 * share:.0f}", figure, peer, floor))


async def _counted_anew(report: Report, connection: asyncpg.Connection, log: Log, tree: SqliteTree) -> None:
    commitments = [row["commitment"] for row in await connection.fetch(SQL["commitments"], log.id, 0, log.size)]
    began = perf_counter()
    ours = merkle.root(map(merkle.leaf_hash, commitments))
    taken = perf_counter() - began
    tree.cache_clear()
    began = perf_counter()
    assert tree.get_root() == ours
    theirs = perf_counter() - began
    what = "the root counted anew from every leaf"
    report.add(Row(what, f"{taken:.1f} s", f"{PEER}, from stored hashes", f"{theirs:.1f} s", taken / theirs))


async def _walked(report: Report, connection: asyncpg.Connection, log: Log, signature: float) -> None:
    began = perf_counter()
    assert await checking.check(connection, log, key_of, {}) == []
    taken, bare = perf_counter() - began, signature * log.size
    what = "the whole log checked: signature, columns, leaf, place"
    report.add(Row(what, f"{taken:.0f} s", "the signatures alone", f"{bare:.0f} s", taken / bare))


async def _weighed(report: Report, connection: asyncpg.Connection, count: int) -> None:
    entries, log, said = (int(size) / count for size in (await connection.fetch(SIZES))[0])
    for what, figure in (("the entry, with seven indexes", entries), ("its leaf, sealed, and its nodes", log)):
        floor = "what its owner signed"
        report.add(Row(f"disk: {what}", f"{figure:,.0f} bytes", floor, f"{said:,.0f} bytes", figure / said))


# --- Searched -----------------------------------------------------------------------------------------


async def _searched(report: Report, dsn: str, count: int) -> None:
    """As the service does it, with its own row of each search; floor: a page from the middle of the log."""
    readers, trail = await pool(dsn), AuditTrail(dsn, "audit", "audit", b"bench")
    search = Search(cast(Node, SimpleNamespace(pool=readers, trail=trail)))
    writing = asyncio.create_task(trail.run())
    places = [Random(2).randrange(count) for _ in range(SEARCHES)]
    by = Actor(id="p-ombud", role=Role.DPO, kommune=KOMMUNE, owner="audit")

    async def bare(n: int) -> object:
        return await readers.fetch(BARE, KOMMUNE, n)

    for what, asked in SOUGHT.items():

        async def ours(n: int, asked: Asked = asked) -> object:
            return await search.search(asked(n), replace(new_act(), by=by))

        await _both(report, f"search for {what}, a page and how many", places, ours, bare, "bare SELECT of a page")
    writing.cancel()
    readers.terminate()
