"""Have they forgotten us? What whoever made a report is told while barnevernet is silent."""

from datetime import date

import pytest

from services.case.report.clocks import Course
from shared.contracts.case import report as r

COURSE = Course(date(2026, 11, 30), date(2026, 12, 14))


@pytest.mark.parametrize(
    ("day", "awaited", "overdue"),
    [
        (date(2026, 11, 30), r.Awaited.ASSESSMENT, False),
        (date(2026, 12, 1), r.Awaited.ASSESSMENT, True),
        (date(2026, 12, 14), r.Awaited.ASSESSMENT, True),
        (date(2026, 12, 15), r.Awaited.FEEDBACK, True),
    ],
)
def test_whoever_waits_is_told_for_what_and_whether_it_is_fine_to_call(
    day: date, awaited: r.Awaited, *, overdue: bool
) -> None:
    waiting = COURSE.on(day)
    assert waiting is not None
    assert (waiting.awaited, waiting.overdue) == (awaited, overdue)


def test_what_a_timer_has_marked_is_overdue() -> None:
    waiting = COURSE.on(date(2026, 11, 25), {r.Awaited.ASSESSMENT})
    assert waiting is not None
    assert waiting.overdue


def test_nobody_waits_when_all_is_said() -> None:
    for last in (r.Feedback.DROPPED, r.Feedback.CLOSED, r.Feedback.FOLLOWED_UP):
        assert Course(date(2026, 11, 30), date(2026, 12, 14), last).on(date(2027, 1, 1)) is None
