"""An OTLP/HTTP collector that only remembers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Seen:
    """One span; `links` are the trace ids that it points to."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str]
    links: frozenset[str]


class Collector:
    def __init__(self) -> None:
        self.url = ""
        self.said: list[bytes] = []  # every body as it came, metrics too
        self.spans: list[Seen] = []

    def take(self, path: str, body: bytes) -> None:
        self.said.append(body)
        if path != "/v1/traces":
            ExportMetricsServiceRequest.FromString(body)
            return
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = _attributes(resource.resource)["service.name"]
            for scope in resource.scope_spans:
                self.spans += [_seen(service, span) for span in scope.spans]


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    class Taker(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # exporters keep their connections

        def do_POST(self) -> None:
            collector.take(self.path, self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taker) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield collector
        finally:
            server.shutdown()


def _seen(service: str, span: Any) -> Seen:
    return Seen(
        service=service, name=span.name, trace=span.trace_id.hex(), id=span.span_id.hex(),
        parent=span.parent_span_id.hex(), attributes=_attributes(span),
        links=frozenset(link.trace_id.hex() for link in span.links),
    )  # fmt: skip


def _attributes(of: Any) -> dict[str, str]:
    return {pair.key: str(getattr(pair.value, pair.value.WhichOneof("value"))) for pair in of.attributes}
