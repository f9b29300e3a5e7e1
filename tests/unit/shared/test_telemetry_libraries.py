from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, FastAPI
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared import telemetry
from tests.servers import Database
from tests.unit.shared.seen import PARENT, TRACE, points, told


async def test_pages_are_named_by_their_route(spans: InMemorySpanExporter, reader: InMemoryMetricReader) -> None:
    app, child = FastAPI(), APIRouter(prefix="/barn/{child}")

    @child.get("/logg")
    async def log(child: str) -> str:
        return str(telemetry.traceparent())

    @child.get("/feil")
    async def fails(child: str) -> str:
        raise ValueError(child)

    app.include_router(child)
    telemetry.instrument_fastapi(app)
    secret = uuid4().hex
    headers = {"traceparent": PARENT, "tracestate": f"a={secret}", "baggage": f"a={secret}", "user-agent": secret}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("10.1.2.3", 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal", headers=headers) as client:
        here = await client.get(f"/barn/{secret}/logg?q={secret}")
        for path in (f"/barn/{secret}/feil", f"/ukjent/{secret}", "/livez"):
            await client.get(path)
    assert TRACE not in here.text  # a stranger does not choose our trace ids
    assert [(span.name, dict(span.attributes or {})) for span in spans.get_finished_spans()] == [
        ("GET /barn/{child}/logg", page("/barn/{child}/logg", 200)),
        ("GET /barn/{child}/feil", page("/barn/{child}/feil", 500) | {"error.type": "ValueError"}),
        ("GET", {"http.request.method": "GET", "http.response.status_code": 404}),
    ]
    assert not any(text in told(spans) for text in (secret, "10.1.2.3", "portal/"))
    timed = points(reader, "http.server.request.duration")
    assert {p.attributes.get("http.route") for p in timed} == {"/barn/{child}/logg", "/barn/{child}/feil", None}


def page(route: str, status: int) -> dict[str, object]:
    return {"http.request.method": "GET", "http.route": route, "http.response.status_code": status}


async def test_statements_are_named_and_show_no_value(spans: InMemorySpanExporter, fresh_database: Database) -> None:
    telemetry.instrument_asyncpg()
    secret = f"kanari {uuid4()}"
    try:
        connection = await asyncpg.connect(fresh_database.dsn)
        await connection.fetchval("SELECT $1::text", secret)  # outside any trace
        with telemetry.span("Around"):
            await connection.fetchval("-- name: echo\n-- Why it is so.\nSELECT $1::text", secret)
            await connection.fetchval(f"-- Because.\nSELECT '{secret}'")
            with pytest.raises(asyncpg.PostgresError):
                await connection.fetchval("SELECT $1::text::int", secret)
        await connection.close()
    finally:
        AsyncPGInstrumentor().uninstrument()  # type: ignore[no-untyped-call]
    found = [(span.name, (span.attributes or {}).get("error")) for span in spans.get_finished_spans()]
    assert found == [("echo", None), ("SELECT", None), ("SELECT", "InvalidTextRepresentationError"), ("Around", None)]
    assert secret not in told(spans)
