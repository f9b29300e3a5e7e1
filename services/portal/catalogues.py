"""What there is to translate, and where it stands: `make texts` brings the catalogues up to date."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from services.portal.languages import BOKMAL, BY_CODE, LANGUAGES, source

HERE = Path(__file__).parent
SERVICES = HERE.parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {
    "templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}
TEMPLATE = re.compile(r"""\{%-?\s*(?:extends|include|from|import)\s+["']([\w.]+)["']""")
RULE = re.compile(r'^@tekst\("(.*)"\)$', re.MULTILINE)
FAMILY_PAGES = frozenset({
    "about.html", "access.html", "accessibility.html", "closing.html", "disagreeing.html", "erased.html",
    "example.html", "family.html", "family_child.html", "goals.html", "leaving.html", "level.html", "looks.html",
    "measure.html", "meeting.html", "meetings.html", "neutral.html", "not_let_in.html", "own_text.html",
    "preparing.html", "privacy.html", "problem.html", "proposal.html", "question.html", "receipt.html",
    "rectify.html", "restrict.html", "rights.html", "start.html", "tour.html", "voice.html", "withdrawal.html",
    "youth.html",
})  # fmt: skip
"""What a parent or a youth meets, and what is seen before anybody is signed in."""
FAMILY_WORDS = frozenset({
    "dates.py", "directory.py", "notices.py", "pages/signin.py", "refusals.py", "stories.py", "view.py", "words.py"
})  # fmt: skip
HEADER = "# See signed.yaml for who answers for these texts."
NOISE = re.compile(rb'^"(?:Project-Id|Report-|POT-|PO-Rev|Last-|Language-Team|Generated-By)[^\n]*\n', re.MULTILINE)
Text = str | tuple[str, ...]


def everything() -> dict[Text, set[str]]:
    """Each text, and the files that it stands in."""
    found: dict[Text, set[str]] = {}
    for name, _, text, _, _ in extract_from_dir(HERE, METHODS, OPTIONS, KEYWORDS):
        found.setdefault(text, set()).add(name)
    for text in rules():
        found.setdefault(text, set()).add("access.cedar")
    return found


def rules() -> Iterator[str]:
    """Why somebody may, as the policies say it themselves."""
    for path in SERVICES.rglob("*.cedar"):
        yield from RULE.findall(path.read_text(encoding="utf-8"))


def reached(pages: Iterable[str]) -> set[str]:
    """Templates that these are made of."""
    found: set[str] = set()
    waiting = list(pages)
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += TEMPLATE.findall((HERE / "templates" / name).read_text(encoding="utf-8"))
    return found


def of_families() -> set[Text]:
    """What a family may meet: its own pages and what they are made of, and every word that is not of one page."""
    pages = {f"templates/{name}" for name in reached(FAMILY_PAGES)}
    return {text for text, files in everything().items() if files & (pages | FAMILY_WORDS)}


def brought_up_to_date(code: str, texts: Iterable[Text]) -> bytes:
    """The catalogue with exactly these texts; a text that was changed is a new one, and waits for its translation."""
    path = source(code)
    old = Catalog()
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale=BY_CODE[code].locale)
    new = Catalog(locale=BY_CODE[code].locale, fuzzy=False, header_comment=HEADER)
    for text in sorted(texts, key=str):
        kept = old.get(text[0] if isinstance(text, tuple) else text)
        new.add(text, kept.string if kept and kept.id == text else None)
    written = io.BytesIO()
    write_po(written, new, width=120)
    return NOISE.sub(b"", written.getvalue())


def main() -> None:
    whole, family = set(everything()), of_families()
    for language in LANGUAGES:
        if language != BOKMAL:
            path = source(language.code)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(brought_up_to_date(language.code, whole if language.staff else family))


if __name__ == "__main__":
    main()
