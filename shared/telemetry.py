"""Traces and metrics under the same allow-list as the logs, and one trace across every service."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from time import perf_counter
from typing import Any, ClassVar

from fastapi import FastAPI
from faststream import BaseMiddleware, ContextRepo, StreamMessage
from faststream.nats import NatsPublishCommand
from opentelemetry import metrics, propagate, trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.propagators.textmap import TextMapPropagator
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope

from shared import logs
from shared.errors import Refused
from shared.redaction import WITHHELD, Redacted, allowed, word

tracer = trace.get_tracer("stafett")
_meter = metrics.get_meter("stafett")
_operations = _meter.create_counter("stafett.operations")
_buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
_seconds = _meter.create_histogram("stafett.duration", "s", explicit_bucket_boundaries_advisory=_buckets)
_fold_lag = _meter.create_gauge("stafett.fold.lag")
_relay_lag = _meter.create_gauge("stafett.relay.lag")
_keys = _meter.create_counter("stafett.keys")

_TRACEPARENT = TraceContextTextMapPropagator()
SAMPLED = "13579bdf"  # a traceparent's last digit, whose lowest bit says so
_Next = Callable[..., Awaitable[Any]]
_EXPORT_SECONDS = 3  # how long a collector that does not answer may hold up the end of a process
# The attributes that a metric may have, so that no id becomes a time series.
_LABELS = {"kind", "name", "outcome", "projection", "http.request.method", "http.route", "http.response.status_code"}


def configure(identity: str, *, otlp: str | None = None) -> None:
    """Start logs, traces and metrics of this process; a second call only renames the logs.

    otlp: base address of an OTLP/HTTP collector. Without it trace ids still flow and stand in the logs.
    """
    logs.configure(identity)
    if isinstance(trace.get_tracer_provider(), TracerProvider):
        return
    # Whoever calls the portal from outside must not choose trace ids or carry baggage in; services use `continued`.
    propagate.set_global_textmap(_Closed())
    resource = Resource.create({"service.name": identity})
    # Samples as the parent did, and OTEL_TRACES_SAMPLER can thin out the roots; without a collector a span is only ids.
    traces = TracerProvider(sampler=None if otlp else ALWAYS_OFF, resource=resource)
    readers = []
    if otlp:
        exporter = OTLPSpanExporter(endpoint=f"{otlp}/v1/traces", timeout=_EXPORT_SECONDS)
        traces.add_span_processor(BatchSpanProcessor(Redacted(exporter)))
        pushed = OTLPMetricExporter(endpoint=f"{otlp}/v1/metrics", timeout=_EXPORT_SECONDS)
        readers.append(PeriodicExportingMetricReader(pushed))
    trace.set_tracer_provider(traces)
    metrics.set_meter_provider(
        MeterProvider(
            readers,
            resource,
            exemplar_filter=AlwaysOffExemplarFilter(),  # an exemplar carries the attributes that the view drops
            views=[View(instrument_name="*", attribute_keys=_LABELS)],
        )
    )


def shutdown() -> None:
    """Send what is still waiting. Takes seconds at most when the collector does not answer."""
    for provider in (trace.get_tracer_provider(), metrics.get_meter_provider()):
        if isinstance(provider, TracerProvider | MeterProvider):
            provider.shutdown()


@contextmanager
def span(name: str, /, *, kind: SpanKind = SpanKind.INTERNAL, **attributes: object) -> Iterator[Span]:
    """A span of the allowed attributes. Of an exception it keeps the class name."""
    with tracer.start_as_current_span(
        name, kind=kind, attributes=allowed(attributes), record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except BaseException as error:
            current.set_status(Status(StatusCode.ERROR, word(type(error).__name__)))
            raise


def traceparent() -> str | None:
    """Where we are, as a W3C header: for a message, or for an event to take along."""
    here = trace.get_current_span().get_span_context()
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}" if here.is_valid else None


@contextmanager
def continued(value: str | None) -> Iterator[None]:
    """Spans inside continue the trace that sent `value`, or start one of their own when it is absent or invalid."""
    token = attach(_TRACEPARENT.extract({"traceparent": value or ""}, Context()))
    try:
        yield
    finally:
        detach(token)


@contextmanager
def spans(told: Iterable[tuple[str, str | None]], *, kind: SpanKind = SpanKind.CONSUMER) -> Iterator[None]:
    """One span for each message of a batch, in the trace that it came with: names, and traceparents as they were sent.

    A batch belongs to many traces and therefore to none. What was not sampled when it began is not now either.
    """
    sent = ((word(name), {"traceparent": value}) for name, value in told if value and value[-1] in SAMPLED)
    begun = [tracer.start_span(name, _TRACEPARENT.extract(headers, Context()), kind) for name, headers in sent]
    try:
        yield
    finally:
        for each in begun:
            each.end()


@contextmanager
def measured(kind: str, name: str) -> Iterator[None]:
    """Count and time a block of `kind` command, query, reaction, fold or relay. It is for `with`, not a decorator."""
    outcome, began = "ok", perf_counter()
    try:
        yield
    except BaseException as error:
        outcome = word(error.code if isinstance(error, Refused) else type(error).__name__)
        raise
    finally:
        labels = {"kind": word(kind), "name": word(name), "outcome": outcome}
        _operations.add(1, labels)
        _seconds.record(perf_counter() - began, labels)


def fold_lag(projection: str, value: int) -> None:
    _fold_lag.set(value, {"projection": word(projection)})


def relay_lag(value: int) -> None:
    _relay_lag.set(value)


def key_lookup(*, held: bool) -> None:
    """held: at hand; otherwise the consent service was asked."""
    _keys.add(1, {"outcome": "held" if held else "asked"})


class _Closed(TextMapPropagator):
    """Takes nothing from a stranger's headers and adds nothing to ours."""

    fields: ClassVar[set[str]] = set()

    def extract(self, carrier: Any, context: Context | None = None, getter: Any = None) -> Context:  # noqa: ARG002
        return context or Context()

    def inject(self, carrier: Any, context: Context | None = None, setter: Any = None) -> None:
        pass


@lru_cache(maxsize=1024)
def subject_kind(subject: str) -> str:
    """A subject without what varies by municipality, reply or id: as the name of a span or a metric."""
    match subject.split("."):
        case ["req", _, _, _, _]:
            return word(subject)
        case ["evt", _, owner, entity, fact, version]:
            return word(f"evt.*.{owner}.{entity}.{fact}.{version}")
        case ["aud", _, owner]:
            return word(f"aud.*.{owner}")
        case [first, *_]:
            return "_INBOX" if first.startswith("_INBOX") else word(first)
    return WITHHELD


class _Traced(BaseMiddleware[NatsPublishCommand, Any]):
    """One span per consumed message, in the sender's trace. Measured: less than half the cost of FastStream's own."""

    async def consume_scope(self, call_next: _Next, msg: StreamMessage[Any]) -> Any:
        raw = msg.raw_message[0] if isinstance(msg.raw_message, Sequence) else msg.raw_message
        subject = subject_kind(getattr(raw, "subject", ""))
        if subject == "_INBOX":  # the reply to our own request
            return await call_next(msg)
        with continued(msg.headers.get("traceparent")), span(subject, kind=SpanKind.CONSUMER):
            return await call_next(msg)

    async def publish_scope(self, call_next: _Next, cmd: NatsPublishCommand) -> Any:
        if here := traceparent():
            cmd.headers.setdefault("traceparent", here)
        return await call_next(cmd)


class NatsTelemetry:
    """`NatsBroker(middlewares=[NatsTelemetry()])`."""

    def __call__(self, msg: Any, /, *, context: ContextRepo) -> _Traced:
        return _Traced(msg, context=context)


def instrument_asyncpg() -> None:
    AsyncPGInstrumentor().instrument()  # type: ignore[no-untyped-call]


def instrument_fastapi(app: FastAPI) -> None:
    """FastAPI traces itself; this leaves one span a request, and no exporter of its own past `Redacted`."""
    app._telemetry.update(  # noqa: SLF001 - as the constructor's `telemetry`, for an app that exists
        {"operation_spans": False, "logs": False, "auto_configure": False, "exclude": _uneventful}
    )


def _uneventful(scope: Scope) -> bool:
    return str(scope["path"]).startswith(("/livez", "/readyz", "/static"))
