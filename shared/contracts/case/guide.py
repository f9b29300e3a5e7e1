"""The handlingsveileder: how far a child's case has come by the municipality's steps, and what these texts are."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from pydantic import BaseModel, Field, model_validator

from shared.contracts.case.base import CaseQuery
from shared.contracts.case.texts import (
    Advice,
    AdviceKind,
    ArchiveWord,
    BankMeasure,
    Checklist,
    Grade,
    GuideStep,
    JournalBasis,
    Level,
    Phrase,
    Question,
    Sign,
    Template,
    Term,
)
from shared.contracts.common import Id, Kommune, Owner, Reply, Slug, Wording


class StepState(StrEnum):
    DONE = "done"
    MISSING = "missing"
    NOT_YET = "not-yet"
    NOT_APPLICABLE = "not-applicable"


class StepStanding(BaseModel, frozen=True):
    """A step with its state in one case, computed from events. `by`: when it is to be done, while it is missing."""

    step: Slug
    state: StepState
    title: Wording
    why: Wording
    optional: bool
    by: date | None = None
    checklists: tuple[Slug, ...]
    templates: tuple[Slug, ...]


class Guide(Reply):
    """The best next step first, then what can be done, what must wait, what is done. `version` of the texts."""

    level: int
    level_name: Wording
    version: Id
    steps: tuple[StepStanding, ...]
    next: Slug | None


class ReadGuide(CaseQuery):
    """How far a case has come: of a child of the own unit, of one case, or of a stafettlogg."""

    name: ClassVar[str] = "read-guide"
    reply: ClassVar[type[BaseModel]] = Guide
    child: Id | None = None
    case: Id | None = None
    stafettlogg: Id | None = None

    @model_validator(mode="after")
    def _about_one(self) -> Self:
        if sum(one is not None for one in (self.child, self.case, self.stafettlogg)) != 1:
            raise ValueError("exactly one of child, case and stafettlogg")
        return self


class AdviceGiven(Reply):
    advice: Slug
    kind: AdviceKind
    title: Wording
    text: Wording
    version: Id


class AdviseOnLog(CaseQuery):
    """Is a stafettlogg needed? Answered from the questions said yes to; about nobody, and nothing is stored."""

    name: ClassVar[str] = "advise-on-log"
    reply: ClassVar[type[BaseModel]] = AdviceGiven
    yes: tuple[Slug, ...] = Field(default=(), max_length=30)


class MunicipalityTexts(Reply):
    """What a municipality has published for its people."""

    kommune: Kommune
    municipality: Wording
    language: Slug
    version: Id
    levels: tuple[Level, Level, Level, Level]
    services: tuple[tuple[Owner, Wording], ...]
    anonymous_questions: tuple[Owner, ...] = ()  # the services that take them
    coordination: Id | None = None  # the unit that is koordinerende enhet
    steps: tuple[GuideStep, ...]
    checklists: tuple[Checklist, ...]
    templates: tuple[Template, ...]
    phrases: tuple[Phrase, ...]
    tiltaksbank: tuple[BankMeasure, ...]
    signs: tuple[Sign, ...]
    scales: tuple[Grade, ...]
    questions: tuple[Question, ...]
    advice: tuple[Advice, ...]
    vocabulary: tuple[Term, ...]
    journal: tuple[JournalBasis, ...]
    archive: tuple[ArchiveWord, ...]


class ReadMunicipality(CaseQuery):
    """Texts for pages; about nobody."""

    name: ClassVar[str] = "read-municipality"
    reply: ClassVar[type[BaseModel]] = MunicipalityTexts
