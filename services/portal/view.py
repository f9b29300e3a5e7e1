"""Templates: how a page is made from what the services said."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import uuid_utils.compat as uuid
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.portal import dates, insight, languages, words
from services.portal.assets import STATIC
from services.portal.drawing import Icons
from services.portal.notices import NOTICES
from services.portal.words import _
from shared.contracts.common import Owner
from shared.municipality import Municipality

HERE = Path(__file__).parent
NOTHING: Mapping[str, str] = MappingProxyType({})


class Filled(NamedTuple):
    """A form on a page: empty, or as it was sent and refused, so that nobody writes the same text twice."""

    name: str
    values: Mapping[str, str] = NOTHING
    errors: Mapping[str, str] = NOTHING
    problem: str | None = None

    @property
    def again(self) -> bool:
        return self.problem is not None

    def pointing(self, **to: str) -> "Filled":
        """A refusal names fields as the command does; where the form calls one otherwise, it points there."""
        return self._replace(errors={to.get(name, name): text for name, text in self.errors.items()})


@cache
def static(name: str) -> str:
    """The address of a file that browsers may keep for ever: another content has another address."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


RANKED = (words.FAMILY, *words.ABOUT)


def rank(owner: Owner) -> int:
    """Where a service stands in a list: the family first, then as we name them, then whoever else there is."""
    return RANKED.index(owner) if owner in RANKED else len(RANKED)


class Services:
    """What services are called in one municipality. young: to a youth, who is one of the family."""

    def __init__(self, municipality: Municipality, *, young: bool = False) -> None:
        self._own, self._ours = municipality.services, {**words.OURS, **(words.FOR_YOUTH if young else {})}

    def named(self, owner: Owner) -> words.Named:
        """One that the municipality does not name is called by its code."""
        if owner in self._ours:
            return words.Named(*map(_, self._ours[owner]))
        name = self._own.get(owner, owner.capitalize())
        inside = name if name[1:2].isupper() else name[0].lower() + name[1:]  # PPT stays as it is
        return words.Named(_(name), _(inside), _(words.ABOUT.get(owner, "")))

    def listed(self, owners: Iterable[Owner]) -> str:
        """«foreldrene, barnehagen og PPT», parents first."""
        *most, last = [self.named(owner).inside for owner in sorted(set(owners), key=rank)] or [""]
        return _("{most} og {last}").format(most=", ".join(most), last=last) if most else last


def sentence(text: str) -> str:
    """Begun as a sentence is; what has a capital further in keeps it."""
    return text[:1].upper() + text[1:]


def first(name: str) -> str:
    return name.split(maxsplit=1)[0]


def initials(name: str) -> str:
    names = name.split()
    return (names[0][0] + names[-1][0]).upper()


def new_id() -> str:
    return str(uuid.uuid7())


class View:
    def __init__(self, municipality: Municipality, *, demo: bool) -> None:
        self._jinja = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.install_gettext_callables(languages.gettext, languages.ngettext, newstyle=True)  # type: ignore[attr-defined]
        self._jinja.filters["capitalize"] = sentence
        self._jinja.globals.update({tool.__name__: tool for tool in TOOLS})
        self._jinja.globals.update(words=words, notices=NOTICES, insight=insight)
        self._jinja.globals.update(municipality=municipality, demo=demo, notice=None, languages=languages.LANGUAGES)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        icons = Icons()
        drawn = {"icon": icons.icon, "icon_sheet": icons.sheet, "reading": languages.reading()}
        return HTMLResponse(self._jinja.get_template(template).render(**drawn, **context), status)


TOOLS: tuple[Callable[..., Any], ...] = (
    static, languages.signed, first, initials, new_id,
    dates.today, dates.tomorrow, dates.day, dates.weekday, dates.month, dates.moment, dates.lately, dates.exact,
    dates.until, dates.age,
)  # fmt: skip
