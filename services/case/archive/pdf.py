"""Typesets a document as PDF/A-2a and PDF/UA-1, with the typesetter's own fonts."""

from pathlib import Path
from typing import Literal

import orjson
import typst

from services.case.archive.document import Document

TEMPLATE = (Path(__file__).parent / "log.typ").read_bytes()
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
REACH = (0x110000, 0x2E80, 0x250)  # first every sign, then those of most alphabets, then those of ours


def pdf(document: Document) -> bytes:
    """A sign that no font has is written as [U+1F99C]: an archived text may not show it as an empty box."""
    whole = orjson.dumps(document.plain()).decode()
    for reach in REACH[:-1]:
        try:
            return _compiled(_within(whole, reach))
        except typst.TypstError:
            continue  # a sign that cannot be shown; what else is wrong is so below too, and rises
    return _compiled(_within(whole, REACH[-1]))


def _compiled(log: str) -> bytes:
    made: bytes = typst.compile(
        TEMPLATE, format="pdf", pdf_standards=[*STANDARDS], ignore_system_fonts=True, sys_inputs={"log": log}
    )
    return made


def _within(text: str, reach: int) -> str:
    return "".join(sign if ord(sign) < reach else f"[U+{ord(sign):04X}]" for sign in text)
