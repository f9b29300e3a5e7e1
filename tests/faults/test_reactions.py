"""What follows from a fact elsewhere: in order, one effect, retried slowly, parked where people see it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import orjson
import pytest
from faststream.nats import NatsBroker
from nats.aio.client import Client as Nats
from nats.js.errors import NotFoundError

from deploy.streams import STREAMS
from shared import bus, reactions
from shared.database import connect
from shared.reactions import react
from shared.wire import Message, signed
from tests.faults.child import Process
from tests.faults.process import remembered
from tests.servers import Installation, installation
from tests.waiting import until

DURABLE, SUBJECT = "notify-reactions", "evt.4999.barnehage.note.noted.v1"


@pytest.fixture(scope="module")
def broken() -> Iterator[Installation]:
    with installation(durable=True) as made:
        yield made


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "BACKOFF", (0.1, 0.2))


@pytest.fixture
async def operator(broken: Installation) -> AsyncIterator[Nats]:
    """Streams and the durable as provisioned, all of them empty."""
    client = await broken.connect("operator")
    for stream in ("EVT", "PARKED"):
        with suppress(NotFoundError):
            await client.jetstream().delete_stream(stream)
    await broken.provision()
    durable = broken.topology.durables[DURABLE]
    await client.jetstream().add_consumer("EVT", replace(durable, ack_wait=2))
    yield client
    await client.close()


Reacting = Callable[[reactions.Reaction], Awaitable[NatsBroker]]


@pytest.fixture
async def reacting(broken: Installation, operator: Nats) -> AsyncIterator[Reacting]:
    """Start the notify service's reaction, with its own credentials and rights."""
    brokers: list[NatsBroker] = []

    async def start(reaction: reactions.Reaction) -> NatsBroker:
        settings = broken.settings("notify")
        brokers.append(bus.connect(settings))
        react(brokers[-1], settings, DURABLE, reaction)
        await brokers[-1].start()
        return brokers[-1]

    yield start
    for broker in brokers:
        await broker.stop()


async def publish(broken: Installation, *numbers: int, subject: str = SUBJECT) -> None:
    client = await broken.connect("case-barnehage")
    for n in numbers:
        key = broken.settings("case-barnehage").signing_key
        message = signed(Message(subject, orjson.dumps({"n": n}), n + 1, "case-barnehage", b""), str(UUID(int=n)), key)
        await client.jetstream().publish(message.subject, message.body, headers=dict(message.headers))
    await client.close()


def number(message: Message) -> int:
    n: int = orjson.loads(message.body)["n"]
    return n


async def parked(operator: Nats) -> int:
    return (await operator.jetstream().stream_info("PARKED")).state.messages


async def test_every_fact_is_given_once_and_in_order(broken: Installation, reacting: Reacting) -> None:
    """F7: with the broker's own inbox alone, a pull subscriber that may not listen to `_INBOX.` gets nothing."""
    seen: list[int] = []

    async def note(message: Message) -> None:
        seen.append(number(message))

    await reacting(note)
    await publish(broken, *range(30))
    await until(lambda: len(seen) >= 30)
    assert seen == list(range(30))


async def test_a_failure_is_retried_and_nothing_overtakes_it(broken: Installation, reacting: Reacting) -> None:
    """F3 and F4: the defaults would drop the message at its first failure, or let the others pass."""
    seen: list[int] = []

    async def stumble(message: Message) -> None:
        seen.append(number(message))
        if number(message) == 3 and seen.count(3) < 3:
            raise ConnectionError

    await reacting(stumble)
    await publish(broken, *range(6))
    await until(lambda: 5 in seen)
    assert seen == [0, 1, 2, 3, 3, 3, 4, 5]


async def test_what_keeps_failing_is_parked_in_sight_and_driven_again_on_command(
    broken: Installation, operator: Nats, reacting: Reacting
) -> None:
    seen: list[int] = []
    mended = asyncio.Event()

    async def fail(message: Message) -> None:
        if number(message) == 1 and not mended.is_set():
            raise ValueError
        seen.append(number(message))

    await reacting(fail)
    await publish(broken, 0, 1, 2)
    await until(lambda: 2 in seen)
    assert await parked(operator) == 1
    left = await operator.jetstream().get_msg("PARKED", 1)
    assert left.subject == "parked.notify.4999.note.noted"
    assert left.headers
    assert (left.headers["Stafett-Original-Subject"], left.headers["Stafett-Tries"]) == (SUBJECT, "3")
    again = await operator.request("redrive.notify", left.data or b"", headers=dict(left.headers))
    assert again.headers
    assert again.headers["Nats-Service-Error"] == "InternalError"
    mended.set()
    again = await operator.request("redrive.notify", left.data or b"", headers=dict(left.headers))
    assert again.data == b"{}"
    assert seen == [0, 2, 1]


async def test_a_message_that_cannot_be_parked_now_is_kept_until_it_can(
    broken: Installation, operator: Nats, reacting: Reacting
) -> None:
    tries: list[int] = []

    async def fail(message: Message) -> None:
        tries.append(number(message))
        raise ValueError

    await operator.jetstream().delete_stream("PARKED")
    await reacting(fail)
    await publish(broken, 1)
    await until(lambda: len(tries) >= 4)
    await asyncio.sleep(1)
    await operator.jetstream().add_stream(next(stream for stream in STREAMS if stream.name == "PARKED"))

    async def there() -> bool:
        return await parked(operator) == 1

    await until(there)


def test_a_reaction_that_dies_again_and_again_never_loses_its_message(broken: Installation) -> None:
    """Each death counts as a delivery; were they limited, the last would drop the message unseen."""
    assert broken.topology.durables[DURABLE].max_deliver == -1


@pytest.mark.parametrize("subject", ["evt.4999.barnehage.x", "evt.4999.barnehage.a.b", "evt.4999.barnehage.a.b.c.d.e"])
async def test_a_strange_subject_stops_nobody(
    broken: Installation, operator: Nats, reacting: Reacting, subject: str
) -> None:
    seen: list[int] = []

    async def picky(message: Message) -> None:
        if message.subject != SUBJECT:
            raise reactions.Unverified
        seen.append(number(message))

    await reacting(picky)
    await publish(broken, 1, subject=subject)
    await publish(broken, 2)
    await until(lambda: 2 in seen)
    assert await parked(operator) == 1


async def test_a_crash_after_the_effect_and_before_the_ack_has_one_effect(
    broken: Installation, operator: Nats, reacting: Reacting
) -> None:
    database = await broken.fresh_database()
    connection = await connect(database.dsn)
    told = broken.environment("notify")
    dying = Process("react", settings=told, durable=DURABLE, dsn=database.dsn, then_hang=True)
    await publish(broken, 7)
    await until(lambda: {"had": True} in dying.lines())
    dying.kill()
    tries: list[bool] = []

    async def again(message: Message) -> None:
        tries.append(await remembered(connection, DURABLE, UUID(int=number(message))))

    await reacting(again)
    await until(lambda: tries == [False])
    assert await connection.fetchval("SELECT count(*) FROM audit_trail") == 1
    await connection.close()
    await broken.drop(database)


async def test_starting_leaves_the_stream_s_settings_alone(
    broken: Installation, operator: Nats, reacting: Reacting
) -> None:
    """F2: a stream that FastStream declares itself loses its compression, window and deny flags in silence."""
    before = (await operator.jetstream().stream_info("EVT")).config

    async def ignore(_: Message) -> None:
        await asyncio.sleep(0)

    await reacting(ignore)
    assert (await operator.jetstream().stream_info("EVT")).config == before
