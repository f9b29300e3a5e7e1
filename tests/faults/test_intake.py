"""JetStream → facts: whatever dies in the middle, the copy is the log's public half, once and in order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from shared.database import connect
from shared.wire import Message, signed
from tests.faults import process
from tests.faults.child import Process
from tests.faults.noted import KEY, KOMMUNE, NEIGHBOUR, OWNER, PRODUCER
from tests.faults.servers import Nats, Postgres, connected
from tests.waiting import until


@asynccontextmanager
async def running(*processes: Process) -> AsyncIterator[list[Process]]:
    alive = list(processes)
    try:
        yield alive
    finally:
        for process in alive:
            process.kill()


async def positions(dsn: str, query: str) -> list[int]:
    connection = await connect(dsn)
    found = [row[0] for row in await connection.fetch(query)]
    await connection.close()
    return found


async def public(sender: str) -> list[int]:
    return await positions(sender, "SELECT position FROM events WHERE position % 7 <> 0 ORDER BY position")


async def copied(receiver: str, kommune: str = KOMMUNE) -> list[int]:
    return await positions(receiver, f"SELECT source_position FROM facts WHERE kommune = '{kommune}' ORDER BY position")


async def all_copied(sender: str, receiver: str, kommune: str = KOMMUNE) -> bool:
    return len(await copied(receiver, kommune)) >= len(await public(sender))


async def all_published(sender: str, nats: Nats, owner: str) -> bool:
    client = await nats.connect()
    state = (await client.jetstream().stream_info("EVT", subjects_filter=f"evt.*.{owner}.>")).state
    await client.close()
    return sum((state.subjects or {}).values()) >= len(await public(sender))


async def write(sender: str, count: int, prefix: str = "w", **options: Any) -> None:
    """From this process, because nobody kills it and starting one takes a second."""
    await process.write(sender, count, callers=64, streams=5000, prefix=prefix, **options)


def relay(sender: str, nats: Nats, owner: str = OWNER) -> Process:
    return Process("relay", dsn=sender, nats=nats.url, owner=owner)


def intake(receiver: str, nats: Nats) -> Process:
    return Process("intake", dsn=receiver, nats=nats.url)


Break = Callable[[list[Process]], object]


async def survives(sender: str, receiver: str, nats: Nats, break_things: Break) -> None:
    await write(sender, 2000)
    async with running(relay(sender, nats), intake(receiver, nats), intake(receiver, nats)) as processes:
        for _ in range(3):
            await asyncio.sleep(0.3)
            break_things(processes)
        await until(lambda: all_copied(sender, receiver), 180)
    assert await copied(receiver) == await public(sender)


async def test_kill_9_of_the_leading_intake(sender: str, receiver: str, nats: Nats) -> None:
    def kill(processes: list[Process]) -> None:
        processes.pop(1).kill()
        processes.append(intake(receiver, nats))

    await survives(sender, receiver, nats, kill)


async def test_kill_9_of_nats_server(sender: str, receiver: str, nats: Nats) -> None:
    def kill(_: list[Process]) -> None:
        nats.kill()
        nats.start()

    await survives(sender, receiver, nats, kill)


async def test_kill_9_of_postgresql(postgres: Postgres, sender: str, receiver: str, nats: Nats) -> None:
    def kill(_: list[Process]) -> None:
        postgres.kill()
        postgres.start()

    await survives(sender, receiver, nats, kill)


async def test_a_deleted_consumer_is_made_anew(sender: str, receiver: str, nats: Nats) -> None:
    await write(sender, 50)
    client = await nats.connect()
    async with running(relay(sender, nats), intake(receiver, nats)):
        await until(lambda: all_copied(sender, receiver))
        await client.jetstream().delete_consumer("EVT", "case-ppt-intake")
        await write(sender, 50, "later")
        await until(lambda: all_copied(sender, receiver))
    await client.close()
    assert await copied(receiver) == await public(sender)


async def test_the_whole_jetstream_store_is_lost_and_everything_is_published_again(
    sender: str, receiver: str, nats: Nats, postgres: Postgres
) -> None:
    newcomer = await postgres.database(f"newcomer_{nats.port}")
    await write(sender, 600)
    async with running(relay(sender, nats), intake(receiver, nats)):
        await until(lambda: all_copied(sender, receiver))
        before = await copied(receiver)
        nats.kill()
        nats.wipe()
        nats.start()
        await nats.provision()
        await write(sender, 100, "later")
        async with running(intake(newcomer, nats)):
            await until(lambda: all_copied(sender, newcomer))
            await until(lambda: all_copied(sender, receiver))
    assert await copied(newcomer) == await copied(receiver) == await public(sender)
    assert (await copied(receiver))[: len(before)] == before


async def test_a_stream_that_is_made_anew_while_everybody_is_down_is_read_from_its_start(
    sender: str, receiver: str, nats: Nats
) -> None:
    """Its sequences begin again below the checkpoint: a reader that trusted it would skip everything in silence."""
    await write(sender, 100)
    async with running(relay(sender, nats), intake(receiver, nats)):
        await until(lambda: all_copied(sender, receiver))
    nats.kill()
    nats.wipe()
    nats.start()
    await nats.provision()
    await write(sender, 20, "later")
    async with running(relay(sender, nats), intake(receiver, nats)):
        await until(lambda: all_copied(sender, receiver))
    assert await copied(receiver) == await public(sender)


@pytest.mark.parametrize("meanwhile", [30, 90], ids=["shorter than before", "longer than before"])
async def test_a_stream_that_lost_its_end_gets_it_again(
    postgres: Postgres, sender: str, receiver: str, nats: Nats, meanwhile: int
) -> None:
    """JetStream acknowledges before it syncs: after a power cut its last messages may be missing, PostgreSQL's not.

    What others publish meanwhile stands where the lost ones stood, below the checkpoints of reader and relay.
    """
    await write(sender, 60)
    async with running(relay(sender, nats), intake(receiver, nats)):
        await until(lambda: all_copied(sender, receiver))
        nats.kill()
        saved = nats.save()
        nats.start()
        await write(sender, 60, "lost")
        await until(lambda: all_copied(sender, receiver))
    nats.kill()
    nats.load(saved)
    nats.start()
    neighbour = await postgres.database(f"neighbour_{nats.port}")
    await write(neighbour, meanwhile, kommuner=["4601"])
    async with running(relay(neighbour, nats, NEIGHBOUR)):
        await until(lambda: all_published(neighbour, nats, NEIGHBOUR))
    async with running(intake(receiver, nats)):
        await until(lambda: all_copied(neighbour, receiver, "4601"))
    await write(sender, 20, "later")
    newcomer = await postgres.database(f"newcomer_{nats.port}")
    async with running(relay(sender, nats), intake(newcomer, nats)):
        await until(lambda: all_copied(sender, newcomer))
    async with running(intake(receiver, nats)):
        await until(lambda: all_copied(sender, receiver))
    assert await copied(newcomer) == await copied(receiver) == await public(sender)
    assert await copied(receiver, "4601") == await public(neighbour)


POISON = {
    "unsigned": Message("evt.4999.barnehage.note.noted.v1", b"{}", 1, PRODUCER, b"", {}),
    "signed nonsense": signed(Message("evt.4999.barnehage.note.noted.v1", b"\xff", 2, PRODUCER, b""), "p2", KEY),
    "no headers": Message("evt.4999.barnehage.note.noted.v1", b"", 3, PRODUCER, b"", {}),
    "short subject": signed(Message("evt.4999.barnehage", b"{}", 4, PRODUCER, b""), "p4", KEY),
    "someone else's": signed(Message("evt.4999.ppt.note.noted.v1", b"{}", 5, "case-ppt", b""), "p5", KEY),
}  # fmt: skip


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
async def test_a_poisoned_fact_in_the_stream_stops_nobody(
    sender: str, receiver: str, nats: Nats, poison: Message
) -> None:
    client = await connected(nats.url)
    await client.jetstream().publish(poison.subject, poison.body, headers=dict(poison.headers) or None)
    await client.close()
    await write(sender, 10)
    async with running(relay(sender, nats), intake(receiver, nats)):
        await until(lambda: all_copied(sender, receiver))
    assert await copied(receiver) == await public(sender)


async def test_pull_requests_do_not_pile_up(sender: str, receiver: str, nats: Nats) -> None:
    """One that runs out is asked for again, and no more than that."""
    async with running(relay(sender, nats), Process("intake", dsn=receiver, nats=nats.url, expires=1.0)):
        client = await nats.connect()
        for n in range(3):
            await write(sender, 700, f"burst-{n}")
            await asyncio.sleep(2.5)
        await until(lambda: all_copied(sender, receiver))
        info = await client.jetstream().consumer_info("EVT", "case-ppt-intake")
        await client.close()
    assert info.num_waiting is not None
    assert info.num_waiting <= 2
