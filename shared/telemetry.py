"""Traces and metrics under the same allow-list as the logs, and one trace across every service."""

from opentelemetry import metrics, trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_TRACEPARENT = TraceContextTextMapPropagator()
_EXPORT_SECONDS = 3  # how long a collector that does not answer may hold up the end of a process
tracer = trace.get_tracer("stafett")
_meter = metrics.get_meter("stafett")
_operations = _meter.create_counter("stafett.operations")
_seconds = _meter.create_histogram(
    "stafett.duration",
    "s",
    explicit_bucket_boundaries_advisory=[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
)
_fold_lag = _meter.create_gauge("stafett.fold.lag")
_relay_lag = _meter.create_gauge("stafett.relay.lag")
