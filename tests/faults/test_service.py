"""A whole service, with its own credentials and rights, while what it stands on goes away and comes back."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import orjson
import pytest

from deploy.process import Process
from shared import bus
from tests.servers import Installation, installation
from tests.waiting import until

WHO = "notify"  # has a log, a durable, a writer and a relay


@pytest.fixture(scope="module")
def broken() -> Iterator[Installation]:
    """Servers that these tests break; durable, because they are killed."""
    with installation(durable=True) as made:
        yield made


@pytest.fixture
def service(broken: Installation) -> Iterator[Process]:
    with broken.running(WHO) as running:
        yield running[WHO]


def health(broken: Installation, path: str, who: str = WHO) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", broken.ports[who], timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except ConnectionRefusedError:
        return 0, ""
    finally:
        connection.close()


async def ready(broken: Installation) -> None:
    await until(lambda: health(broken, "/readyz") == (200, "ready"))


def processor_seconds(process: Process) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def test_while_nats_is_away_the_process_answers_rests_and_can_be_stopped(
    broken: Installation, service: Process
) -> None:
    """F1: with attempts that run out, FastStream's pull loop would starve the process."""
    broken.nats.process.kill()
    try:
        await until(lambda: health(broken, "/readyz")[0] == 503)
        before, began = processor_seconds(service), time.monotonic()
        while time.monotonic() - began < 6:
            asked = time.monotonic()
            assert health(broken, "/livez") == (200, "ok")
            assert time.monotonic() - asked < 1
            await asyncio.sleep(0.2)
        assert processor_seconds(service) - before < 3
        service.ask_to_stop()
        assert service.wait(20) in (0, -signal.SIGTERM)  # uvicorn raises the signal again after a clean end
    finally:
        broken.nats.start()


async def test_a_process_that_starts_while_nats_is_away_answers_says_so_and_waits(
    broken: Installation, service: Process
) -> None:
    """nats-py's first connect returns when it has succeeded; uvicorn answers nobody before the application is up."""
    service.stop()
    broken.nats.process.kill()
    try:
        service.start()
        await until(lambda: health(broken, "/livez") == (200, "ok"), 10)
        status, wrong = health(broken, "/readyz")
        assert (status, wrong.splitlines()) == (503, ["still starting", "nats is not connected"])
        service.ask_to_stop()
        assert service.wait(20) in (0, -signal.SIGTERM)
        service.start()
    finally:
        broken.nats.start()
    await ready(broken)


async def test_nobody_gives_up_connecting(broken: Installation) -> None:
    """F1: the guard itself, because an outage of two minutes is too long for a test."""
    broker = bus.connect(broken.settings(WHO))
    client = await broker.connect()
    assert client.options["max_reconnect_attempts"] == -1
    await broker.stop()


async def test_a_service_finds_back_when_nats_returns(broken: Installation, service: Process) -> None:
    broken.nats.process.kill()
    await until(lambda: health(broken, "/readyz")[0] == 503)
    broken.nats.start()
    await ready(broken)


async def test_a_service_finds_back_when_postgresql_returns(broken: Installation, service: Process) -> None:
    broken.postgres.process.kill()
    await until(lambda: health(broken, "/readyz")[0] == 503)
    assert health(broken, "/livez") == (200, "ok")
    broken.postgres.start()
    await ready(broken)


async def test_a_service_finds_back_when_its_user_was_taken_away_for_a_while(
    broken: Installation, service: Process
) -> None:
    """nats-py closes for good at such a word of the server; FastStream ends the attempts to connect again at it."""
    file = broken.nats._folder / "nats.conf"
    whole = file.read_bytes()
    public = orjson.loads((broken.secrets / "trust.json").read_bytes())[WHO]["nats"]
    settings = orjson.loads(whole)
    settings["authorization"]["users"] = [u for u in settings["authorization"]["users"] if u["nkey"] != public]
    file.write_bytes(orjson.dumps(settings))
    os.kill(broken.nats.process.pid, signal.SIGHUP)
    log = broken.nats._folder.parent / "log" / "nats.log"
    await until(lambda: "authentication error" in log.read_text())  # it has tried to come back, and was refused
    assert health(broken, "/readyz")[0] == 503
    assert health(broken, "/livez") == (200, "ok")
    file.write_bytes(whole)
    os.kill(broken.nats.process.pid, signal.SIGHUP)
    await ready(broken)


async def test_a_deleted_durable_shows_and_is_healed_by_provisioning(broken: Installation, service: Process) -> None:
    """F5: nothing fails, nothing is logged and every ping answers; only asking for the durable tells."""
    operator = await broken.connect("operator")
    await operator.jetstream().delete_consumer("EVT", f"{WHO}-reactions")
    await operator.close()
    await until(lambda: health(broken, "/readyz") == (503, "a stream or durable does not answer"))
    assert health(broken, "/livez") == (200, "ok")
    await broken.provision()
    await ready(broken)


async def test_a_missing_stream_shows_and_is_healed_by_provisioning(broken: Installation, service: Process) -> None:
    """S2: a server with a wrong disk or key is empty, and says that it is well."""
    operator = await broken.connect("operator")
    await operator.jetstream().delete_stream("AUD")
    await operator.close()
    await until(lambda: health(broken, "/readyz")[0] == 503)
    await broken.provision()
    await ready(broken)


async def test_a_killed_service_starts_again_beside_its_traces(broken: Installation, service: Process) -> None:
    service.kill()
    service.start()
    await ready(broken)
