"""JSON logs that name things and never show them.

A message survives only if it stands as a literal in the source of the module that logged it, whoever wrote that
module; a field only if `redaction` allows it; of an exception the names of its classes and the places in our code.
"""

import ast
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import orjson
from opentelemetry.trace import format_span_id, format_trace_id, get_current_span

from shared.redaction import WITHHELD, allowed, word

ROOT = Path(__file__).resolve().parents[1]


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
