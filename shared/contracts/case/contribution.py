"""Contributions, owned by whoever writes."""

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.case.attachments import Attachment
from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.case.views import Retraction, Said
from shared.contracts.common import Category, Fact, Id, Personal, Reply, Text


class Kind(StrEnum):
    NOTE = "note"
    LYSGLIMT = "lysglimt"  # a positive glimpse
    ASSESSMENT = "assessment"


class WriteContribution(CaseCommand):
    name: ClassVar[str] = "write-contribution"
    contribution: Id
    stafettlogg: Id
    kind: Kind
    category: Category
    text: Personal[Text]
    attachment: Attachment | None = None  # whose pieces were stored before


class CorrectContribution(CaseCommand):
    """Say it otherwise; what was said stays readable beside it. The category stays, and so does who may read it."""

    name: ClassVar[str] = "correct-contribution"
    contribution: Id
    text: Personal[Text]


class RetractContribution(CaseCommand):
    """Take it back, with a reason that its readers see. The writer's own service keeps what was said."""

    name: ClassVar[str] = "retract-contribution"
    contribution: Id
    reason: Personal[Text]


class ContributionHistory(Reply):
    """Everything that was said, oldest first, also when it was taken back."""

    contribution: Id
    stafettlogg: Id
    kind: Kind
    category: Category
    versions: tuple[Said, ...]
    retracted: Retraction | None = None


class ReadContribution(CaseQuery):
    """Asked of the owner that wrote it, by those who may correct it or take it back."""

    name: ClassVar[str] = "read-contribution"
    reply: ClassVar[type[BaseModel]] = ContributionHistory
    contribution: Id


# --- Public facts ---------------------------------------------------------------------------------


class ContributionFact(Fact):
    """Counts only for a contribution of the owner that tells it."""

    service: ClassVar[str] = "case"
    entity: ClassVar[str] = "contribution"
    stafettlogg: Id
    category: Category


class ContributionWritten(ContributionFact):
    fact: ClassVar[str] = "written"
    kind: Kind
    text: Personal[Text]
    attachment: Attachment | None = None


class ContributionCorrected(ContributionFact):
    fact: ClassVar[str] = "corrected"
    text: Personal[Text]


class ContributionRetracted(ContributionFact):
    fact: ClassVar[str] = "retracted"
    reason: Personal[Text]


class ContributionRestricted(ContributionFact):
    """It is under begrensning until that request is released. Nobody is told why."""

    fact: ClassVar[str] = "restricted"
    request: Id


class ContributionReleased(ContributionFact):
    fact: ClassVar[str] = "released"
    request: Id
