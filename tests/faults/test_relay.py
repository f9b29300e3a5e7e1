"""Log → JetStream: whatever dies in the middle, every public event arrives, once and in order."""

import asyncio
from collections.abc import Callable

import orjson
import pytest

from shared.database import connect
from shared.relay import NotPublished, publish
from shared.wire import Message
from tests.faults.cable import cable
from tests.faults.child import Process
from tests.faults.servers import Nats, Postgres, connected
from tests.waiting import until


def numbered(n: int, size: int = 100, subject: str = "evt.4999.barnehage.note.noted.v1") -> Message:
    return Message(
        subject, orjson.dumps({"n": n, "text": "x" * size}), n, "case-barnehage", b"", {"Nats-Msg-Id": str(n)}
    )


async def on_stream(nats: Nats) -> list[int]:
    client = await nats.connect()
    jetstream = client.jetstream()
    state = (await jetstream.stream_info("EVT")).state
    found = [
        orjson.loads((await jetstream.get_msg("EVT", n + 1, direct=True)).data or b"") for n in range(state.messages)
    ]
    await client.close()
    return [item["n"] for item in found]


@pytest.mark.parametrize("cut_after", [20_000, 1_000_000, 2_400_000])
async def test_a_connection_that_breaks_mid_window_leaves_no_later_event_before_an_earlier(
    nats: Nats, cut_after: int
) -> None:
    messages = [numbered(n, 30_000) for n in range(400)]
    async with cable(nats.port) as wire:
        client = await connected(f"nats://127.0.0.1:{wire.port}")
        wire.cut_after = cut_after
        with pytest.raises(NotPublished):
            await publish(client, messages, patience=1)
        await until(lambda: client.is_connected)
        await publish(client, messages)
        await client.close()
    assert await on_stream(nats) == list(range(400))


async def test_what_a_dead_relay_had_sent_is_not_doubled_and_keeps_its_place(nats: Nats) -> None:
    client = await nats.connect()
    await publish(client, [numbered(n) for n in range(3)])
    await publish(client, [numbered(n) for n in range(1, 6)])
    await client.close()
    assert await on_stream(nats) == [0, 1, 2, 3, 4, 5]


async def test_one_message_that_jetstream_refuses_holds_back_its_whole_window(nats: Nats) -> None:
    client = await nats.connect()
    with pytest.raises(NotPublished):
        await publish(client, [numbered(0), numbered(1, subject="elsewhere"), numbered(2)], patience=1)
    assert await on_stream(nats) == []
    await client.close()


async def test_nothing_is_buffered_for_later_while_nats_is_away(nats: Nats) -> None:
    client = await nats.connect()
    nats.kill()
    await until(lambda: not client.is_connected)
    with pytest.raises(NotPublished):
        await publish(client, [numbered(n) for n in range(3)])
    nats.start()
    await until(lambda: client.is_connected)
    await client.flush()
    assert await on_stream(nats) == []
    await client.close()


async def relayed(postgres: Postgres, sender: str, nats: Nats, break_things: Callable[[list[Process]], object]) -> None:
    """Write while two relays take turns and something dies; at the end the stream must be the log."""
    writers = [Process("write", dsn=sender, count=800, callers=16, streams=500, prefix=f"w{n}") for n in range(2)]
    relays = [Process("relay", dsn=sender, nats=nats.url) for _ in range(2)]
    for _ in range(4):
        await asyncio.sleep(0.7)
        break_things(relays)
    for writer in writers:
        assert await asyncio.to_thread(writer.wait) == 0, writer.said()
    log = await connect(sender)
    public = [
        row["position"]
        for row in await log.fetch("SELECT position FROM events ORDER BY position")
        if row["position"] % 7
    ]
    arrived = await arrivals(nats, len(public))
    for process in relays:
        process.kill()
    acknowledged = {line["event"] for writer in writers for line in writer.lines() if "event" in line}
    stored = [str(row["event_id"]) for row in await log.fetch("SELECT event_id FROM events")]
    await log.close()
    assert len(acknowledged) == len(stored) == 1600, "what was acknowledged is there, and there once"
    assert acknowledged == set(stored)
    assert arrived == public, "nothing lost, nothing doubled, order kept"


async def arrivals(nats: Nats, enough: int) -> list[int]:
    """Positions in stream order, once `enough` are there."""
    client = await nats.connect()
    jetstream = client.jetstream()

    async def there() -> bool:
        return (await jetstream.stream_info("EVT")).state.messages >= enough

    await until(there)
    found: list[int] = []
    reading = await jetstream.subscribe("evt.>", ordered_consumer=True)
    for _ in range((await jetstream.stream_info("EVT")).state.messages):
        message = await reading.next_msg(5)
        found.append(int((message.headers or {})["Stafett-Position"]))
    await client.close()
    return found


async def test_kill_9_of_the_leading_relay(postgres: Postgres, sender: str, nats: Nats) -> None:
    def kill(relays: list[Process]) -> None:
        relays.pop(0).kill()
        relays.append(Process("relay", dsn=sender, nats=nats.url))

    await relayed(postgres, sender, nats, kill)


async def test_kill_9_of_nats_server(postgres: Postgres, sender: str, nats: Nats) -> None:
    def kill(_: list[Process]) -> None:
        nats.kill()
        nats.start()

    await relayed(postgres, sender, nats, kill)


async def test_kill_9_of_postgresql(postgres: Postgres, sender: str, nats: Nats) -> None:
    def kill(_: list[Process]) -> None:
        postgres.kill()
        postgres.start()

    await relayed(postgres, sender, nats, kill)
