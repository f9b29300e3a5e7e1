"""A parent without foreldreansvar asks about the child (barnelova § 47): a question and an answer, and no way in."""

from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.common import Fact, Id, Moment, Name, Personal, Reply, Slug, Text, Wording
from shared.contracts.consent.base import ConsentCommand, ConsentQuery


class AskInformation(ConsentCommand):
    """By a parent whom the register knows and who does not decide for the child."""

    name: ClassVar[str] = "ask-information"
    child: Id
    request: Id
    question: Personal[Text]


class DecideInformation(ConsentCommand):
    """By those who decide for a service that the child belongs to. answer: what is told; None: nothing is.

    A no needs a law that allows it. Either way the parent is told why, and may complain to statsforvalteren.
    """

    name: ClassVar[str] = "decide-information"
    child: Id
    request: Id
    legal_basis: Id
    reason: Personal[Text]
    answer: Personal[Text] | None = None


class Decided(BaseModel, frozen=True):
    at: Moment
    legal_basis: Wording
    granted: bool
    reason: Personal[Text]
    answer: Personal[Text] | None = None


class InformationRequest(BaseModel, frozen=True):
    """protected: the child's address is, so nothing that leads to it may stand in an answer; for those who decide."""

    child: Id
    request: Id
    person: Id
    asked_at: Moment
    question: Personal[Text]
    decided: Decided | None = None
    protected: bool | None = None


class InformationRequests(Reply):
    """Newest first."""

    requests: tuple[InformationRequest, ...]


class ReadInformation(ConsentQuery):
    """One's own requests about a child; to those who decide, everybody's."""

    name: ClassVar[str] = "read-information"
    reply: ClassVar[type[BaseModel]] = InformationRequests
    child: Id


class OwnChild(BaseModel, frozen=True):
    child: Id
    child_name: Personal[Name]
    relation: Slug


class OwnChildren(Reply):
    children: tuple[OwnChild, ...]


class WhomIMayAskAbout(ConsentQuery):
    """The children a parent may ask about; none whose address is protected, for that they are here tells where."""

    name: ClassVar[str] = "whom-i-may-ask-about"
    reply: ClassVar[type[BaseModel]] = OwnChildren


# --- Public facts ---------------------------------------------------------------------------------


class InformationFact(Fact):
    service: ClassVar[str] = "consent"
    entity: ClassVar[str] = "information"
    said_by: ClassVar[str | None] = "consent"
    request: Id
    told: tuple[Id, ...]


class InformationAsked(InformationFact):
    """told: those who decide."""

    fact: ClassVar[str] = "asked"


class InformationDecided(InformationFact):
    """told: whoever asked."""

    fact: ClassVar[str] = "decided"
