"""Dates as the reader says them. Every moment is shown in Norwegian time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from services.portal.languages import ngettext, reading
from services.portal.words import _

HERE = ZoneInfo("Europe/Oslo")
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
    return _shown(when, _("d. MMMM") if when.year == today().year else _("d. MMMM y"))


def weekday(value: date | datetime) -> str:
    return _shown(value, _("EEEE d. MMMM"))


def month(value: date | datetime) -> str:
    found = _shown(value, _("LLLL y"))
    return found[:1].upper() + found[1:]


def moment(value: datetime) -> str:
    """«mandag 23. november kl. 14.10»: pages are printed, so never «i dag»."""
    return format_datetime(value.astimezone(HERE), _("EEEE d. MMMM 'kl'. HH.mm"), locale=reading().language.locale)


def lately(value: datetime) -> str:
    days = (_date(value) - today()).days
    return {TODAY: _("i dag"), YESTERDAY: _("i går")}.get(days) or day(value)


def exact(value: datetime) -> str:
    return format_datetime(value.astimezone(HERE), _("d. MMM y HH.mm.ss"), locale=reading().language.locale)


def until(value: date) -> str:
    """How far off a date is: «i dag», «om 3 dager», «2 dager over»."""
    days = (value - today()).days
    if days in {TODAY, TOMORROW}:
        return {TODAY: _("i dag"), TOMORROW: _("i morgen")}[days]
    if days < 0:
        return ngettext("{n} dag over", "{n} dager over", -days).format(n=-days)
    return ngettext("om {n} dag", "om {n} dager", days).format(n=days)


def age(born: date) -> str:
    now = today()
    months = (now.year - born.year) * 12 + now.month - born.month - (now.day < born.day)
    if months < 24:  # noqa: PLR2004 - under two, a child's age is told in months
        return ngettext("{n} md.", "{n} md.", months).format(n=months)
    return ngettext("{n} år", "{n} år", months // 12).format(n=months // 12)


def at(day: str, clock: str) -> datetime | None:
    """What two fields of a form name together. None: not a day and a time."""
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), HERE)
    except ValueError:
        return None


def _shown(value: date | datetime, pattern: str) -> str:
    return format_date(_date(value), pattern, locale=reading().language.locale)


def _date(value: date | datetime) -> date:
    return value.astimezone(HERE).date() if isinstance(value, datetime) else value
