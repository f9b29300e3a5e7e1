"""Which acts a leader is told of: those of the unit's own casework and of the shared log, and of which days."""

from datetime import UTC, date, datetime

import pytest

from services.audit.units import CASEWORK, LOG, READS, span
from shared.contracts.case import ReadStafettlogg, consultation, report
from shared.contracts.common import Request, defined_in

NOW = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)  # the nineteenth here


def test_no_act_of_the_shielded_track_or_about_an_anonymous_question_is_counted() -> None:
    hidden = {one.name for one in defined_in((report, consultation), Request)}
    assert hidden & {*CASEWORK, *LOG} == set()


def test_every_read_that_is_counted_is_of_casework_or_of_the_log() -> None:
    assert {*READS} <= {*CASEWORK, *LOG}
    reading = {one for one in (*CASEWORK, *LOG) if one.startswith(("read-", "my-"))}
    assert reading == {*READS} - {ReadStafettlogg.printing}


@pytest.mark.parametrize(
    ("month", "days"),
    [
        (None, (date(2026, 10, 21), date(2026, 11, 19))),
        (date(2026, 11, 5), (date(2026, 11, 1), date(2026, 11, 19))),
        (date(2026, 2, 28), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2027, 1, 31), (date(2027, 1, 1), date(2027, 1, 1))),
    ],
    ids=["thirty days", "this month", "a month that is over", "a month that has not come"],
)
def test_no_day_that_has_not_come_is_told_of(month: date | None, days: tuple[date, date]) -> None:
    assert span(month, NOW) == days
