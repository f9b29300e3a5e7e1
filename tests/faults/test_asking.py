"""Who asks is always answered, also by nobody."""

import asyncio
import time
from typing import Any

import pytest
import uuid_utils.compat as uuid
from faststream.nats import NatsBroker
from nats.errors import NoRespondersError

from shared import bus
from shared.bus import Client, Server
from shared.contracts.common import Actor, Role
from shared.contracts.notify import MyNotices, Notices
from shared.decider import Act
from shared.errors import RemoteRefused, Unavailable
from tests.servers import Installation
from tests.waiting import until

INGRID = Actor(id="p-1", role=Role.GUARDIAN, kommune="4999", owner="familie")


class Impatient(NatsBroker):
    """Starts the one that answers only when the first question has found nobody."""

    late: NatsBroker | None = None
    asked = 0

    async def request(self, *arguments: Any, **more: Any) -> Any:
        self.asked += 1
        try:
            return await super().request(*arguments, **more)
        finally:
            if self.late and self.asked == 1:
                await self.late.start()
                await until(lambda: self._answered(*arguments, **more))  # the server may be busy

    async def _answered(self, *arguments: Any, **more: Any) -> bool:
        try:
            await super().request(*arguments, **more)
        except NoRespondersError:
            return False
        return True


async def answering(system: Installation, answer: Any) -> NatsBroker:
    settings = system.settings("notify")
    broker = bus.connect(settings)

    async def denied(*_: object) -> None:
        await asyncio.sleep(0)

    Server(broker, settings, denied).serve({MyNotices: answer})
    return broker


async def no_notices(_: MyNotices, act: Act) -> Notices:
    assert act.by == INGRID
    return Notices(notices=())


async def ask(client: Client, **more: Any) -> Any:
    return await client.ask(MyNotices(), owner="notify", actor=INGRID, **more)


async def test_when_nobody_is_there_the_asker_knows_at_once(system: Installation) -> None:
    async with system.asking("portal") as client:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            await ask(client)
    assert time.monotonic() - began < 2


async def test_one_that_has_only_just_arrived_is_asked_once_more(system: Installation) -> None:
    """N2: a subscription that was made may not have reached the server yet; once is no answer."""
    settings = system.settings("portal")
    broker = bus.connect(settings)
    broker.__class__ = type("Late", (Impatient, type(broker)), {})
    broker.late, broker.asked = await answering(system, no_notices), 0  # type: ignore[attr-defined]
    await broker.connect()
    try:
        assert await ask(Client(broker, settings)) == Notices(notices=())
        assert broker.asked == 2  # type: ignore[attr-defined]
    finally:
        await broker.late.stop()  # type: ignore[attr-defined]
        await broker.stop()


async def test_a_handler_that_fails_or_sleeps_is_an_answer_too(system: Installation) -> None:
    async def fail(_: MyNotices, __: Act) -> Notices:
        raise ValueError(uuid.uuid7())

    broker = await answering(system, fail)
    await broker.start()
    async with system.asking("portal") as client:
        with pytest.raises(RemoteRefused) as caught:
            await ask(client)
        assert (caught.value.code, caught.value.status, caught.value.retryable) == ("InternalError", 500, True)
    await broker.stop()

    async def sleep(_: MyNotices, __: Act) -> Notices:
        await asyncio.sleep(1)
        return Notices(notices=())

    broker = await answering(system, sleep)
    await broker.start()
    async with system.asking("portal") as client:
        with pytest.raises(Unavailable):
            await ask(client, patience=0.2)
        assert await ask(client) == Notices(notices=())  # F8: FastStream itself would wait half a second
    await broker.stop()
