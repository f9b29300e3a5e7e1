"""Rules of law about who decides for a child, as data with dates and sources; checked before the service begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.contracts.common import Category, Id, Line
from shared.contracts.consent import Heard
from shared.municipality import BadMunicipality, checked, named, read


class Giver(StrEnum):
    GUARDIANS = "guardians"  # everybody with foreldreansvar; one no stops
    YOUTH = "youth"  # the child itself
    CARER = "carer"  # barnevernet, when it has taken over the care


# An age in years, or the name of one that the municipality chooses (`ages` in municipality.yaml).
Age = Annotated[int, Field(ge=0, le=18)] | Literal["asked_for_view", "great_weight", "own_consent", "health"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class When(_Data):
    """What must hold for a row; what is left out may be either way."""

    from_age: Age | None = None
    categories: frozenset[Category] | None = None
    suspected: bool | None = None  # a guardian is the one suspected
    care_order: bool | None = None
    guardians: bool | None = None  # somebody is known to have foreldreansvar


class Row(_Data):
    """givers: who must all say yes; nobody: no consent can be asked for. anew: what others said before ends."""

    id: Id
    when: When
    givers: frozenset[Giver]
    heard: Heard
    anew: bool = False
    source: Line


class RuleSet(_Data):
    """Of its rows, the first that fits holds."""

    id: Id
    title: Line
    source: Line
    valid_from: date
    valid_to: date | None = None  # the first day that it no longer holds
    rows: tuple[Row, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_something_of_everybody(self) -> "RuleSet":
        if len({row.id for row in self.rows}) < len(self.rows):
            raise ValueError("two rows have the same id")
        if self.rows[-1].when != When():
            raise ValueError("the last row must fit everybody")
        return self


@dataclass(frozen=True, slots=True)
class RuleSets:
    """One after the other, oldest first, without a day between them that none or two hold on."""

    sets: Sequence[RuleSet]

    def on(self, day: date) -> RuleSet | None:
        """None: before the oldest."""
        return next((one for one in reversed(self.sets) if one.valid_from <= day), None)

    def begin(self, day: date) -> bool:
        return any(one.valid_from == day for one in self.sets)


def load(folder: Path) -> RuleSets:
    """Every `*.yaml` of a folder. Raises BadMunicipality."""
    found = {path: checked(RuleSet, path, read(path)) for path in folder.glob("*.yaml")}
    by_date = sorted(found, key=lambda path: found[path].valid_from)
    if not by_date:
        raise BadMunicipality(f"no rules in {folder.name}")
    for earlier, later in pairwise(by_date):
        if found[earlier].valid_to != found[later].valid_from:
            raise BadMunicipality(f"{named(earlier)}: valid_to: must be the day {named(later)} begins")
    if found[by_date[-1]].valid_to is not None:
        raise BadMunicipality(f"{named(by_date[-1])}: valid_to: nothing comes after it")
    return RuleSets([found[path] for path in by_date])
