import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nats
import pytest
from faststream.nats import JStream, NatsBroker, PullSub
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import NoRespondersError
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared import telemetry
from tests.unit.shared.seen import PARENT, TRACE, ids, named, points
from tests.waiting import until

REQUEST = "req.case.barnehage.read-timeline.v1"


def free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real nats-server."""
    store, port = tmp_path_factory.mktemp("nats"), free_port()
    path = Path(sys.executable).with_name("nats-server")
    process = subprocess.Popen([path, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", store, "-l", store / "log"])
    for _ in range(100):
        with socket.socket() as it:
            if it.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"nats://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


def traced(server: str) -> NatsBroker:
    return NatsBroker(server, middlewares=[telemetry.NatsTelemetry()], logger=None)


async def asked(client: Client) -> Msg:
    """Beside a busy run, once in many, the server still says that nobody is there; nothing was traced then."""
    async with asyncio.timeout(10):
        while True:
            with suppress(NoRespondersError):
                return await client.request(REQUEST, b"x", timeout=5, headers={"traceparent": PARENT})
            await asyncio.sleep(0.05)


async def test_a_request_is_one_trace_through_all_that_its_handler_does(
    server: str, spans: InMemorySpanExporter
) -> None:
    broker, client = traced(server), await nats.connect(server)
    audit = await client.subscribe("aud.*.barnehage")

    @broker.subscriber(REQUEST)
    async def read(body: str) -> str:
        with telemetry.span("ReadTimeline"):
            await broker.publish(body, "aud.4999.barnehage")
            return body

    await broker.start()
    await (await broker.connect()).flush()  # now the server knows that somebody answers
    assert (await asked(client)).data == b"x"
    row = await audit.next_msg()
    await client.close()
    await broker.stop()
    outer, inner = named(spans, REQUEST), named(spans, "ReadTimeline")
    assert ids(outer)[0] == TRACE
    assert inner.parent == outer.context
    assert (row.headers or {})["traceparent"] == f"00-{TRACE}-{ids(inner)[1]}-01"


async def test_fifty_requests_add_no_name(
    server: str, spans: InMemorySpanExporter, reader: InMemoryMetricReader
) -> None:
    broker, client = traced(server), traced(server)

    @broker.subscriber(REQUEST)
    async def read(body: str) -> str:
        with telemetry.measured("query", "ReadTimeline"):
            return body

    await broker.start()
    await (await broker.connect()).flush()
    await client.connect()
    for _ in range(50):
        with telemetry.span("Ask"):
            await client.request("x", REQUEST, timeout=5)
    await client.stop()
    await broker.stop()
    assert {span.name for span in spans.get_finished_spans()} == {"Ask", REQUEST}
    assert len({span.context.trace_id for span in spans.get_finished_spans() if span.context}) == 50
    assert len(spans.get_finished_spans()) == 100
    assert len([p for p in points(reader, "stafett.duration") if p.attributes["kind"] == "query"]) == 1


async def test_a_fact_carries_its_trace_through_a_stream(server: str, spans: InMemorySpanExporter) -> None:
    broker, client, heard = traced(server), await nats.connect(server), []
    stream = client.jetstream()
    await stream.add_stream(name="EVT", subjects=["evt.>"])
    await stream.add_consumer("EVT", durable_name="notify", filter_subject="evt.>")

    @broker.subscriber("evt.>", stream=JStream("EVT", declare=False), durable="notify", pull_sub=PullSub(timeout=1))
    async def hear(body: str) -> None:
        heard.append(telemetry.traceparent())

    await broker.start()
    for kommune in ("4999", "4998"):
        subject = f"evt.{kommune}.barnehage.case.undring-shared.v1"
        await stream.publish(subject, b"x", headers={"traceparent": PARENT})
    await until(lambda: len(heard) == 2)
    await broker.stop()
    await client.close()
    assert all(str(each).startswith(f"00-{TRACE}-") for each in heard)
    assert [span.name for span in spans.get_finished_spans()] == ["evt.*.barnehage.case.undring-shared.v1"] * 2
