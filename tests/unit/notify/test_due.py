from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.hearing import Urgency
from services.notify.notices import due

DAY = 86400
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, st.integers(1, DAY))
def test_a_digest_goes_at_the_next_whole_multiple_whatever_its_cause(now: datetime, seconds: int) -> None:
    at = due(Urgency.DIGEST, now, seconds)
    assert now < at <= now + timedelta(seconds=seconds)
    assert at.timestamp() % seconds == 0


@given(MOMENTS)
def test_what_is_urgent_goes_at_once(now: datetime) -> None:
    assert due(Urgency.NOW, now, DAY) == now


@pytest.mark.parametrize("late", [0, 1, DAY - 1])
def test_everything_of_a_day_goes_in_one_digest(late: int) -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC)
    assert due(Urgency.DIGEST, start + timedelta(seconds=late), DAY) == datetime(2026, 11, 24, tzinfo=UTC)
