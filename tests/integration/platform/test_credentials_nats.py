"""Each identity's real NATS credentials, against everything that it must not reach."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client as Nats

from deploy.system import topology
from tests.integration.platform.permissions import May, allowed, example, expected
from tests.servers import Installation

MAY = expected(topology())
IDENTITIES = sorted(MAY)
REFUSED = re.compile(r'permissions violation for (?:publish|subscription) to "([^"]+)"')
LAST = "nobody.may.say.this"
EVERY_STREAM = [stream.name for stream in topology().streams]
ON_A_STREAM = (
    "STREAM.CREATE.{0}", "STREAM.UPDATE.{0}", "STREAM.DELETE.{0}", "STREAM.PURGE.{0}", "STREAM.INFO.{0}",
    "STREAM.MSG.GET.{0}", "STREAM.MSG.DELETE.{0}", "STREAM.SNAPSHOT.{0}", "STREAM.RESTORE.{0}",
    "STREAM.PEER.REMOVE.{0}", "STREAM.LEADER.STEPDOWN.{0}", "DIRECT.GET.{0}", "DIRECT.GET.{0}.evt.4999.ppt.x.y.v1",
    "CONSUMER.NAMES.{0}", "CONSUMER.LIST.{0}", "CONSUMER.CREATE.{0}", "CONSUMER.CREATE.{0}.spy",
    "CONSUMER.CREATE.{0}.spy.>", "CONSUMER.DURABLE.CREATE.{0}.spy", "CONSUMER.MSG.NEXT.{0}.spy",
)  # fmt: skip
ON_A_CONSUMER = (
    "CONSUMER.CREATE.EVT.{0}", "CONSUMER.CREATE.EVT.{0}.evt.>", "CONSUMER.CREATE.EVT.{0}.evt.*.ppt.>",
    "CONSUMER.CREATE.AUD.{0}.aud.>", "CONSUMER.DURABLE.CREATE.EVT.{0}", "CONSUMER.DELETE.EVT.{0}",
    "CONSUMER.INFO.EVT.{0}", "CONSUMER.MSG.NEXT.EVT.{0}", "CONSUMER.PAUSE.EVT.{0}", "CONSUMER.UNPIN.EVT.{0}",
    "CONSUMER.LEADER.STEPDOWN.EVT.{0}",
)  # fmt: skip
CONSUMERS = [f"{identity}-{kind}" for identity in IDENTITIES for kind in ("intake", "refill", "reactions")]
ELSEWHERE = ("$SYS.REQ.SERVER.PING", "$SYS.REQ.USER.INFO.x", "$KV.x.y", "$O.x.C.y", "$JS.API.INFO",
             "$JS.API.STREAM.NAMES", "$JS.API.STREAM.LIST", "$JS.FC.EVT.x", "evt", "evt.4999", "made.up",
             "_INBOX.made.up", "_R_.made.up")  # fmt: skip


def to_say() -> set[str]:
    """Everything that anybody may say, or the server listens for."""
    said = {example(pattern) for may in MAY.values() for pattern in (*may.publish, *may.subscribe)}
    api = [f"$JS.API.{form.format(stream)}" for form in ON_A_STREAM for stream in EVERY_STREAM]
    api += [f"$JS.API.{form.format(name)}" for form in ON_A_CONSUMER for name in CONSUMERS]
    acks = [f"$JS.ACK.EVT.{name}.1.1.1.1.0" for name in CONSUMERS]
    return said | set(api) | set(acks) | set(ELSEWHERE)


def to_hear() -> set[str]:
    heard = {pattern for may in MAY.values() for pattern in (*may.publish, *may.subscribe)}
    wide = {">", "*", "*.>", "evt.>", "aud.>", "req.>", "parked.>", "redrive.>", "_INBOX.>", "$JS.>", "$SYS.>"}
    return heard | wide | {f"_INBOX_{identity}.made.up" for identity in IDENTITIES}


class Attacker:
    """Has an identity's own credentials, and remembers what the server refuses it."""

    def __init__(self, client: Nats, may: May) -> None:
        self.client, self.may = client, may
        self._refused, self._last = set[str](), asyncio.Event()
        client._error_cb = self._note

    async def _note(self, error: Exception) -> None:
        self._refused |= set(REFUSED.findall(str(error).lower()))
        if LAST in self._refused:
            self._last.set()

    async def refused(self) -> set[str]:
        """Of everything sent: the server judges in order, and refuses the last for certain."""
        await self.client.publish(LAST)
        await asyncio.wait_for(self._last.wait(), 10)
        return self._refused - {LAST}


@pytest.fixture(params=IDENTITIES)
async def attacker(request: pytest.FixtureRequest, ground: Installation) -> AsyncIterator[Attacker]:
    client = await ground.connect(request.param)
    yield Attacker(client, MAY[request.param])
    await client.close()


def lower(subjects: set[str]) -> set[str]:
    """nats-py tells a refusal in lower case."""
    return {subject.lower() for subject in subjects}


def test_every_permission_stands_here_with_its_reason() -> None:
    found = {
        identity: (set(given.publish), set(given.subscribe), given.answers)
        for identity, given in topology().permissions.items()
    }
    assert found == {identity: (set(may.publish), set(may.subscribe), may.answers) for identity, may in MAY.items()}


async def test_nobody_says_what_it_may_not(attacker: Attacker) -> None:
    forbidden = {subject for subject in to_say() if not allowed(attacker.may.publish, subject)}
    for subject in forbidden:
        await attacker.client.publish(subject, b"{}")
    assert await attacker.refused() == lower(forbidden)


async def test_nobody_hears_what_it_may_not(attacker: Attacker) -> None:
    forbidden = {subject for subject in to_hear() if not allowed(attacker.may.subscribe, subject)}
    for subject in forbidden:
        await attacker.client.subscribe(subject)
    assert await attacker.refused() == lower(forbidden)


async def test_everybody_says_and_hears_what_it_must(attacker: Attacker) -> None:
    """The JetStream half is proved by the services, which are ready only when it works."""
    for pattern in attacker.may.publish:
        if not pattern.startswith("$JS"):
            await attacker.client.publish(example(pattern), b"unsigned")
    for pattern in attacker.may.subscribe:
        # Not of the queue that answers: here a real service runs, which must get what it is asked.
        await attacker.client.subscribe(pattern)
    assert await attacker.refused() == set()
