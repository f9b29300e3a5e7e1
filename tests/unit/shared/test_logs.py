import json
import logging
import sys
import warnings
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace import TracerProvider

from shared.errors import AccessDenied
from shared.redaction import allowed
from tests.unit.shared.seen import captured

WORDS = ("action", "code", "command", "error", "kind", "outcome", "owner", "projection", "query", "service")
SHAPED = (*WORDS, "statement", "subject_kind", "task", "stream", "place", "item")
COUNTS = ("attempt", "count", "events", "lag", "pending", "port", "position")
NUMBERED = (*COUNTS, "seconds", "status", "version")
CHILD = "stafettlogg-01994c6e-7d6f-7a31-8f0e-3b7c2d1e5f60"
PERSONAL = [
    "Maja Nes",
    "14052212345",
    "Bekkeliåsen",
    "ingrid@eksempel.test",
    "Marek Kowalski:",
    "912 34 567",
    "2022-05-14",
]


def test_a_line_is_one_json_object_of_listed_fields() -> None:
    with captured() as lines:
        extra = {"command": "ShareUndring", "events": 2, "stream": CHILD, "child_name": "Maja"}
        logging.getLogger("services.case").info("handled", extra=extra)
    [line] = lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "services.case",
        "message": "handled",
        "identity": "case-barnehage",
        "command": "ShareUndring",
        "events": 2,
        "stream": CHILD,
    }


def test_a_line_carries_the_trace_it_belongs_to() -> None:
    with captured() as lines, TracerProvider().get_tracer("test").start_as_current_span("x") as span:
        logging.getLogger("services.case").info("handled")
    context = span.get_span_context()
    assert lines()[0]["trace_id"] == f"{context.trace_id:032x}"
    assert lines()[0]["span_id"] == f"{context.span_id:016x}"


def test_a_template_is_kept_and_its_arguments_are_not() -> None:
    with captured() as lines:
        logging.getLogger("nats.aio.client").warning("connected to %s as %s", "10.0.0.1", "Maja")
    assert lines()[0]["message"] == "connected to %s as %s"


def test_a_text_made_at_run_time_is_withheld() -> None:
    name = "Maja"
    with captured() as lines:
        logging.getLogger("services.case").info(f"saw {name}")  # noqa: G004 - the mistake under test
        logging.getLogger("services.case").info({"name": name})
    assert [line["message"] for line in lines()] == ["withheld", "withheld"]


def fail(secret: str) -> None:
    """Fails with `secret` in texts, arguments, notes and locals, in a cause, a context and a group."""
    local = secret
    try:
        try:
            raise KeyError(local)  # noqa: TRY301 - as the next
        except KeyError:
            raise AccessDenied(secret)  # noqa: B904 - the context is under test
    except AccessDenied as denied:
        group = ExceptionGroup(secret, [ValueError(secret)])
        group.add_note(secret)
        raise group from denied


def test_an_exception_is_told_by_its_classes_and_our_frames() -> None:
    with captured() as lines:
        try:
            fail("Maja")
        except ExceptionGroup:
            logging.getLogger("services.case").exception("failed")
    [line] = lines()
    assert line["error"] == "ExceptionGroup"
    assert line["chain"] == ["ExceptionGroup", "AccessDenied", "ValueError", "KeyError"]
    assert all(frame.startswith("tests/unit/shared/test_logs.py:") for frame in line["frames"])
    assert [frame.rsplit(":", 1)[1] for frame in line["frames"]][:2] == [
        "test_an_exception_is_told_by_its_classes_and_our_frames",
        "fail",
    ]


@given(
    text=st.text(), name=st.sampled_from(["services.case", "nats", "faststream", "uvicorn.error", "asyncpg", "asyncio"])
)
def test_nothing_said_at_run_time_comes_out(text: str, name: str) -> None:
    secret = f"kanari {uuid4()}{text}"
    with captured() as lines:
        logger = logging.getLogger(name)
        logger.error(secret)
        logger.error(secret, secret)
        logger.error("%s", secret)
        logger.error("%d %d", secret)  # noqa: PLE1206 - the mistake under test
        logger.error(ValueError(secret))
        logger.error("said", extra={"body": secret, **dict.fromkeys((*SHAPED, *NUMBERED), secret)}, stack_info=True)
        warnings.warn(secret, stacklevel=1)
        try:
            fail(secret)
        except ExceptionGroup as error:
            logger.exception("failed", extra={"error": error})
            sys.excepthook(type(error), error, error.__traceback__)
    written = json.dumps(lines(), ensure_ascii=False)
    assert len(lines()) == 9
    assert secret not in written
    assert secret[:43] not in written


@given(
    st.sampled_from((*SHAPED, *NUMBERED)),
    st.text() | st.sampled_from(PERSONAL) | st.from_regex(r"\d{3,11}", fullmatch=True),
)
def test_a_listed_field_takes_no_free_text(field: str, text: str) -> None:
    kept = allowed({field: text})
    assert field not in kept or (str(text).isascii() and not any(c.isspace() or c in "@/\"'" for c in text))
    assert (
        field in {"stream", "place", "item"}
        or not any(text[i : i + 3].isdigit() for i in range(len(text) - 2))
        or not kept
    )


@pytest.mark.parametrize(
    "item",
    [
        "stafett/4999/barnehage/2026", "stafett/4999/barnehage/2026 leaf 12", "stafett/4999/ppt/2026 number -7",
        "stafett/4999/ppt/2026/case-familie/812", "1204-1209", "1204", "trail",
    ],
)  # fmt: skip
def test_a_line_about_a_wrong_entry_names_it(item: str) -> None:
    with captured() as lines:
        logging.getLogger("services.audit").error("the audit log is not whole", extra={"item": item})
    assert lines()[0]["item"] == item


@pytest.mark.parametrize("item", ["91234567", "14852274264", "೦೧", "leaf 12", "stafett/4999/ppt/2026 leaf 14852274264"])
def test_nothing_longer_or_elsewhere_is_an_entry(item: str) -> None:
    assert allowed({"item": item}) == {}


@pytest.mark.parametrize("text", PERSONAL)
def test_a_personal_text_fits_no_field(text: str) -> None:
    assert allowed(dict.fromkeys((*SHAPED, *NUMBERED), text)) == {}


@given(st.dictionaries(st.sampled_from(NUMBERED), st.integers() | st.floats() | st.booleans()))
def test_any_number_gives_a_line(numbers: dict[str, float]) -> None:
    with captured() as lines:
        logging.getLogger("services.case").info("numbers", extra=numbers)
    assert lines()[0]["message"] == "numbers"
