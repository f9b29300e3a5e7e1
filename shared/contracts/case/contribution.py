"""Contributions, owned by whoever writes."""

from enum import StrEnum
from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.common import Category, Fact, Id, Personal, Text


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


class ContributionWritten(Fact):
    service: ClassVar[str] = "case"
    entity: ClassVar[str] = "contribution"
    fact: ClassVar[str] = "written"
    stafettlogg: Id
    kind: Kind
    category: Category
    text: Personal[Text]
