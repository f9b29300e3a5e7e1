"""A municipality's list of its people, as its own directory writes it: `staff.yaml`, read again when it has changed."""

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, StringConstraints

from shared.contracts.common import Kommune, Slug
from shared.municipality import BadMunicipality, DemoEmployee, checked, folders, named, read

log = logging.getLogger(__name__)
PAUSE = 10.0  # seconds between two looks: so long does somebody who has left get in
BIRTH_NUMBER = 11  # digits


def _no_birth_number(value: str) -> str:
    if len(value) == BIRTH_NUMBER and value.isdigit():
        raise ValueError("must not be a birth number")
    return value


Known = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_birth_number)]


class Employee(DemoEmployee):
    known_as: Mapping[Slug, Known] = {}  # by provider, what its claim says


class Staff(BaseModel, frozen=True, extra="forbid"):
    kommune: Kommune
    staff: tuple[Employee, ...]


class Roster:
    def __init__(self, path: Path, kommune: Kommune) -> None:
        self._path, self.kommune = path, kommune
        self._written, self._looked = -1, 0.0
        self._staff: tuple[Employee, ...] = ()

    @property
    def staff(self) -> tuple[Employee, ...]:
        """Raises BadMunicipality for a list that was never right; one that is spoilt later changes nothing."""
        if self._looked and time.monotonic() - self._looked < PAUSE:
            return self._staff
        first, self._looked = not self._looked, time.monotonic()
        try:
            self._renew()
        except BadMunicipality:
            if first:
                raise
            log.exception("a list of staff cannot be read")
        return self._staff

    def _renew(self) -> None:
        written = self._path.stat().st_mtime_ns if self._path.exists() else -1
        if written == self._written:
            return
        told = checked(Staff, self._path, read(self._path)) if written > 0 else None
        if told and told.kommune != self.kommune:
            raise BadMunicipality(f"{named(self._path)}: kommune: is another's")
        self._staff, self._written = told.staff if told else (), written


def rosters(folder: Path) -> list[Roster]:
    return [Roster(where / "staff.yaml", one.kommune) for where, one in folders(folder).items()]
