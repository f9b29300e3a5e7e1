"""What may leave the process in a log line or a span: listed fields, with values that cannot be free text."""

import re
from collections.abc import Mapping, Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Status

WITHHELD = "withheld"  # instead of a text that is not known to be constant

# Class names, codes, subjects: never a space or a letter outside ASCII, and never three digits in a row, which a
# birth number, a telephone number and a date have.
_WORD = re.compile(r"(?=.{1,100}\Z)[A-Za-z_$*](?:[A-Za-z_.*-]|\d{1,2}(?!\d))*", re.ASCII)
_STREAM = re.compile(r"(?:[a-z]{1,30}-){0,3}[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_PLACE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\.py:\d{1,5}", re.ASCII)
# A place in an audit log or an owner's trail: `stafett/4999/ppt/2026 leaf 12`; no birth or telephone number.
_ITEM = re.compile(
    r"stafett/\d{4}/[a-z][a-z0-9-]{1,30}/\d{4}(?:/[a-z][a-z0-9-]{1,30}/\d{1,10}| (?:leaf|number) -?\d{1,10})?"
    r"|\d{1,10}-\d{1,10}|\d{1,7}|trail",
    re.ASCII,
)
_ROUTE = re.compile(r"(?:/(?:[A-Za-z][A-Za-z0-9_.-]*|\{[A-Za-z_:]+\})?)+")
_STATEMENT = re.compile(r"-- name: (\w+)|\b(SELECT|INSERT|UPDATE|DELETE|COPY|LISTEN|NOTIFY|CREATE|ALTER|GRANT)\b")

_HUGE = 2**63  # JSON ends at 64 bits here
_WORDS = "action code command error kind outcome owner projection query service statement subject_kind task"
_NUMBERS = "attempt count events lag pending port position seconds status version"
_FIELDS: Mapping[str, re.Pattern[str] | None] = {
    **dict.fromkeys(_WORDS.split(), _WORD),
    **dict.fromkeys(_NUMBERS.split()),
    "stream": _STREAM,
    "place": _PLACE,
    "item": _ITEM,
    "http.request.method": _WORD,
    "http.route": _ROUTE,
    "http.response.status_code": None,
    "error.type": _WORD,
}


def word(value: object) -> str:
    """`value` if it is one identifier; free text becomes a constant."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else WITHHELD


def allowed(fields: Mapping[str, object]) -> dict[str, str | int | float]:
    """What may leave the process of `fields`: those that are listed above, where the value has the field's shape."""
    kept = {name: _shaped(name, fields[name]) for name in _FIELDS if name in fields}
    return {name: value for name, value in kept.items() if value is not None}


def _shaped(name: str, value: object) -> str | int | float | None:
    shape = _FIELDS[name]
    if shape is None:
        return value if isinstance(value, int | float) and abs(value) < _HUGE else None
    if isinstance(value, BaseException):
        value = type(value).__name__
    return str(value) if isinstance(value, str) and shape.fullmatch(value) else None


class Redacted(SpanExporter):
    """The one way out for spans. Libraries put addresses, statements and exception texts in theirs: none passes."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_redacted(each) for each in spans if not _polls(each)])

    def shutdown(self) -> None:
        self._exporter.shutdown()


def _polls(each: ReadableSpan) -> bool:
    """A statement outside any trace is a loop looking for work: many a second, and part of no story."""
    return each.parent is None and "db.system" in (each.attributes or {})


def _redacted(each: ReadableSpan) -> ReadableSpan:
    found = each.attributes or {}
    kept: dict[str, str | int | float] = allowed(found)
    name = word(each.name)
    if "http.request.method" in kept:
        name = f"{kept['http.request.method']} {kept.get('http.route', '')}".strip()
    elif "db.system" in found:
        named = _STATEMENT.search(str(found.get("db.statement", "")))
        name = (named[1] or named[2]) if named else WITHHELD
    if each.status.description:
        kept["error"] = word(each.status.description.partition(":")[0])
    return ReadableSpan(
        name=name,
        context=each.context,
        parent=each.parent,
        resource=each.resource,
        attributes=kept,
        kind=each.kind,
        status=Status(each.status.status_code, str(kept["error"])) if each.status.description else each.status,
        start_time=each.start_time,
        end_time=each.end_time,
        instrumentation_scope=each.instrumentation_scope,
    )
