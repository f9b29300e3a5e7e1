"""A page as a PDF for everybody: PDF/UA-1, tagged, with a title and a language. Nothing of it is kept here."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from services.portal.languages import reading
from shared.typesetting import typeset

TEMPLATE = (Path(__file__).parent / "sheet.typ").read_bytes()


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of each row names it."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """heading, and beneath it what is said: a label, or none, and words. A table stands last."""

    heading: str
    said: Sequence[tuple[str, str]] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    author: str
    intro: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    language: str = field(default_factory=lambda: reading().language.code)


async def pdf(sheet: Sheet) -> bytes:
    """Beside the other work of this process: it takes a quarter of a second of a core, and more where much is said."""
    return await asyncio.to_thread(typeset, TEMPLATE, asdict(sheet), ("ua-1",))
