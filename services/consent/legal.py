"""The legal bases that consents and sharing point at: data with dates, for laws are replaced."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from shared.contracts.common import Id, Line


class LegalBasis(BaseModel):
    """by_law: something is shared by it whatever anybody says. care: it changes who decides for a child.

    information: by it a parent without foreldreansvar is answered. erasure: by it a child's keys are destroyed.

    valid_to: the first day that it no longer holds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    law: Line
    section: Line
    text: str
    by_law: bool = False
    care: bool = False
    information: bool = False
    erasure: bool = False
    valid_from: date
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


LEGAL_BASES: Mapping[Id, LegalBasis] = TypeAdapter(dict[Id, LegalBasis]).validate_python(
    yaml.safe_load((Path(__file__).parent / "legal_bases.yaml").read_text(encoding="utf-8"))
)


def laws(day: date) -> dict[Id, LegalBasis]:
    """Those that something may be shared by on a day whatever anybody says."""
    return {basis: law for basis, law in LEGAL_BASES.items() if law.by_law and law.holds(day)}


def described(basis: Id | None) -> str | None:
    """The section and the law, as people cite it; None: of a consent from before it was named."""
    found = LEGAL_BASES.get(basis or "")
    return f"{found.law} {found.section}" if found else None
