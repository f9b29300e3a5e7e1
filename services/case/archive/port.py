"""What an archive must be able to do: take a package once, and give a receipt for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

METADATA = "arkivmelding.xml"


@dataclass(frozen=True, slots=True)
class Package:
    """files: by name; the metadata among them holds the checksums of the others."""

    id: str
    kommune: str
    files: Mapping[str, bytes]

    @property
    def sha256(self) -> str:
        return sha256(self.files[METADATA]).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    id: str
    at: datetime
    sha256: str


class Archive(Protocol):
    def deposit(self, package: Package) -> Receipt:
        """Keep it for good. The same package again gives the first receipt. Raises OSError when it cannot be kept."""
        ...
