"""The log under many writers: who wins, what is kept, and what a reader sees.

`make stress` runs it for longer (STAFETT_STRESS_SECONDS).
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.database import connect
from shared.errors import ConcurrentAppend
from shared.event_store import write
from tests.faults.child import Process
from tests.faults.noted import append, event
from tests.faults.servers import Postgres
from tests.faults.test_intake import running
from tests.waiting import until

SECONDS = float(os.environ.get("STAFETT_STRESS_SECONDS", "8"))
CALLERS = 16  # in each of two processes

Wanted = tuple[str, int, int]  # stream, expected version, number of events
wanted = st.tuples(st.sampled_from("abc"), st.integers(0, 6), st.integers(1, 3))
batches = st.lists(st.lists(wanted, min_size=1, max_size=4, unique_by=lambda one: one[0]), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=batches)
def test_an_append_is_stored_exactly_when_the_stream_stands_where_it_expects(
    postgres: Postgres, sender: str, batches: list[list[Wanted]]
) -> None:
    async def stored() -> tuple[list[list[bool]], list[tuple[str, int]]]:
        admin, connection = await connect(postgres.dsn(sender.rpartition("/")[2])), await connect(sender)
        await admin.execute("TRUNCATE events, audit_trail")
        taken = [[isinstance(one, int) for one in await write(connection, appends(batch))] for batch in batches]
        rows = await connection.fetch("SELECT stream, version FROM events ORDER BY position")
        assert await connection.fetchval("SELECT count(*) FROM audit_trail") == sum(map(sum, taken))
        await connection.close()
        await admin.close()
        return taken, [tuple(row) for row in rows]

    assert asyncio.run(stored()) == model(batches)


def appends(batch: Sequence[Wanted]) -> list[Any]:
    return [append(stream, expected, *(event("i") for _ in range(n)), audit=1) for stream, expected, n in batch]


def model(batches: Sequence[Sequence[Wanted]]) -> tuple[list[list[bool]], list[tuple[str, int]]]:
    """The same, said without a database."""
    heads, log = Counter[str](), list[tuple[str, int]]()
    taken = []
    for batch in batches:
        taken.append([heads[stream] == expected for stream, expected, _ in batch])
        for stream, expected, n in batch:
            if heads[stream] == expected:
                log += [(stream, expected + place) for place in range(1, n + 1)]
                heads[stream] += n
    return taken, log


async def test_exactly_one_of_many_racers_wins_each_version(sender: str) -> None:
    connections = [await connect(sender) for _ in range(16)]
    for version in range(15):
        racers = [write(one, [append("raced", version, event(f"r-{n}"))]) for n, one in enumerate(connections)]
        outcomes = [outcome for (outcome,) in await asyncio.gather(*racers)]
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConcurrentAppend"] * 15 + ["int"]
        assert all(isinstance(outcome, int | ConcurrentAppend) for outcome in outcomes)
    for one in connections:
        await one.close()


async def test_under_stress_nothing_acknowledged_is_lost_and_no_reader_misses_or_sees_double(
    postgres: Postgres, sender: str
) -> None:
    """Writers race in two processes; some are killed, connections are cut in mid-statement; two readers tail."""
    chance = random.Random(4999)
    admin = await asyncpg.connect(postgres.dsn(sender.rpartition("/")[2]))
    writers = [writer(sender, SECONDS, n) for n in range(2)]
    ended: list[Process] = []
    async with running(Process("tail", dsn=sender), Process("tail", dsn=sender), *writers) as processes:
        deadline = asyncio.get_running_loop().time() + SECONDS
        while (left := deadline - asyncio.get_running_loop().time()) > 1.5:
            await asyncio.sleep(min(1.0, SECONDS / 8))
            await cut_a_connection(admin, chance)
            if chance.random() < 0.3:
                ended.append(processes.pop(2))
                ended[-1].kill()
                processes.append(writer(sender, left, chance.randrange(2**31)))
        for one in processes[2:]:
            assert await asyncio.to_thread(one.wait) == 0, one.said()
        stored = await admin.fetch("SELECT position, stream, version, event_id FROM events ORDER BY position")
        tails = processes[:2]
        await until(lambda: all(seen(one) and seen(one)[-1] == stored[-1]["position"] for one in tails))
        check_log(stored, [line for one in ended + processes[2:] for line in one.lines() if "ids" in line])
        assert [seen(one) for one in tails] == [[row["position"] for row in stored]] * 2
    acts = await admin.fetchval("SELECT count(DISTINCT causation) FROM events")
    assert await admin.fetchval("SELECT count(*) FROM audit_trail") == acts
    await admin.close()


def writer(dsn: str, seconds: float, seed: int) -> Process:
    return Process("stress", dsn=dsn, seconds=seconds, callers=CALLERS, seed=seed)


async def cut_a_connection(admin: asyncpg.Connection, chance: random.Random) -> None:
    pids = await admin.fetch(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if pids:
        await admin.fetchval("SELECT pg_terminate_backend($1)", chance.choice(pids)["pid"])


def seen(tail: Process) -> list[int]:
    return [position for line in tail.lines() if "positions" in line for position in line["positions"]]


def check_log(stored: Sequence[asyncpg.Record], acknowledged: Sequence[dict[str, Any]]) -> None:
    """Every stream counts 1, 2, 3 …; what was acknowledged stands where it was said to stand, and nowhere else."""
    versions: dict[str, list[int]] = {}
    for row in stored:
        versions.setdefault(row["stream"], []).append(row["version"])
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    by_id = {str(row["event_id"]): row for row in stored}
    assert len(by_id) == len(stored)
    assert len(acknowledged) > 50
    for line in acknowledged:
        last = by_id[line["ids"][-1]]
        assert (last["stream"], last["version"], last["position"]) == (
            line["stream"],
            line["version"],
            line["position"],
        )
        assert [by_id[one]["version"] for one in line["ids"]] == list(
            range(line["version"] - len(line["ids"]) + 1, line["version"] + 1)
        )
    assert len({(line["stream"], line["version"]) for line in acknowledged}) == len(acknowledged)
