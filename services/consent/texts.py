"""What parents are told before they say yes, word for word. A text is never edited: a new one is added."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from shared.contracts.common import Id, Owner, Slug
from shared.contracts.consent import Kind

FALLBACK = "nb"


class Text(BaseModel):
    """The hash is of the text in UTF-8; it stands in every consent that was asked with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    purpose: Slug
    service: Owner
    language: Slug
    valid_from: date
    kind: Kind = Kind.SECRECY
    legal_basis: Id
    sha256: str
    text: str
    translates: Id | None = (
        None  # the Norwegian text that it says the same as; it holds as long as that one is the newest
    )
    drafted_by: Literal["machine"] | None = None
    signed_by: str | None = None  # the translator who answers for it

    @property
    def drafted(self) -> bool:
        """A machine has written it, and nobody has answered for it yet: the Norwegian text decides."""
        return self.drafted_by is not None and self.signed_by is None


class TextChanged(RuntimeError):
    """A text was edited; add a new one with its own id and date instead."""


class Texts:
    """Every text in the YAML files of a folder. Raises TextChanged."""

    def __init__(self, folder: Path) -> None:
        found = [
            Text.model_validate(entry)
            for path in sorted(folder.glob("*.yaml"))
            for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
        ]
        for text in found:
            if hashlib.sha256(text.text.encode()).hexdigest() != text.sha256:
                raise TextChanged(text.id)
        self._texts = {text.id: text for text in found}
        if len(self._texts) < len(found):
            raise ValueError("two texts have the same id")

    def text(self, version: Id) -> str:
        """Raises KeyError for a version that was removed, which none ever is."""
        return self._texts[version].text

    def drafted(self, version: Id) -> bool:
        return self._texts[version].drafted

    def find(self, purpose: str, service: str, language: str, on: date) -> Text | None:
        """The newest text on a day, in the language or else in bokmål."""
        fitting = [
            text
            for text in self._texts.values()
            if text.purpose == purpose and text.service == service and text.valid_from <= on
        ]
        ours = [text for text in fitting if text.language == FALLBACK]
        newest = max(ours, key=lambda text: text.valid_from, default=None)
        return (newest and self._said(newest, language, on)) or newest

    def beside(self, version: Id, language: str, on: date) -> Text | None:
        """The same as a version, in another language: the reader's, and else the Norwegian that a translation is of."""
        text = self._texts[version]
        original = self._texts[text.translates] if text.translates else text
        said = original if language == FALLBACK else self._said(original, language, on)
        return next((one for one in (said, original) if one and one.id != version), None)

    def _said(self, original: Text, language: str, on: date) -> Text | None:
        of = (text for text in self._texts.values() if text.translates == original.id and text.valid_from <= on)
        return max((text for text in of if text.language == language), key=lambda text: text.valid_from, default=None)

    def purposes(self, on: date) -> dict[Slug, tuple[Owner, ...]]:
        """The services that there are texts for on a day, by what they may ask for."""
        found: dict[Slug, set[Owner]] = {}
        for text in self._texts.values():
            if text.valid_from <= on:
                found.setdefault(text.purpose, set()).add(text.service)
        return {purpose: tuple(sorted(services)) for purpose, services in found.items()}


TEXTS = Texts(Path(__file__).parent / "texts")
