"""A day is a day in Norway."""

from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
