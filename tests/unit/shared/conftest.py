from collections.abc import Iterator

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

from shared import telemetry
from shared.redaction import Redacted
from tests.unit.shared.seen import captured


@pytest.fixture(scope="module")
def exporter() -> Iterator[InMemorySpanExporter]:
    with captured():  # so that the logs of other tests stay as they were
        telemetry.configure("case-barnehage")
    provider, kept = trace.get_tracer_provider(), InMemorySpanExporter()
    assert isinstance(provider, TracerProvider)
    provider.sampler = ALWAYS_ON  # as with a collector
    provider.add_span_processor(SimpleSpanProcessor(Redacted(kept)))
    yield kept
    kept.shutdown()


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> InMemorySpanExporter:
    exporter.clear()
    return exporter


@pytest.fixture(scope="module")
def reader(exporter: InMemorySpanExporter) -> InMemoryMetricReader:
    provider, reader = metrics.get_meter_provider(), InMemoryMetricReader()
    assert isinstance(provider, MeterProvider)
    provider.add_metric_reader(reader)
    return reader
