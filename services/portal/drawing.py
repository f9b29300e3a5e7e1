"""Vendored drawings, each sent once per page however often it is shown."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

DRAWINGS = Path(__file__).parent / "icons"


class Icons:
    """Those of one page."""

    def __init__(self) -> None:
        self._used: dict[str, Markup] = {}

    def icon(self, name: str, extra: str = "") -> Markup:
        self._used[name] = _drawing(name)
        return Markup(
            '<svg class="i {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>'
        ).format(extra, name)

    def sheet(self) -> Markup:
        """The drawings that the page has used; stands last in it."""
        symbols = (
            Markup('<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>').format(name, drawing)
            for name, drawing in self._used.items()
        )
        return Markup('<svg class="sheet" aria-hidden="true">{}</svg>').format(Markup("").join(symbols))


@cache
def _drawing(name: str) -> Markup:
    """The shapes without colours of their own."""
    file = (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", file, re.DOTALL)
    if found is None:
        raise ValueError(f"icons/{name}.svg holds no drawing")
    shapes = re.sub(r'\s*fill="(#[0-9A-Fa-f]+|black|currentColor)"', "", found[1])
    return Markup(shapes.replace("\n", ""))  # noqa: S704 - files of this repository
