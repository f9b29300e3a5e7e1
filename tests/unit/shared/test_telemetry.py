import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import metrics, trace
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from shared import telemetry
from shared.errors import AccessDenied, RemoteRefused
from tests.unit.shared.seen import PARENT, TRACE, ids, named, points, told

ROOT = Path(__file__).parents[3]


def test_a_trace_continues_from_its_header(spans: InMemorySpanExporter) -> None:
    with telemetry.continued(PARENT), telemetry.span("ShareUndring"):
        assert str(telemetry.traceparent()).startswith(f"00-{TRACE}-")
    span = named(spans, "ShareUndring")
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == "b7ad6b7169203331"


def test_each_message_of_a_batch_has_a_span_in_the_trace_it_came_with(spans: InMemorySpanExporter) -> None:
    other, unsampled = PARENT.replace("0af7", "1af7"), f"{PARENT[:-2]}00"
    told = [("fold.shared", value) for value in (PARENT, other, unsampled, None, "maja", PARENT)]
    with telemetry.spans(told):
        assert telemetry.traceparent() is None  # what the batch does belongs to none of them
    found = spans.get_finished_spans()
    assert [ids(span)[0] for span in found] == [TRACE, TRACE.replace("0af7", "1af7"), TRACE]
    assert {(span.name, f"{span.parent.span_id:016x}") for span in found if span.parent} == {
        ("fold.shared", "b7ad6b7169203331")
    }


@pytest.mark.parametrize(
    "value", [None, "", "maja", "00-0-0-00", f"00-{'0' * 32}-{'0' * 16}-01", f"{PARENT}-more", "é"]
)
def test_an_invalid_header_starts_a_trace_of_its_own(spans: InMemorySpanExporter, value: str | None) -> None:
    with telemetry.span("Around"), telemetry.continued(value):
        assert telemetry.traceparent() is None
        with telemetry.span("Inside"):
            pass
    assert named(spans, "Inside").parent is None


def test_outside_a_span_there_is_no_traceparent() -> None:
    assert telemetry.traceparent() is None


def test_a_failure_keeps_its_class_only(spans: InMemorySpanExporter) -> None:
    with pytest.raises(AccessDenied), telemetry.span("ShareUndring"):
        raise AccessDenied("Maja Nes")
    span = named(spans, "ShareUndring")
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "AccessDenied")
    assert span.events == ()


def leak(secret: str, attributes: dict[str, Any]) -> None:
    """A span as a careless library makes it."""
    with trace.get_tracer("library").start_as_current_span(secret, attributes=attributes) as span:
        span.add_event(secret, {secret: secret})
        raise ValueError(secret)


@given(st.text())
def test_nothing_said_at_run_time_reaches_a_span(exporter: InMemorySpanExporter, text: str) -> None:
    exporter.clear()
    secret = f"kanari {uuid4()} {text}"
    names = ("command", "stream", "error", "body", "http.route", "http.request.method", "error.type", "place")
    fields: dict[str, Any] = dict.fromkeys(names, secret)
    with pytest.raises(ValueError, match="kanari"), telemetry.span(secret, **fields):
        raise ValueError(secret)
    for system in ({}, {"db.system": secret, "db.statement": secret}):
        with pytest.raises(ValueError, match="kanari"), telemetry.continued(PARENT):
            leak(secret, {**fields, secret: secret, **system})
    assert len(exporter.get_finished_spans()) == 3
    assert secret[:43] not in told(exporter)


def test_work_is_counted_and_timed_by_outcome(reader: InMemoryMetricReader) -> None:
    with telemetry.measured("command", "ShareUndring"):
        pass
    for error in (AccessDenied("Maja"), RemoteRefused("Maja Nes", 403, retryable=False), KeyError("Maja")):
        with pytest.raises(type(error)), telemetry.measured("command", "ShareUndring"):
            raise error
    counted = {p.attributes["outcome"]: p.value for p in points(reader, "stafett.operations")}
    assert counted == {"ok": 1, "AccessDenied": 1, "withheld": 1, "KeyError": 1}
    timed = points(reader, "stafett.duration")
    assert {p.attributes["outcome"]: p.count for p in timed} == counted
    assert {(p.attributes["kind"], p.attributes["name"]) for p in timed} == {("command", "ShareUndring")}


def test_lags_are_gauges(reader: InMemoryMetricReader) -> None:
    telemetry.fold_lag("timeline", 7)
    telemetry.fold_lag("timeline", 3)
    telemetry.relay_lag(5)
    assert [(p.attributes, p.value) for p in points(reader, "stafett.fold.lag")] == [({"projection": "timeline"}, 3)]
    assert [(p.attributes, p.value) for p in points(reader, "stafett.relay.lag")] == [({}, 5)]


def test_a_metric_keeps_no_attribute_that_could_be_an_id(reader: InMemoryMetricReader) -> None:
    library = metrics.get_meter("library").create_counter("library.requests")
    with telemetry.span("Around"):  # inside a span, an exemplar would carry what the view drops
        library.add(1, {"url.path": "/barn/maja", "http.route": "/barn/{child}"})
    [point] = points(reader, "library.requests")
    assert (point.attributes, point.exemplars) == ({"http.route": "/barn/{child}"}, [])


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("_INBOX.6fqXyTz.abc", "_INBOX"),
        ("_INBOX_case-barnehage.6fqXyTz.abc", "_INBOX"),
        ("evt.4999.barnehage.case.undring-shared.v1", "evt.*.barnehage.case.undring-shared.v1"),
        ("req.case.barnehage.read-timeline.v1", "req.case.barnehage.read-timeline.v1"),
        ("aud.4999.barnehage", "aud.*.barnehage"),
        ("parked.notify.4999.case.undring-shared", "parked"),
        ("$JS.API.CONSUMER.INFO.EVT.x", "$JS"),
        ("evt.4999.01994c6e", "evt"),
        ("req.case.barnehage.01994c6e-7d6f.v1", "withheld"),
        ("Maja Nes", "withheld"),
        ("", "withheld"),
    ],
)
def test_subjects_have_few_kinds(subject: str, kind: str) -> None:
    assert telemetry.subject_kind(subject) == kind


class Collector(BaseHTTPRequestHandler):
    bodies: ClassVar[dict[str, list[bytes]]] = {}

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.bodies.setdefault(self.path, []).append(body)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[str]:
    Collector.bodies.clear()
    server = HTTPServer(("127.0.0.1", 0), Collector)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


WORK = """
import sys
from shared import telemetry
telemetry.configure("case-ppt", otlp=sys.argv[1])
try:
    with telemetry.continued(sys.argv[3]), telemetry.span("ShareUndring", events=2, body=sys.argv[2]):
        with telemetry.measured("command", "ShareUndring"):
            raise ValueError(sys.argv[2])
except ValueError:
    pass
if "explicit" in sys.argv:
    telemetry.shutdown()
"""


def work(otlp: str, secret: str, *how: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WORK, otlp, secret, PARENT, *how],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("how", [[], ["explicit"]])
def test_the_end_of_a_process_sends_what_waits(collector: str, how: list[str]) -> None:
    secret = f"kanari{uuid4().hex}"
    said = work(collector, secret, *how)
    [traces], [measures] = Collector.bodies["/v1/traces"], Collector.bodies["/v1/metrics"]
    [resource] = ExportTraceServiceRequest.FromString(traces).resource_spans
    [span] = resource.scope_spans[0].spans
    assert (span.name, span.trace_id.hex(), span.status.message) == ("ShareUndring", TRACE, "ValueError")
    assert {each.key for each in span.attributes} == {"events", "error"}
    [measure] = ExportMetricsServiceRequest.FromString(measures).resource_metrics
    for sent in (resource, measure):
        assert {a.key: a.value.string_value for a in sent.resource.attributes}["service.name"] == "case-ppt"
    assert {metric.name for metric in measure.scope_metrics[0].metrics} == {"stafett.operations", "stafett.duration"}
    assert secret.encode() not in traces + measures + said.encode()


ALONE = """
from shared import telemetry
telemetry.configure("case-ppt")
with telemetry.span("ShareUndring") as span:
    print(span.is_recording(), telemetry.traceparent())
"""


def test_without_a_collector_a_span_is_only_ids() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"False 00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]\n", done.stdout)


def test_a_silent_collector_does_not_hold_up_the_end() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        work(f"http://127.0.0.1:{silent.getsockname()[1]}", "x", "explicit")
        assert time.monotonic() - began < 15
