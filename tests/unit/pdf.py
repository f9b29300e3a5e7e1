"""What a PDF for everybody must have, as far as a machine can tell (PDF/UA-1, ISO 14289-1)."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"', b"Do", b"S", b"f", b"f*", b"B", b"sh"})
EMBEDDED = {"/FontFile", "/FontFile2", "/FontFile3"}


def text_of(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def tags(made: bytes) -> list[str]:
    """Every tag, in reading order."""
    return [str(one["/S"]) for one in _elements(PdfReader(BytesIO(made)).trailer["/Root"]["/StructTreeRoot"])]


def faults(made: bytes, language: str = "nb") -> list[str]:
    reader = PdfReader(BytesIO(made))
    root = reader.trailer["/Root"]
    told = root["/Metadata"].get_object().get_data().decode()
    found = {
        "not PDF/UA-1": "<pdfuaid:part>1" not in told,
        "no title": not (reader.metadata and reader.metadata.title),
        "the title is not shown": not root["/ViewerPreferences"]["/DisplayDocTitle"],
        "another language": root["/Lang"] != language,
        "not marked": not root["/MarkInfo"]["/Marked"],
        "no heading": not {"/H1", "/H2"} & {*tags(made)},
        "a table without header cells": tags(made).count("/Table") > 0 and "/TH" not in tags(made),
        "a header cell without scope": any(map(_scopeless, _elements(root["/StructTreeRoot"]))),
        "something outside the tags": any(map(_untagged, reader.pages)),
        "a font that is not along": any(map(_fonts_elsewhere, reader.pages)),
    }
    return [fault for fault, is_so in found.items() if is_so]


def _elements(node: Any) -> Iterator[Any]:
    one = node.get_object()
    if isinstance(one, list):
        for kid in one:
            yield from _elements(kid)
    elif isinstance(one, dict):
        if "/S" in one:
            yield one
        if "/K" in one:
            yield from _elements(one["/K"])


def _scopeless(one: Any) -> bool:
    return bool(one["/S"] == "/TH" and "/Scope" not in str(one.get("/A")))


def _untagged(page: PageObject) -> bool:
    depth = 0
    for _, operator in ContentStream(page["/Contents"].get_object(), page.pdf).operations:
        depth += (operator in {b"BDC", b"BMC"}) - (operator == b"EMC")
        if operator in SHOWING and depth == 0:
            return True
    return False


def _fonts_elsewhere(page: PageObject) -> bool:
    fonts = (font.get_object() for font in page["/Resources"].get("/Font", {}).get_object().values())
    return any("/ToUnicode" not in font or not EMBEDDED & _inside(font) for font in fonts)


def _inside(font: Any) -> set[str]:
    within = font.get("/DescendantFonts", [font])[0].get_object()
    return set(within["/FontDescriptor"].get_object())
