"""Deadlines: each has its effect once, whoever dies and however many processes run."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared import timers
from shared.background import Background
from shared.database import connect, pool
from shared.event_store import EventStore
from shared.timers import Clockwork, Timer, end_timers, set_timers
from tests.faults.child import Process
from tests.faults.noted import append, event
from tests.faults.servers import Postgres
from tests.faults.test_intake import positions, running
from tests.waiting import until

NOW = datetime.now(UTC)


def timer(n: int, due_at: datetime = NOW - timedelta(seconds=1)) -> Timer:
    return Timer("4999", "evaluate", f"log-{n}", "m-1", due_at)


async def effects(dsn: str) -> Sequence[str]:
    connection = await connect(dsn)
    rows = await connection.fetch("SELECT stream FROM events ORDER BY stream")
    await connection.close()
    return [row["stream"] for row in rows]


async def waiting(dsn: str) -> int:
    return len(await positions(dsn, "SELECT 1 FROM timers WHERE ended_at IS NULL"))


async def test_each_timer_has_one_effect_across_kill_9_of_processes_and_postgresql(
    postgres: Postgres, sender: str
) -> None:
    connection = await connect(sender)
    await set_timers(connection, [timer(n) for n in range(400)])
    await connection.close()

    async def none_waits() -> bool:
        return await waiting(sender) == 0

    async with running(*(Process("clock", dsn=sender) for _ in range(2))) as clocks:
        for victim in ("clock", "postgres", "clock"):
            await asyncio.sleep(0.6)
            if victim == "clock":
                clocks.pop(0).kill()
                clocks.append(Process("clock", dsn=sender))
            else:
                postgres.kill()
                postgres.start()
        await until(none_waits, 180)
    assert await effects(sender) == sorted(f"log-{n}" for n in range(400))


async def fired_by(dsn: str, *, seconds: float = 0.3) -> list[str]:
    fired: list[str] = []

    async def fire(due: Timer) -> None:
        fired.append(due.name)

    task = asyncio.create_task(Clockwork(dsn, fire, Background()).run())
    await asyncio.sleep(seconds)
    task.cancel()
    return fired


async def test_a_timer_that_is_set_again_neither_moves_nor_comes_back(sender: str) -> None:
    connection = await connect(sender)
    later = NOW + timedelta(days=1)
    await set_timers(connection, [timer(1), timer(2, later)])
    assert await fired_by(sender) == ["evaluate:log-1:m-1"]
    await set_timers(connection, [timer(1), timer(2)])
    assert await fired_by(sender) == []
    assert await connection.fetchval("SELECT due_at FROM timers WHERE subject = 'log-2'") == later
    await connection.close()


async def test_a_cancelled_timer_does_not_fire(sender: str) -> None:
    connection = await connect(sender)
    await set_timers(connection, [timer(1), timer(2)])
    await end_timers(connection, [("4999", timer(1).name)])
    await connection.close()
    assert await fired_by(sender) == ["evaluate:log-2:m-1"]


async def test_two_kommuner_have_timers_of_their_own(sender: str) -> None:
    connection = await connect(sender)
    other = Timer("4601", "evaluate", "log-1", "m-1", NOW)
    await set_timers(connection, [timer(1), other])
    await end_timers(connection, [("4999", timer(1).name)])
    assert await connection.fetchval("SELECT kommune FROM timers WHERE ended_at IS NULL") == "4601"
    await connection.close()
    assert timer(1).command_id() != other.command_id()


async def test_a_timer_that_cannot_be_carried_out_does_not_hold_up_the_others(sender: str) -> None:
    connection = await connect(sender)
    await set_timers(connection, [timer(n, NOW - timedelta(seconds=10 - n)) for n in range(3)])
    fired: list[str] = []

    async def fire(due: Timer) -> None:
        if due.subject == "log-0":
            raise ValueError
        fired.append(due.subject)

    tasks = Background()
    tasks.start("timers", Clockwork(sender, fire, tasks).run)
    await until(lambda: fired == ["log-1", "log-2"])
    assert tasks.failing == {"timers": "ValueError"}
    assert await connection.fetchval("SELECT array_agg(subject) FROM timers WHERE ended_at IS NULL") == ["log-0"]
    await tasks.stop()
    await connection.close()


async def test_a_great_many_timers_that_are_not_due_cost_nothing_to_look_at(postgres: Postgres, sender: str) -> None:
    connection = await connect(sender)
    later = NOW + timedelta(days=30)
    await set_timers(connection, [timer(n, later) for n in range(20_000)])
    admin = await connect(postgres.dsn(sender.rpartition("/")[2]))
    await admin.execute("ANALYZE timers")  # as autovacuum does, at a moment of its own
    await admin.close()
    due = timers.SQL["due"].replace("$1, $2, $3", "'1970-01-01', '', ''").replace("$4", "100")
    plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {due}"))
    assert "timers_due" in plan
    await connection.close()


CLOCK = """CREATE TABLE jumped (by interval NOT NULL);
INSERT INTO jumped VALUES ('0');
CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + by FROM public.jumped';
GRANT SELECT ON jumped TO PUBLIC"""


async def test_no_jump_of_the_clock_fires_a_timer_twice_or_too_early_or_never(postgres: Postgres, sender: str) -> None:
    """The database's clock is set forth and back, in front of PostgreSQL's own, while two processes look at it."""
    name = sender.rpartition("/")[2]
    admin = await connect(postgres.dsn(name))
    await admin.execute(CLOCK)
    await admin.execute(f"ALTER DATABASE {name} SET search_path = public, pg_catalog")
    hours = [timer(n, NOW + timedelta(hours=n)) for n in range(1, 5)]
    connection = await connect(sender)
    await set_timers(connection, hours)

    async def fired(*streams: str) -> None:
        async def had() -> bool:
            return list(await effects(sender)) == list(streams)

        await until(had)
        await asyncio.sleep(1.5)  # another look
        assert await had()

    async with running(*(Process("clock", dsn=sender) for _ in range(2))) as clocks:
        for jump, streams in (
            ("2 hours 1 minute", ("log-1", "log-2")),
            ("-3 hours", ("log-1", "log-2")),
            ("30 minutes", ("log-1", "log-2")),
            ("3 hours 1 minute", ("log-1", "log-2", "log-3")),
        ):
            await admin.execute("UPDATE jumped SET by = $1::text::interval", jump)
            await fired(*streams)
        clocks.pop(0).kill()
        await admin.execute("UPDATE jumped SET by = '5 hours'")
        await fired("log-1", "log-2", "log-3", "log-4")
    await connection.close()
    await admin.close()


async def test_who_dies_between_the_effect_and_the_end_of_the_row_fires_again_without_an_effect(sender: str) -> None:
    """As kill -9 there leaves it: the effect stands, the row does not know."""
    connection = await connect(sender)
    await set_timers(connection, [timer(1), timer(2)])
    async with running(Process("clock", dsn=sender)):
        await until(lambda: _none_wait(sender))
    await connection.execute("UPDATE timers SET ended_at = NULL")
    async with running(*(Process("clock", dsn=sender) for _ in range(2))):
        await until(lambda: _none_wait(sender))
    assert await effects(sender) == ["log-1", "log-2"]
    await connection.close()


async def _none_wait(dsn: str) -> bool:
    return await waiting(dsn) == 0


async def test_six_thousand_deadlines_of_one_night_do_not_hold_up_what_people_do(sender: str) -> None:
    """While they fire, an append of somebody else's takes its usual time."""
    connection = await connect(sender)
    await set_timers(connection, [timer(n) for n in range(6000)])
    tasks, readers = Background(), await pool(sender)
    store = EventStore(sender, readers)
    tasks.start("store", store.run)
    took = []
    async with running(Process("clock", dsn=sender)):
        await until(lambda: _some_fired(sender))
        for n in range(50):
            began = asyncio.get_running_loop().time()
            await store.append(append(f"own-{n}", 0, event("i")))
            took.append(asyncio.get_running_loop().time() - began)
        assert await waiting(sender) > 0
    assert sorted(took)[40] < 0.5
    await tasks.stop()
    readers.terminate()
    await connection.close()


async def _some_fired(dsn: str) -> bool:
    return await waiting(dsn) < 6000
