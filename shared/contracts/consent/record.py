"""Asking the family, its answer, and what is told of both."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import (
    Category,
    Id,
    Moment,
    Name,
    Owner,
    Personal,
    Reply,
    Slug,
)
from shared.contracts.consent.base import ConsentCommand, ConsentQuery, State


class AskConsent(ConsentCommand):
    """Ask the family to let these services work together. The asker's own service is always among them."""

    name: ClassVar[str] = "ask-consent"
    child: Id
    services: tuple[Owner, ...] = Field(min_length=1, max_length=10)
    purpose: Slug = "stafettlogg"
    categories: tuple[Category, ...]
    expires_on: date
    language: str = Field(default="nb", pattern="^[a-z]{2,3}$")


class AnswerConsent(ConsentCommand):
    """One guardian's answer. One no stops."""

    name: ClassVar[str] = "answer-consent"
    child: Id
    consent: Id
    yes: bool


class WithdrawConsent(ConsentCommand):
    """One withdrawal is enough, and is effective at once."""

    name: ClassVar[str] = "withdraw-consent"
    child: Id
    consent: Id


class GiverView(BaseModel, frozen=True):
    person: Id
    person_name: Personal[Name]
    relation: str
    answer: str | None  # yes, no, withdrawn


class ConsentView(BaseModel, frozen=True):
    consent: Id
    service: Owner
    purpose: Slug
    categories: tuple[Category, ...]
    state: State
    asked_at: Moment
    asker: Id
    asked_by_owner: Owner
    expires_on: date
    text_version: Id
    text: str  # word for word what the givers are told; its hash stands in the consent
    givers: tuple[GiverView, ...]


class GuardianName(BaseModel, frozen=True):
    person: Id
    person_name: Personal[Name]
    relation: Slug


class Consents(Reply):
    """Newest first. `mine`: consents that wait for the asking person's own answer.

    `guardians`: those who have foreldreansvar now, whom one may ask or invite.
    """

    child: Id
    child_name: Personal[Name]
    consents: tuple[ConsentView, ...]
    mine: tuple[Id, ...] = ()
    guardians: tuple[GuardianName, ...] = ()


class ReadConsents(ConsentQuery):
    name: ClassVar[str] = "read-consents"
    reply: ClassVar[type[BaseModel]] = Consents
    child: Id


class FamilyChild(BaseModel, frozen=True):
    child: Id
    child_name: Personal[Name]
    relation: str


class Family(Reply):
    children: tuple[FamilyChild, ...]


class MyFamily(ConsentQuery):
    """The children a guardian has foreldreansvar for."""

    name: ClassVar[str] = "my-family"
    reply: ClassVar[type[BaseModel]] = Family
