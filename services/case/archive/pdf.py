"""Typesets a document as PDF/A-2a and PDF/UA-1."""

from pathlib import Path

from services.case.archive.document import Document
from shared.typesetting import typeset

TEMPLATE = (Path(__file__).parent / "log.typ").read_bytes()


def pdf(document: Document) -> bytes:
    return typeset(TEMPLATE, document.plain(), ("a-2a", "ua-1"))
