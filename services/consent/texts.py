"""What parents are told before they say yes, word for word. A text is never edited: a new one is added."""

import hashlib
from datetime import date
from pathlib import Path

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

    def find(self, purpose: str, service: str, language: str, on: date) -> Text | None:
        """The newest text on a day, in the language or else in bokmål."""
        fitting = [
            text
            for text in self._texts.values()
            if text.purpose == purpose
            and text.service == service
            and text.language in {language, FALLBACK}
            and text.valid_from <= on
        ]
        return max(fitting, key=lambda text: (text.language == language, text.valid_from), default=None)

    def purposes(self, on: date) -> dict[Slug, tuple[Owner, ...]]:
        """The services that there are texts for on a day, by what they may ask for."""
        found: dict[Slug, set[Owner]] = {}
        for text in self._texts.values():
            if text.valid_from <= on:
                found.setdefault(text.purpose, set()).add(text.service)
        return {purpose: tuple(sorted(services)) for purpose, services in found.items()}


TEXTS = Texts(Path(__file__).parent / "texts")
