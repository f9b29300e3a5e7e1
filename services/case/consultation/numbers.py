"""Numbers that lead to somebody, however their digits stand apart."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from services.case.consultation.folding import near
from shared.contracts.case.consultation import Found, Trace

BIRTH_NUMBER, WITH_CENTURY, PHONE, LONGEST_PHONE, COUNTRY = 11, 13, 8, 15, 3  # digits
_DIGITS = re.compile(r"\d+")
_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_WORDED = re.compile(
    rf"(?<!\d)(\d{{1,2}})\.?\s{{0,2}}({'|'.join(_MONTHS)})\s{{1,2}}(\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE
)
_PHONE_GAP = re.compile(r"[ \u00a0\u2009\u202f.()/\u00ad\u200b-\u2060\u2013-]{0,2}")
_CENTURIES = ("19", "20")


@dataclass(frozen=True, slots=True)
class Group:
    digits: str
    start: int
    end: int


def numbers(text: str, born: date | None, phones: Iterable[str] = ()) -> Iterator[Found]:
    """born: the child's own day; phones: of the household, as they are written."""
    runs, known = list(_runs(text)), {_digits(phone) for phone in phones} - {""}
    eleven = {span for run in runs for span in _birth_numbers(run)}
    eight = {span for run in runs for span in (*_phones(text, run), *_known(run, known))}
    yield from (Found(kind=Trace.BIRTH_NUMBER, start=a, end=b) for a, b in eleven)
    yield from (Found(kind=Trace.PHONE, start=a, end=b) for a, b in eight if not _inside((a, b), eleven | eight))
    yield from (Found(kind=Trace.BORN, start=a, end=b) for a, b, day in _days(text, runs) if born in day)


def _inside(span: tuple[int, int], others: set[tuple[int, int]]) -> bool:
    return any(span != other and other[0] <= span[0] and span[1] <= other[1] for other in others)


def _runs(text: str) -> Iterator[list[Group]]:
    """Digits that stand near each other, with no letter between."""
    run: list[Group] = []
    for found in _DIGITS.finditer(text):
        if run and not near(text[run[-1].end : found.start()]):
            yield run
            run = []
        run.append(Group("".join(str(int(one)) for one in found[0]), found.start(), found.end()))
    if run:
        yield run


def _windows(run: Sequence[Group], longest: int) -> Iterator[Sequence[Group]]:
    for first in range(len(run)):
        total = 0
        for last in range(first, len(run)):
            total += len(run[last].digits)
            yield run[first : last + 1]
            if total > longest:
                break


def _birth_numbers(run: Sequence[Group]) -> Iterator[tuple[int, int]]:
    """Whether it is a true one is not asked: a slip of the pen leads there too."""
    for window in _windows(run, WITH_CENTURY):
        digits = "".join(one.digits for one in window)
        alone = len(window) == 1 and len(digits) > BIRTH_NUMBER
        if len(digits) == BIRTH_NUMBER or alone or (len(digits) == WITH_CENTURY and digits[4:6] in _CENTURIES):
            yield window[0].start, window[-1].end


def _phones(text: str, run: Sequence[Group]) -> Iterator[tuple[int, int]]:
    whole = sum(len(one.digits) for one in run)
    if text[run[0].start - 1 : run[0].start] == "+" and PHONE <= whole <= LONGEST_PHONE:
        yield run[0].start, run[-1].end
    for window in _windows(run, PHONE + 2):
        digits = "".join(one.digits for one in window).removeprefix("0047")
        digits = digits.removeprefix("47") if len(digits) == PHONE + 2 else digits
        if len(digits) == PHONE and digits[0] in "23456789" and _is_phone(text, window, digits):
            yield window[0].start, window[-1].end


def _known(run: Sequence[Group], phones: Collection[str]) -> Iterator[tuple[int, int]]:
    """Whatever stands between its digits, and with or without the country's."""
    for window in _windows(run, LONGEST_PHONE) if phones else ():
        digits = "".join(one.digits for one in window).removeprefix("00")
        if any(_same(digits, phone) for phone in phones):
            yield window[0].start, window[-1].end


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= PHONE and len(long) <= len(short) + COUNTRY and long.endswith(short))


def _digits(phone: str) -> str:
    return "".join(str(int(one)) for one in phone if one.isdecimal()).removeprefix("00")


def _is_phone(text: str, window: Sequence[Group], digits: str) -> bool:
    """Days, years and hours are written with the same digits: no number in use begins with 20."""
    gaps = [text[a.end : b.start] for a, b in pairwise(window)]
    mixed = any("." in gap for gap in gaps) and len(set(gaps)) > 1
    day = len(gaps) == 2 and len(window[-1].digits) == 4 and digits[4:6] in _CENTURIES  # noqa: PLR2004 - 21.03.2024
    return not (mixed or day or digits.startswith("20")) and all(_PHONE_GAP.fullmatch(gap) for gap in gaps)


Days = frozenset[date | None]


def _days(text: str, runs: Sequence[Sequence[Group]]) -> Iterator[tuple[int, int, Days]]:
    for found in _DATE.finditer(text):
        yield found.start(), found.end(), _read(found[1], found[2], found[3])
    for found in _ISO.finditer(text):
        yield found.start(), found.end(), _read(found[3], found[2], found[1])
    for found in _WORDED.finditer(text):
        yield found.start(), found.end(), _read(found[1], str(_MONTHS.index(found[2].lower()) + 1), found[3])
    for group in (one for run in runs for one in run if len(one.digits) in {6, 8}):
        two = group.digits
        yield group.start, group.end, _read(two[:2], two[2:4], two[4:]) | _read(two[6:], two[4:6], two[:4])


def _read(day: str, month: str, year: str) -> Days:
    """A year of two digits may be of either century."""
    years = [year] if len(year) == 4 else [f"{century}{year}" for century in _CENTURIES]  # noqa: PLR2004
    return frozenset(one for full in years if (one := _date(full, month, day)))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
