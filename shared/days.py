"""A day is a day in Norway."""

import calendar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def day_of(at: datetime) -> date:
    return at.astimezone(OSLO).date()


def midnight(day: date) -> datetime:
    """When that day begins, in UTC."""
    return datetime.combine(day, time(), OSLO).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """The same day of a later month; its last one where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
