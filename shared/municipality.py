"""What a municipality chooses, and (in a demo) who its invented people are: data in a folder per kommune."""

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.common import Id, Kommune, Owner, Role, Slug


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(_Data):
    id: Id
    owner: Owner
    name: str


class Deadlines(_Data):
    """In days."""

    decide_case_days: int = Field(default=14, ge=1, le=90)
    consent_days: int = Field(default=366, ge=1, le=1100)  # twelve months, across a 29 February too
    baton_answer_days: int = Field(default=5, ge=1, le=60)  # then the leaders hear of it
    invitation_reminder_days: int = Field(default=4, ge=1, le=60)
    invitation_answer_days: int = Field(default=10, ge=1, le=60)  # then the stafettholder hears of it
    evaluation_grace_days: int = Field(default=7, ge=1, le=60)  # from the responsible one to the stafettholder
    meeting_reminder_days: int = Field(default=2, ge=1, le=30)  # before the meeting
    silence_days: int = Field(default=42, ge=7, le=365)  # without a word in the stafettlogg
    nudge_days: int = Field(default=7, ge=7, le=60)  # between two nudges of the same service


class Notices(_Data):
    digest_seconds: int = Field(default=86400, ge=1)  # how often people hear of what can wait


class Municipality(_Data):
    kommune: Kommune
    name: str
    language: str = Field(pattern="^[a-z]{2}$")
    services: dict[Owner, str]  # display name in the municipality's language
    units: tuple[Unit, ...]
    levels: tuple[str, str, str, str]
    deadlines: Deadlines = Deadlines()
    notices: Notices = Notices()


class DemoEmployee(_Data):
    id: Id
    name: str
    title: str
    role: Role
    owner: Owner
    unit: Id | None = None
    email: str


class DemoGuardian(_Data):
    id: Id
    name: str
    birth_number: str = Field(pattern="^[0-9]{11}$")
    relation: Slug
    parental_responsibility: bool = True
    email: str


class DemoChild(_Data):
    id: Id
    name: str
    birth_number: str = Field(pattern="^[0-9]{11}$")
    born: date
    owner: Owner
    unit: Id
    guardians: tuple[DemoGuardian, ...]


class Demo(_Data):
    """Invented people; birth numbers are synthetic (month + 80)."""

    kommune: Kommune
    staff: tuple[DemoEmployee, ...]
    children: tuple[DemoChild, ...]


class BadMunicipality(ValueError):
    """A municipality's folder does not say what it must."""


def load(folder: Path) -> dict[Kommune, Municipality]:
    """Every municipality, by number. Raises BadMunicipality."""
    found = [Municipality.model_validate(_read(path)) for path in sorted(folder.glob("*/municipality.yaml"))]
    if not found:
        raise BadMunicipality("no municipality.yaml in any folder")
    return {one.kommune: one for one in found}


def load_demo(folder: Path) -> list[Demo]:
    """The invented people of those municipalities that have some."""
    return [Demo.model_validate(_read(path)) for path in sorted(folder.glob("*/demo.yaml"))]


def _read(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise BadMunicipality(f"{path.parent.name}/{path.name} is not YAML") from error
