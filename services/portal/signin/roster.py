"""A municipality's list of its people, as its own directory writes it: `staff.yaml`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from services.portal.listed import List, Listed
from shared.contracts.common import Kommune, Slug
from shared.municipality import DemoEmployee, folders

BIRTH_NUMBER = 11  # digits


def _no_birth_number(value: str) -> str:
    if len(value) == BIRTH_NUMBER and value.isdigit():
        raise ValueError("must not be a birth number")
    return value


Known = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_birth_number)]


class Employee(DemoEmployee):
    known_as: Mapping[Slug, Known] = {}  # by provider, what its claim says


class Staff(List):
    staff: tuple[Employee, ...]


class Roster(Listed[Staff]):
    def __init__(self, path: Path, kommune: Kommune) -> None:
        super().__init__(path, kommune, Staff)

    @property
    def staff(self) -> tuple[Employee, ...]:
        """Raises BadMunicipality for a list that was never right; one that is spoilt later changes nothing."""
        return told.staff if (told := self.told) else ()


def rosters(folder: Path) -> list[Roster]:
    return [Roster(where / "staff.yaml", one.kommune) for where, one in folders(folder).items()]
