"""Every text that people see can be translated, and every translation says what it must (ADR 34)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from jinja2 import Environment

from services.portal.catalogues import HERE, Text, brought_up_to_date, everything, of_families
from services.portal.languages import BOKMAL, BY_CODE, LANGUAGES, PLACEHOLDER, source

CODES = [language.code for language in LANGUAGES if language != BOKMAL]
TEMPLATES = sorted((HERE / "templates").glob("*.html"))
SPOKEN = {"aria-label", "placeholder", "title", "alt", "content"}
NOT_READ = {
    "Stafett", "width", "device", "initial", "scale", "md", "lg", "parent", "narrowish", "aria", "describedby",
    "invalid", "true", "pattern", "title",
}  # fmt: skip
"""Our name, and what lies between two marks of a template without being text on the page."""
LETTERS = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module")
def texts() -> dict[bool, set[Text]]:
    """All, for languages that are whole; what families meet, for the others."""
    return {True: set(everything()), False: of_families()}


def messages(code: str) -> Iterator[Message]:
    with source(code).open("rb") as file:
        yield from (one for one in read_po(file, locale=BY_CODE[code].locale) if one.id)


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_what_the_code_says_and_nothing_else(code: str, texts: dict[bool, set[Text]]) -> None:
    """`make texts` brings it up to date."""
    assert source(code).read_bytes() == brought_up_to_date(code, texts[BY_CODE[code].staff])


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated(code: str) -> None:
    missing = [one.id for one in messages(code) if not all(_said(one)) or one.fuzzy]
    assert missing == []


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_the_places_of_its_text(code: str) -> None:
    """Of what is counted, the form for one may do without the number."""
    wrong = [one.id for one in messages(code) if not all(_fits(said, one) for said in _said(one) if said)]
    assert wrong == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_text_in_a_template_is_only_in_bokmaal(template: Path) -> None:
    found = Literal()
    lexed = Environment(extensions=["jinja2.ext.i18n"]).lex(template.read_text(encoding="utf-8"))
    found.feed("".join(value if kind == "data" else "" for _, kind, value in lexed))
    assert [text for text in found.texts if set(text.split()) - NOT_READ] == []


class Literal(HTMLParser):
    """What is read or heard, of what stands in the template itself."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self._note(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN:
                self._note(value or "")

    def _note(self, text: str) -> None:
        if words := LETTERS.findall(text):
            self.texts.append(" ".join(words))


def _said(one: Message) -> tuple[str, ...]:
    return one.string if isinstance(one.string, tuple) else (str(one.string or ""),)


def _fits(said: str, one: Message) -> bool:
    if isinstance(one.id, tuple):
        return _places(said) in [_places(form) for form in one.id]
    return _places(said) == _places(str(one.id))


def _places(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
