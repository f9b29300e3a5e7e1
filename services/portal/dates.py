"""Dates as Norwegians read them. Every moment is shown in Norwegian time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

HERE = ZoneInfo("Europe/Oslo")
LOCALE = "nb_NO"
TODAY, YESTERDAY, TOMORROW = 0, -1, 1
WEEK = 7


def now() -> datetime:
    return datetime.now(HERE)


def today() -> date:
    return now().date()


def tomorrow() -> date:
    return today() + timedelta(days=1)


def in_weeks(number: int) -> date:
    return today() + timedelta(weeks=number)


def day(value: date | datetime) -> str:
    """«23. november», with the year where it is not this one."""
    when = _date(value)
    return format_date(when, "d. MMMM" if when.year == today().year else "d. MMMM y", locale=LOCALE)


def dated(value: date | datetime) -> str:
    """«23. november 2026», for what is kept."""
    return format_date(_date(value), "d. MMMM y", locale=LOCALE)


def weekday(value: date | datetime) -> str:
    return format_date(_date(value), "EEEE d. MMMM", locale=LOCALE)


def month(value: date | datetime) -> str:
    return format_date(_date(value), "MMMM y", locale=LOCALE).capitalize()


def moment(value: datetime) -> str:
    """«mandag 23. november kl. 14.10»: pages are printed, so never «i dag»."""
    return f"{weekday(value)} kl. {value.astimezone(HERE):%H.%M}"


def lately(value: datetime) -> str:
    days = (_date(value) - today()).days
    return {TODAY: "i dag", YESTERDAY: "i går"}.get(days) or day(value)


def exact(value: datetime) -> str:
    return format_datetime(value.astimezone(HERE), "d. MMM y HH.mm.ss", locale=LOCALE)


def until(value: date) -> str:
    """How far off a date is: «i dag», «om 3 dager», «2 dager over»."""
    days = (value - today()).days
    if days in {TODAY, TOMORROW}:
        return {TODAY: "i dag", TOMORROW: "i morgen"}[days]
    if days < 0:
        return "1 dag over" if days == YESTERDAY else f"{-days} dager over"
    return f"om {days} dager"


def age(born: date) -> str:
    now = today()
    months = (now.year - born.year) * 12 + now.month - born.month - (now.day < born.day)
    if months < 24:  # noqa: PLR2004 - under two, a child's age is told in months
        return f"{months} md." if months != 1 else "1 md."
    return f"{months // 12} år"


def at(day: str, clock: str) -> datetime | None:
    """What two fields of a form name together. None: not a day and a time."""
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), HERE)
    except ValueError:
        return None


def _date(value: date | datetime) -> date:
    return value.astimezone(HERE).date() if isinstance(value, datetime) else value
