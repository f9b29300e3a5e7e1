"""What no program of ours would send to NATS stops nobody: it is left out or given up, and the next fact arrives."""

from itertools import count

import orjson
import pytest

from shared.relay import publish
from tests.integration.platform.saying import Speaker
from tests.integration.platform.stillness import Watch, changed
from tests.waiting import until

names = (f"made-{n}" for n in count())


@pytest.fixture(scope="module")
def attacker(speakers: dict[str, Speaker]) -> Speaker:
    """Has taken over a service, with its real credentials."""
    return speakers["case-barnehage"]


RAW = {
    "a subject that is not UTF-8": b"PUB evt.4999.{owner}.\xff.\xfe.v1 0\r\n\r\n",
    "a subject with wildcards": b"PUB evt.4999.{owner}.*.*.v1 0\r\n\r\n",
    "a short subject": b"PUB evt.4999.{owner}.x 0\r\n\r\n",
    "a long subject": b"PUB evt.4999.{owner}" + b".x" * 1000 + b" 0\r\n\r\n",
    "a status line that is not UTF-8": b"HPUB evt.4999.{owner}.x.y.v1 15 15\r\nNATS/1.0 \xff\xff\r\n\r\n\r\n",
    "a status line": b"HPUB evt.4999.{owner}.x.y.v1 16 16\r\nNATS/1.0 404\r\n\r\n\r\n",
    "the status of a heartbeat": b"HPUB evt.4999.{owner}.x.y.v1 16 16\r\nNATS/1.0 100\r\n\r\n\r\n",
    "a header that is not UTF-8": b"HPUB evt.4999.{owner}.x.y.v1 20 20\r\nNATS/1.0\r\nX: \xff\xfe\xfd\r\n\r\n\r\n",
    "a header without a name": b"HPUB evt.4999.{owner}.x.y.v1 18 18\r\nNATS/1.0\r\n: xx\r\n\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("protocol", RAW.values(), ids=list(RAW))
async def test_what_no_program_of_ours_would_write_stops_nobody(
    watch: Watch, attacker: Speaker, proper: Speaker, protocol: bytes
) -> None:
    before, parked, last = await watch.contents(), await watch.parked(), await watch.last("EVT")
    await attacker.raw(protocol.replace(b"{owner}", b"barnehage"))
    await until(lambda: watch.comes("EVT", last + 1))
    assert changed(before, await watch.contents()) == set()
    await watch.goes_on(proper)
    assert await watch.parked() == parked + 1


@pytest.mark.parametrize("status", ["100", "404", "408", "409", "503"])
async def test_no_message_passes_for_a_word_of_the_server(
    watch: Watch, attacker: Speaker, proper: Speaker, status: str
) -> None:
    parked = await watch.parked()
    await attacker.bare("evt.4999.barnehage.x.y.v1", b"", {"Status": status, "Nats-Pending-Messages": "x"})
    await watch.goes_on(proper)
    assert await watch.parked() == parked + 1


HOSTILE = {
    "an expectation of another stream": {"Nats-Expected-Stream": "EVT"},
    "an expectation that holds only once": {"Nats-Expected-Last-Subject-Sequence": "0"},
    "no id": {},
    "a body that FastStream would read": {"content-type": "application/json"},
    "a text that is none": {"content-type": "text/plain"},
    "another's reply": {"reply_to": "evt.4999.consent.consent.activated.v1"},
    "a huge header": {"X": "x" * 60_000},
    "another place to be parked": {"Stafett-Original-Subject": "evt.4999.x.y.z.v1", "Stafett-Tries": "x"},
    "a correlation of its own": {"correlation_id": "x" * 5000, "message_id": "\u00e6"},
}


@pytest.mark.parametrize("headers", HOSTILE.values(), ids=list(HOSTILE))
async def test_what_is_given_up_is_kept_whatever_its_headers_ask(
    watch: Watch, attacker: Speaker, proper: Speaker, headers: dict[str, str]
) -> None:
    parked = await watch.parked()
    for kind in ("first", "second"):
        await attacker.bare(f"evt.4999.barnehage.{next(names)}.{kind}.v1", b"\xff{", headers)
    await watch.goes_on(proper)
    assert await watch.parked() == parked + 2


async def test_what_came_in_a_batch_is_given_up_one_by_one(watch: Watch, attacker: Speaker, proper: Speaker) -> None:
    """As a relay sends: the headers of its batch stay on each message."""
    parked = await watch.parked()
    batch = [attacker.signed(b"{") for _ in range(3)]
    await publish(attacker.nats, batch)
    await watch.goes_on(proper)
    assert await watch.parked() == parked + 3


@pytest.mark.parametrize("size", [0, 1000, 900_000, 999_000])
async def test_the_largest_message_there_can_be_is_given_up_too(
    watch: Watch, attacker: Speaker, proper: Speaker, size: int
) -> None:
    parked = await watch.parked()
    await attacker.bare("evt.4999.barnehage.x.y.v1", b"x" * size, {})
    await watch.goes_on(proper)
    assert await watch.parked() == parked + 1


async def test_no_message_is_so_large_that_it_could_not_be_parked(attacker: Speaker) -> None:
    reply = await attacker.nats.request("evt.4999.barnehage.x.y.v1", b"x" * 1_048_000, 5)
    assert orjson.loads(reply.data)["error"]["err_code"] == 10054
