"""Asking the family, its answer, and what is told of both."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import BaseModel, Field

from shared.contracts.common import Category, Id, Moment, Name, Owner, Personal, Printable, Reply, Slug, Text, Wording
from shared.contracts.consent.base import (
    ChildHeard,
    ConsentCommand,
    ConsentQuery,
    Heard,
    How,
    Kind,
    Method,
    RuleVersion,
    Sha256,
    State,
)
from shared.contracts.consent.wordings import Askable, InOtherWords


class AskConsent(ConsentCommand):
    """Ask the family to let these services work together. The asker's own service is always among them.

    covers_from: from when on what has been written is shared too; left out: from today.
    """

    name: ClassVar[str] = "ask-consent"
    child: Id
    services: tuple[Owner, ...] = Field(min_length=1, max_length=10)
    purpose: Slug = "stafettlogg"
    categories: tuple[Category, ...]
    expires_on: date
    covers_from: date | None = None
    language: str = Field(default="nb", pattern="^[a-z]{2,3}$")


class AnswerConsent(ConsentCommand):
    """One giver's answer. One no stops. A yes counts from somebody who knows their rights and says it freely.

    child_heard: what the child itself has said to it, from the age at which it must always be asked.
    """

    name: ClassVar[str] = "answer-consent"
    child: Id
    consent: Id
    yes: bool
    told_of_rights: bool = False
    said_freely: bool = False
    child_heard: ChildHeard | None = None


class WithdrawConsent(ConsentCommand):
    """One withdrawal is enough, and is effective at once."""

    name: ClassVar[str] = "withdraw-consent"
    child: Id
    consent: Id


class Said(StrEnum):
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


class RegisterAnswer(ConsentCommand):
    """What a giver said in a meeting or on paper, written down by an employee of the service that asked.

    evidence: of the signed sheet, which the municipality's archive has. note: why it was not answered in the portal,
    and where the sheet is.
    """

    name: ClassVar[str] = "register-answer"
    child: Id
    consent: Id
    giver: Id
    answer: Said
    method: Literal[Method.MEETING, Method.PAPER]
    evidence: Sha256 | None = None
    told_of_rights: bool = False
    said_freely: bool = False
    child_heard: ChildHeard | None = None
    note: Personal[Text]


class ReviewConsent(ConsentCommand):
    """Whoever asked has looked at it again. What is not needed any more ends, and nobody has to take it back."""

    name: ClassVar[str] = "review-consent"
    child: Id
    consent: Id
    needed: bool


class RegisterSharingByLaw(ConsentCommand):
    """Something was shared by a duty or a right, and the family has been told. No consent, and it opens nothing.

    What the family must not know of is told on the shielded track alone.
    """

    name: ClassVar[str] = "register-sharing-by-law"
    child: Id
    sharing: Id
    to: Owner
    legal_basis: Id
    categories: tuple[Category, ...] = Field(min_length=1)
    on: date
    what: Personal[Text]


class Consequences(Reply):
    """Of one answer to one question, were it given now.

    at_once: it changes something now; else others are waited for. begins and ends: the services with which the
    service begins or ends to share, both ways; `familie` is among them. left: the services that are let in afterwards.
    """

    at_once: bool
    waits_for: tuple[Id, ...]
    begins: tuple[Owner, ...]
    ends: tuple[Owner, ...]
    categories: tuple[Category, ...]
    covers_from: date | None
    until: date
    left: tuple[Owner, ...]


class PreviewAnswer(ConsentQuery):
    """What an answer would change, before it is given."""

    name: ClassVar[str] = "preview-answer"
    reply: ClassVar[type[BaseModel]] = Consequences
    child: Id
    consent: Id
    answer: Said


class GiverView(BaseModel, frozen=True):
    person: Id
    person_name: Personal[Name]
    relation: str
    answer: str | None  # yes, no, withdrawn
    at: Moment | None = None
    how: How | None = None


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
    text_sha256: Sha256 | None = None
    givers: tuple[GiverView, ...]
    kind: Kind = Kind.SECRECY
    legal_basis: Wording | None = None
    partners: tuple[Owner, ...] | None = None
    covers_from: date | None = None
    valid_from: date | None = None  # when everybody had said yes
    review_on: date | None = None
    renew_from: date | None = None  # from when on the same may be asked for anew
    heard: Heard | None = None  # how much the child's word counts, by the rules that the question was asked by
    rule_version: RuleVersion | None = None
    language: Slug = "nb"
    drafted: bool = False  # a machine has translated the text, and no translator has answered for it
    beside: InOtherWords | None = None  # the same in the reader's language, or in Norwegian
    version: int = 1
    sha256: Sha256 | None = None
    whole: bool = True  # nothing that was said before has been rewritten since


class SharingByLaw(BaseModel, frozen=True):
    sharing: Id
    by: Owner
    to: Owner
    legal_basis: Wording
    categories: tuple[Category, ...]
    on: date
    what: Personal[Text]


class Law(BaseModel, frozen=True):
    """A law by which something may be shared whatever anybody says."""

    legal_basis: Id
    cited: Wording
    text: Wording


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
    shared_by_law: tuple[SharingByLaw, ...] = ()
    askable: tuple[Askable, ...] = ()
    laws: tuple[Law, ...] = ()


class ReadConsents(Printable, ConsentQuery):
    name: ClassVar[str] = "read-consents"
    printing: ClassVar[str] = "print-consents"
    reply: ClassVar[type[BaseModel]] = Consents
    child: Id
    language: str = Field(default="nb", pattern="^[a-z]{2,3}$")  # that the reader wants the texts in too


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
