"""What a process said: its log lines, spans and metrics."""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Any

from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared import logs

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
HOOKS = ((warnings, "showwarning"), (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook"))


@contextmanager
def captured() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Configures logs for a while; call what it yields for the lines so far."""
    kept = [(place, name, getattr(place, name)) for place, name in HOOKS]
    factory, handlers, level = logging.getLogRecordFactory(), logging.root.handlers[:], logging.root.level
    out = StringIO()
    with redirect_stdout(out):
        logging.root.handlers.clear()
        logs.configure("case-barnehage")
        try:
            yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
        finally:
            logging.setLogRecordFactory(factory)
            logging.root.handlers, logging.raiseExceptions = handlers, True
            logging.root.setLevel(level)
            for place, name, value in kept:
                setattr(place, name, value)


def points(reader: InMemoryMetricReader, name: str) -> list[Any]:
    data = reader.get_metrics_data()
    scopes = [scope for resource in (data.resource_metrics if data else []) for scope in resource.scope_metrics]
    return [p for scope in scopes for metric in scope.metrics if metric.name == name for p in metric.data.data_points]


def told(spans: InMemorySpanExporter) -> str:
    """All that a span holds, more than its JSON shows."""
    return "".join(repr(vars(span)) + repr(dict(span.attributes or {})) for span in spans.get_finished_spans())


def named(spans: InMemorySpanExporter, name: str) -> ReadableSpan:
    [found] = [span for span in spans.get_finished_spans() if span.name == name]
    return found


def ids(span: ReadableSpan) -> tuple[str, str]:
    assert span.context is not None
    return f"{span.context.trace_id:032x}", f"{span.context.span_id:016x}"
