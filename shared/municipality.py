"""What a municipality chooses, and (in a demo) who its invented people are: data in a folder per kommune."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.contracts.case.texts import Level
from shared.contracts.common import Id, Kommune, Owner, Role, Slug
from shared.contracts.consent.choices import OwnTerm
from shared.plans import ArchivePlan, Contact

_Model = TypeVar("_Model", bound=BaseModel)
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where libyaml is, ten times as fast


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(_Data):
    id: Id
    owner: Owner
    name: str


class Deadlines(_Data):
    """In days."""

    decide_case_days: int = Field(default=14, ge=1, le=90)
    conversation_days: int = Field(default=14, ge=1, le=90)  # from shared with the leader to the undringssamtale
    own_measure_days: int = Field(default=42, ge=1, le=365)  # proposed until a measure at nivå 1 is evaluated
    report_assessment_days: int = Field(default=7, ge=1, le=30)  # barnevernet has assessed a report
    report_feedback_days: int = Field(default=21, ge=1, le=60)  # and told the reporter
    report_investigation_days: int = Field(default=92, ge=1, le=400)  # the longest that one takes
    report_closing_days: int = Field(default=21, ge=1, le=60)  # and tells again when an investigation has ended
    consent_days: int = Field(default=366, ge=1, le=1100)  # twelve months, across a 29 February too
    consent_review_days: int = Field(default=183, ge=7, le=1100)  # until whoever asked looks at it again
    consent_renewal_days: int = Field(default=42, ge=7, le=180)  # before it ends, when it may be asked for anew
    baton_answer_days: int = Field(default=5, ge=1, le=60)  # then the leaders hear of it
    invitation_reminder_days: int = Field(default=4, ge=1, le=60)
    invitation_answer_days: int = Field(default=10, ge=1, le=60)  # then the stafettholder hears of it
    evaluation_grace_days: int = Field(default=7, ge=1, le=60)  # from the responsible one to the stafettholder
    meeting_reminder_days: int = Field(default=2, ge=1, le=30)  # before the meeting
    silence_days: int = Field(default=42, ge=7, le=365)  # without a word in the stafettlogg
    nudge_days: int = Field(default=7, ge=7, le=60)  # between two nudges of the same service


class Ages(_Data):
    """In whole years. Laws and municipalities differ, and change: choices with a date, never constants in code."""

    asked_for_view: int = Field(default=7, ge=0, le=18)  # from here the child's own view is always asked for
    great_weight: int = Field(default=12, ge=0, le=18)
    own_consent: int = Field(default=15, ge=12, le=18)  # the youth answers too
    health: int = Field(default=16, ge=12, le=18)
    sources: tuple[str, ...] = ()


class Notices(_Data):
    digest_seconds: int = Field(default=86400, ge=1)  # how often people hear of what can wait


class ErasurePlan(_Data):
    """deciders: employees who, beside the personvernombud, may agree that a child's keys are destroyed."""

    deciders: tuple[Id, ...] = ()
    delay_hours: int = Field(default=72, ge=72, le=2000)
    retention_years: int | None = Field(default=None, ge=1, le=100)  # after a log was closed; None: for ever


class Watch(_Data):
    """Which use of the logs the personvernombud is told of. Each number is meant to be met seldom."""

    idle_days: int = Field(default=5, ge=2, le=30)  # in a month, on which somebody only read about one child
    children_in_an_hour: int = Field(default=15, ge=2, le=500)
    day_begins: int = Field(default=6, ge=0, le=12)
    day_ends: int = Field(default=21, ge=13, le=24)
    acts_off_hours: int = Field(default=5, ge=1, le=500)  # in a day's nights, or on a Saturday or Sunday
    on_duty_at_night: tuple[Owner, ...] = ("barnevern", "familie")
    refused_in_a_day: int = Field(default=5, ge=1, le=500)
    # Names that so many have that the same one tells of no kinship; here the fifteen that Norway has most of.
    common_names: tuple[str, ...] = (
        "Hansen", "Johansen", "Olsen", "Larsen", "Andersen", "Pedersen", "Nilsen", "Kristiansen", "Jensen", "Karlsen",
        "Johnsen", "Pettersen", "Eriksen", "Berg", "Haugen",
    )  # fmt: skip


class RightsPlan(_Data):
    """Employees who decide, for each service, what the family is given when it asks what is held about the child."""

    handlers: dict[Owner, tuple[Id, ...]] = {}


class EmergencyPlan(_Data):
    """Nødåpning, which needs somebody to tell. officers: personvernombud; leaders: of each unit."""

    officers: tuple[Id, ...] = ()  # none: nobody can open anything in an emergency
    leaders: dict[Id, tuple[Id, ...]] = {}
    minutes: int = Field(default=60, ge=5, le=60)
    review_days: int = Field(default=3, ge=1, le=3)  # working days


class Municipality(_Data):
    """`version`: the municipality's own name for this set of choices; it follows what they have decided."""

    kommune: Kommune
    name: str
    version: Id
    language: str = Field(pattern="^[a-z]{2}$")
    services: dict[Owner, str]  # display name in the municipality's language
    units: tuple[Unit, ...]
    anonymous_questions: tuple[Owner, ...] = ()  # the services that take them
    coordination: Id | None = None  # the unit that is koordinerende enhet
    levels: tuple[Level, Level, Level, Level]
    deadlines: Deadlines = Deadlines()
    words: tuple[OwnTerm, ...] = ()  # what administrators call things; files do that in handlingsveileder/
    ages: Ages = Ages()
    notices: Notices = Notices()
    watch: Watch = Watch()
    archive: ArchivePlan = ArchivePlan()
    erasure: ErasurePlan = ErasurePlan()
    rights: RightsPlan = RightsPlan()
    emergency: EmergencyPlan = EmergencyPlan()
    ombud: Contact | None = None  # personvernombudet
    helpdesk: Contact | None = None  # for who cannot use a page

    @property
    def coordinating(self) -> Unit | None:
        """Koordinerende enhet, where the municipality has one."""
        return next((unit for unit in self.units if unit.id == self.coordination), None)


class DemoEmployee(_Data):
    id: Id
    name: str
    title: str
    role: Role
    owner: Owner
    unit: Id | None = None
    email: str
    birth_number: str | None = Field(default=None, pattern="^[0-9]{11}$")  # of one who may be a parent here too


class DemoGuardian(_Data):
    id: Id
    name: str
    birth_number: str = Field(pattern="^[0-9]{11}$")
    relation: Slug
    parental_responsibility: bool = True
    email: str
    phone: str
    address: str


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
    """A municipality's folder does not say what it must: which file, which field, and what is wrong."""


def load(folder: Path) -> dict[Kommune, Municipality]:
    """Every municipality, by number. Raises BadMunicipality."""
    return {one.kommune: one for one in folders(folder).values()}


def folders(folder: Path) -> dict[Path, Municipality]:
    """Every municipality, by the folder it chooses in. Raises BadMunicipality."""
    found = {
        path.parent: checked(Municipality, path, read(path)) for path in sorted(folder.glob("*/municipality.yaml"))
    }
    if not found:
        raise BadMunicipality(f"no municipality.yaml in any folder of {folder.name}")
    if len({one.kommune for one in found.values()}) < len(found):
        raise BadMunicipality("two folders are of the same kommune")
    for where, one in found.items():
        _check_owners(f"{where.name}/municipality.yaml", one)
    return found


def load_demo(folder: Path) -> list[Demo]:
    """The invented people of those municipalities that have some."""
    return [checked(Demo, path, read(path)) for path in sorted(folder.glob("*/demo.yaml"))]


def read(path: Path) -> Mapping[str, Any]:
    """A file of ours. Raises BadMunicipality."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _YAML)  # noqa: S506 - a safe loader, in C where there is one
    except yaml.YAMLError as error:
        raise BadMunicipality(f"{named(path)} is not YAML") from error
    if not isinstance(found, dict):
        raise BadMunicipality(f"{named(path)} is not a mapping")
    return found


def checked(model: type[_Model], path: Path, data: object, *within: str) -> _Model:
    """The data as the model wants it. within: where in the file. Raises BadMunicipality."""
    try:
        return model.model_validate(data, extra="forbid")
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in (*within, *wrong["loc"]))
        raise BadMunicipality(f"{named(path)}: {field}: {wrong['msg']}") from error


def named(path: Path) -> str:
    """A file as an operator knows it, without the machine's own folders."""
    return "/".join(path.parts[-2:])


def _check_owners(where: str, one: Municipality) -> None:
    for unit in one.units:
        if unit.owner not in one.services:
            raise BadMunicipality(f"{where}: units: {unit.id} is of a service that is not named")
    for owner, name in one.services.items():
        if name in {unit.name for unit in one.units}:
            raise BadMunicipality(
                f"{where}: services: {owner} is called as one of its units: that tells where a child is"
            )
    for owner in one.anonymous_questions:
        if owner not in {unit.owner for unit in one.units}:
            raise BadMunicipality(f"{where}: anonymous_questions: {owner} has no unit that could answer")
    if one.coordination and not one.coordinating:
        raise BadMunicipality(f"{where}: coordination: there is no unit {one.coordination}")
