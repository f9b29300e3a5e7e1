"""A day is a day in Norway."""

from datetime import date
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def years(born: date, today: date) -> int:
    """How old somebody is."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
