"""JSON logs that name things and never show them.

Two rules keep personal data out, whoever logs: a message survives only if it stands as a literal in the source of the
module that logged it, and a field only if it is listed here and its value has the shape of that field.
"""

import ast
import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import orjson
from opentelemetry.trace import format_span_id, format_trace_id, get_current_span

ROOT = Path(__file__).resolve().parents[1]
WITHHELD = "withheld"  # instead of a text that is not known to be constant

# Class names, codes, subjects: never a space or a letter outside ASCII, and never three digits in a row, which a
# birth number, a telephone number and a date have.
_WORD = re.compile(r"(?=.{1,100}\Z)[A-Za-z_$*](?:[A-Za-z_.*-]|\d{1,2}(?!\d))*")
_STREAM = re.compile(r"(?:[a-z]{1,30}-){0,3}[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_PLACE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\.py:\d{1,5}")

_HUGE = 2**63  # JSON here ends at 64 bits

_WORDS = "code command error kind outcome owner projection query service statement subject_kind task"
_NUMBERS = "attempt count events lag pending port position seconds status version"
_FIELDS: Mapping[str, re.Pattern[str] | None] = {
    **dict.fromkeys(_WORDS.split(), _WORD),
    **dict.fromkeys(_NUMBERS.split()),
    "stream": _STREAM,
    "place": _PLACE,
}


def word(value: object) -> str:
    """`value` if it is one identifier; free text becomes a constant."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else WITHHELD


def allowed(fields: Mapping[str, object]) -> dict[str, str | int | float]:
    """What may leave the process of `fields`: those that are listed above, where the value has the field's shape."""
    return {name: value for name in _FIELDS.keys() & fields if (value := _shaped(name, fields[name])) is not None}


def _shaped(name: str, value: object) -> str | int | float | None:
    shape = _FIELDS[name]
    if shape is None:
        return value if isinstance(value, int | float) and abs(value) < _HUGE else None
    if isinstance(value, BaseException):
        value = type(value).__name__
    return str(value) if isinstance(value, str) and shape.fullmatch(value) else None


@cache
def _literals(path: str) -> frozenset[str]:
    """Every string that stands in a source file, so that no text made at run time is among them."""
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    nodes = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(text for text in nodes if isinstance(text, str))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came of, and what it groups; each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        if (current := waiting.pop(0)) is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting.append(current.__cause__ if current.__suppress_context__ else current.__context__)
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    """`file:line:function` of the frames in this repository."""
    for frame, line in traceback.walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
            yield f"{path.relative_to(ROOT).as_posix()}:{line}:{frame.f_code.co_qualname}"


def _failure(error: BaseException) -> dict[str, Any]:
    causes = list(_causes(error))[:10]
    chain = [word(type(cause).__name__) for cause in causes]
    frames = [frame for cause in causes for frame in _frames(cause.__traceback__)]
    return {"error": chain[0], "chain": chain, "frames": frames[-30:]}


class _Record(logging.LogRecord):
    """Made harmless before any handler, also one that a library installs, can see it."""

    def __init__(self, name: str, level: int, pathname: str, lineno: int, msg: object, *rest: Any) -> None:
        _args, exc_info, func, *_ = rest
        text = msg if isinstance(msg, str) and msg in _literals(pathname) else WITHHELD
        super().__init__(name, level, pathname, lineno, text, None, None, func)
        error = exc_info[1] if exc_info else msg
        self._failure = _failure(error) if isinstance(error, BaseException) else {}


class _Line(logging.Formatter):
    def __init__(self, identity: str) -> None:
        super().__init__()
        self._identity = identity

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": word(record.name),
            "message": record.msg if isinstance(record, _Record) else WITHHELD,
            "identity": self._identity,
            **_where(),
            **allowed(record.__dict__),
            **getattr(record, "_failure", {}),
        }
        return orjson.dumps(line).decode()


def _where() -> dict[str, str]:
    here = get_current_span().get_span_context()
    if not here.is_valid:
        return {}
    return {"trace_id": format_trace_id(here.trace_id), "span_id": format_span_id(here.span_id)}


def configure(identity: str) -> None:
    """Send every log record, warning and uncaught exception of this process to stdout, one JSON object a line.

    asyncio's exception handler needs nothing of its own: by default it logs, and so ends here.
    """
    logging.raiseExceptions = False  # a failing handler would print the arguments of the call
    logging.setLogRecordFactory(_Record)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Line(identity))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for logger in filter(lambda each: isinstance(each, logging.Logger), logging.root.manager.loggerDict.values()):
        logger.handlers, logger.propagate = [], True  # type: ignore[union-attr] # libraries bring their own
    logging.getLogger("uvicorn.access").disabled = True  # it shows addresses and paths
    access = logging.getLogger("faststream.access.nats")
    access.handlers = [handler]  # found there, FastStream adds none of its own
    access.addFilter(_at_least_warning)  # two lines a message otherwise
    warnings.showwarning = _warned  # type: ignore[assignment] # called by position; it ignores some
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda it: _uncaught(it.exc_type, it.exc_value, it.exc_traceback)
    threading.excepthook = lambda it: _uncaught(it.exc_type, it.exc_value, it.exc_traceback)


def _at_least_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _warned(
    _message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    _file: TextIO | None = None,
    _line: str | None = None,
) -> None:
    place = f"{Path(filename).name}:{lineno}"
    logging.getLogger("py.warnings").warning("python warning", extra={"error": category.__name__, "place": place})


def _uncaught(_kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    logging.getLogger("uncaught").critical("uncaught exception", exc_info=error)
