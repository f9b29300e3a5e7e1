"""What families ask for about their own information: when, by when it must be answered, and what waits.

What each owner holds, and what it says, stays with the owner: here is the clock.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.common import Fact, Id, Owner, Personal, Reply, Text
from shared.contracts.consent.base import ConsentCommand, ConsentQuery


class Right(StrEnum):
    ACCESS = "access"  # innsyn: personvernforordningen art. 15
    RECTIFICATION = "rectification"  # retting: art. 16
    RESTRICTION = "restriction"  # begrensning: art. 18
    ERASURE = "erasure"  # sletting: art. 17


class RightCommand(ConsentCommand):
    child: Id
    request: Id


class RequestAccess(RightCommand):
    """A guardian or youth asks for everything that every owner holds about the child.

    person: who asks, when an employee writes it down for them; they alone can fetch it.
    """

    name: ClassVar[str] = "request-access"
    person: Id | None = None


class RequestErasure(RightCommand):
    """A guardian or youth wants everything about the child erased. The personvernombud sees to it and answers."""

    name: ClassVar[str] = "request-erasure"


class AnswerErasure(RightCommand):
    """The personvernombud tells what came of it. What is erased is decided elsewhere, by two people."""

    name: ClassVar[str] = "answer-erasure"
    granted: bool
    answer: Personal[Text]


class ExtendRight(RightCommand):
    """The personvernombud gives two months more, once and in time; whoever asked is told why."""

    name: ClassVar[str] = "extend-right"
    reason: Personal[Text]


class RegisterRight(RightCommand):
    """A service has been asked something that it must answer in time. asked_by: the person."""

    name: ClassVar[str] = "register-right"
    right: Right
    asked_by: Id


class AnswerRight(RightCommand):
    """A service has decided its part."""

    name: ClassVar[str] = "answer-right"


class TellNews(RightCommand):
    """A service has something to tell whoever asked, before it happens or about its answer."""

    name: ClassVar[str] = "tell-news"


class RightStanding(Reply):
    """person: who may fetch the answer, if they are still entitled; None: nobody has asked this service that.

    ready: every owner has decided.
    """

    person: Id | None = None
    entitled: bool = False
    ready: bool = False


class CheckRight(ConsentQuery):
    """A service asks what stands about a request that it has a part in."""

    name: ClassVar[str] = "check-right"
    reply: ClassVar[type[BaseModel]] = RightStanding
    child: Id
    request: Id


class Entitled(Reply):
    entitled: bool


class CheckEntitled(ConsentQuery):
    """A service whom somebody asks about a child: do they decide for it now?"""

    name: ClassVar[str] = "check-entitled"
    reply: ClassVar[type[BaseModel]] = Entitled
    child: Id
    person: Id


class RightView(BaseModel, frozen=True):
    """missing: owners who have not decided; for the personvernombud alone.

    granted, answer: to whoever asked for erasure.
    """

    child: Id
    request: Id
    right: Right
    asked_on: date
    due_on: date
    ready: bool
    extended_because: Personal[Text] | None = None
    extended: bool = False
    overdue: bool = False
    granted: bool | None = None
    answer: Personal[Text] | None = None
    missing: tuple[Owner, ...] = ()


class Rights(Reply):
    """Newest first."""

    requests: tuple[RightView, ...]


class ReadRights(ConsentQuery):
    """A guardian's or youth's own requests about a child."""

    name: ClassVar[str] = "read-rights"
    reply: ClassVar[type[BaseModel]] = Rights
    child: Id


class OpenRights(ConsentQuery):
    """The personvernombud's list of what has not been answered, by deadline."""

    name: ClassVar[str] = "open-rights"
    reply: ClassVar[type[BaseModel]] = Rights


# --- Public facts ---------------------------------------------------------------------------------
# Of access, which concerns every owner alike, and that there is news: who is asked to rectify or to restrict something
# would tell that there is some.


class Handler(BaseModel, frozen=True, extra="forbid"):
    """Who decides for an owner what must be withheld."""

    owner: Owner
    person: Id


class AccessFact(Fact):
    service: ClassVar[str] = "consent"
    entity: ClassVar[str] = "access"
    said_by: ClassVar[str | None] = "consent"
    request: Id


class AccessAsked(AccessFact):
    fact: ClassVar[str] = "asked"
    due_on: date
    handlers: tuple[Handler, ...]

    @property
    def told(self) -> tuple[Id, ...]:
        return tuple(one.person for one in self.handlers)


class AccessExtended(AccessFact):
    fact: ClassVar[str] = "extended"
    told: tuple[Id, ...]
    due_on: date


class AccessReady(AccessFact):
    """Every owner has decided; whoever asked, who is told, may fetch it now."""

    fact: ClassVar[str] = "ready"
    told: tuple[Id, ...]


class AccessOverdue(AccessFact):
    """The day has passed. told: those who decide for the owners that have not."""

    fact: ClassVar[str] = "overdue"
    told: tuple[Id, ...]


class RightNews(AccessFact):
    """Whoever asked for something has something to read. Not what it was, nor who was asked."""

    fact: ClassVar[str] = "news"
    told: tuple[Id, ...]
