"""What language a page is in: the person's own choice, or this browser's, or what the browser asks for, or bokmål.

The code says everything in bokmål, which is also what translations are found by. In templates `{{ _("…") }}` and
`{% trans %}…{% endtrans %}`, in Python `_`; a table keeps bokmål, and who shows it translates. `make texts` brings new
texts into `locale/`.
"""

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import NamedTuple

import yaml
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette.requests import Request

from shared.contracts.common import Role

LOCALE = Path(__file__).parent / "locale"
COOKIE = "lang"
LONGEST = 200  # characters of a header that are read
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
ISOLATED = "\u2068{}\u2069"  # so that a Norwegian name turns nothing around it in a line from right to left
ALIASES = {"no": "nb", "fa": "prs", "sme": "se"}


class Language(NamedTuple):
    """code: as in HTML. locale: whose dates and plurals. staff: complete also for those who are at work."""

    code: str
    name: str
    locale: str
    direction: str = "ltr"
    staff: bool = False


LANGUAGES: Sequence[Language] = (
    Language("nb", "Bokmål", "nb_NO", staff=True),
    Language("nn", "Nynorsk", "nn_NO", staff=True),
    Language("se", "Davvisámegiella", "se_NO"),
    Language("en", "English", "en_GB", staff=True),
    Language("ar", "العربية", "ar", "rtl"),
    Language("prs", "دری", "fa_AF", "rtl"),
    Language("pl", "Polski", "pl_PL"),
    Language("so", "Soomaali", "so_SO"),
    Language("ti", "ትግርኛ", "ti_ER"),
    Language("uk", "Українська", "uk_UA"),
)
BY_CODE = {language.code: language for language in LANGUAGES}
BOKMAL = BY_CODE["nb"]
AT_WORK = tuple(language for language in LANGUAGES if language.staff)


@dataclass(frozen=True, slots=True)
class Reading:
    """One request: in which language, what else may be chosen, and where the choice leads back to."""

    language: Language = BOKMAL
    offered: Sequence[Language] = LANGUAGES
    wishes: tuple[str, ...] = ()
    here: str = "/hjem"


_reading: ContextVar[Reading] = ContextVar("reading", default=Reading())  # noqa: B039 - frozen


def reading() -> Reading:
    return _reading.get()


@contextmanager
def asked_for(request: Request, *, back: bool = True) -> Iterator[None]:
    """For who has not shown who they are yet. back: there is a page here to come back to."""
    wishes = (request.cookies.get(COOKIE, ""), *wished(request.headers.get("accept-language", "")))
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    leads = {"here": here} if back and request.method == "GET" else {}
    found = Reading(_first(wishes, LANGUAGES), LANGUAGES, wishes, **leads)
    before = _reading.set(found)
    try:
        yield
    finally:
        _reading.reset(before)


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """What is written in one language whoever reads it, as a document is."""
    before = _reading.set(Reading(BY_CODE[code]))
    try:
        yield
    finally:
        _reading.reset(before)


def settle(role: Role, chosen: str | None) -> None:
    """The person is known now, and what they have chosen, if anything."""
    found = reading()
    may = offered(role)
    _reading.set(Reading(_first((chosen or "", *found.wishes), may), may, found.wishes, found.here))


def offered(role: Role) -> Sequence[Language]:
    return LANGUAGES if role in {Role.GUARDIAN, Role.YOUTH} else AT_WORK


def wished(header: str) -> tuple[str, ...]:
    """Of Accept-Language, the most wanted first."""
    found = [part.partition(";") for part in header[:LONGEST].split(",")]
    tags = sorted(((_weight(weight), tag.strip().lower().split("-")[0]) for tag, _, weight in found), key=_least)
    return tuple(ALIASES.get(tag, tag) for weight, tag in tags if weight > 0)


def _weight(text: str) -> float:
    try:
        weight = float(text.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
    return min(1.0, weight) if weight > 0 else 0.0  # what is not a number is nothing


def _least(wish: tuple[float, str]) -> float:
    return -wish[0]


def _first(wishes: Sequence[str], among: Sequence[Language]) -> Language:
    codes = {language.code for language in among}
    return next((BY_CODE[wish] for wish in wishes if wish in codes), BOKMAL)


def gettext(text: str) -> str:
    return catalogue(reading().language.code).gettext(text) if text else text


_ = gettext


def ngettext(one: str, many: str, number: int) -> str:
    return catalogue(reading().language.code).ngettext(one, many, number)


@cache
def catalogue(code: str) -> NullTranslations:
    """What has no translation stays in bokmål."""
    path = source(code)
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        found = read_po(file, locale=BY_CODE[code].locale)
    if BY_CODE[code].direction == "rtl":
        for message in found:
            message.string = _isolated(message.string)  # type: ignore[arg-type]  # read as text, or as plurals
    compiled = io.BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return Translations(compiled)


def _isolated(said: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(said, tuple):
        return tuple(PLACEHOLDER.sub(lambda found: ISOLATED.format(found[0]), one) for one in said)
    return PLACEHOLDER.sub(lambda found: ISOLATED.format(found[0]), said)


def source(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "portal.po"


@cache
def signed(code: str) -> bool:
    """A translator has answered for the texts as they are now; a signature is of one state of a catalogue."""
    if code == BOKMAL.code:
        return True
    signature = yaml.safe_load((LOCALE / "signed.yaml").read_text(encoding="utf-8")).get(code) or {}
    return bool(signature) and signature["sha256"] == hashlib.sha256(source(code).read_bytes()).hexdigest()
