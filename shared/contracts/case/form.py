"""The national form of a report (bekymringsmelding.offentlig.v2). In a draft anything may be missing."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_LINE, _LINES = r"^[^\x00-\x1f\x7f]*$", r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_LINE)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000, pattern=_LINES)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Address(Part):
    lines: tuple[Words, ...] = Field(default=(), max_length=3)
    postcode: Words = ""
    place: Words = ""


class Workplace(Part):
    workplace_name: Words = ""
    number: Words = ""  # organisation number
    address: Address = Address()


class ReporterPart(Part):
    reporter_name: Words = ""
    position: Words = ""
    phone: Words = ""
    email: Words = ""
    workplace: Workplace = Workplace()


class ChildPart(Part):
    child_name: Words = ""
    birth_number: Words = ""
    unborn: bool = False
    address: Address = Address()
    phone: Words = ""
    informed: bool | None = None
    why_not_informed: Long = ""


class GuardianPart(Part):
    guardian_name: Words = ""
    phone: Words = ""
    informed: bool | None = None
    why_not_informed: Long = ""


class ReportDraft(Part):
    """district: two digits; empty for the municipality's usual receiver."""

    district: Words = ""
    reporter: ReporterPart = ReporterPart()
    children: tuple[ChildPart, ...] = Field(default=(), max_length=10)
    guardians: tuple[GuardianPart, ...] = Field(default=(), max_length=2)
    concern: Long = ""
    history: Long = ""
    other_views: Long = ""
    interpreter: Long = ""
    other_helpers: Long = ""
