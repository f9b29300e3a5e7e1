"""Retting: a family says that something an owner gave it is wrong, and the owner answers in time."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.common import Id, Moment, Personal, Reply, Text


class AskRectification(CaseCommand):
    """Asked of the owner. item: one that it has given this family. text: what is wrong, and how it should be."""

    name: ClassVar[str] = "ask-rectification"
    child: Id
    request: Id
    item: UUID
    text: Personal[Text]


class AcceptRectification(CaseCommand):
    """Whom the municipality has named agrees. correction: what stands beside the item from now on."""

    name: ClassVar[str] = "accept-rectification"
    child: Id
    request: Id
    correction: Personal[Text]


class RefuseRectification(CaseCommand):
    """The item stands, and so does the family's own word, beside it."""

    name: ClassVar[str] = "refuse-rectification"
    child: Id
    request: Id
    reason: Personal[Text]


class Rectified(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Rectification(BaseModel, frozen=True):
    """answer: the correction, or why not."""

    request: Id
    item: UUID
    of: Id
    asked_at: Moment
    text: Personal[Text]
    state: Rectified
    answer: Personal[Text | None] = None


class Rectifications(Reply):
    """Newest first."""

    child: Id
    requests: tuple[Rectification, ...]


class ReadRectifications(CaseQuery):
    """The family's own, or all of them for whoever answers."""

    name: ClassVar[str] = "read-rectifications"
    reply: ClassVar[type[BaseModel]] = Rectifications
    child: Id
