"""A day is a day in Norway."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def day_of(at: datetime) -> date:
    return at.astimezone(OSLO).date()


def midnight(day: date) -> datetime:
    """When that day begins, in UTC."""
    return datetime.combine(day, time(), OSLO).astimezone(UTC)
