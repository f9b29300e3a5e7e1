"""What the consent service takes and tells.

People ask at `req.consent.consent.…`; a service asks at `req.consent.<its own owner>.…`, where NATS lets nobody else
publish.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import (
    Category,
    Command,
    Fact,
    Id,
    Moment,
    Name,
    Owner,
    Personal,
    Query,
    Reply,
    Request,
    Slug,
)


class ConsentCommand(Command):
    service: ClassVar[str] = "consent"


class ConsentQuery(Query):
    service: ClassVar[str] = "consent"


class State(StrEnum):
    PROPOSED = "proposed"
    PARTIAL = "partial"  # some, not all, have said yes
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# --- The register's import ------------------------------------------------------------------------


class GuardianEntry(BaseModel, frozen=True, extra="forbid"):
    person: Id
    person_name: Personal[Name]
    birth_number: Personal[str] = Field(pattern=r"^[0-9]{11}$")
    relation: Slug  # mother, father, guardian
    parental_responsibility: bool  # foreldreansvar; without it there is no access


class RegisterFamily(ConsentCommand):
    """From the population register: a child, those who have foreldreansvar, and the units it belongs to."""

    name: ClassVar[str] = "register-family"
    child: Id
    child_name: Personal[Name]
    birth_number: Personal[str] = Field(pattern=r"^[0-9]{11}$")
    born: Personal[date]
    guardians: tuple[GuardianEntry, ...] = Field(max_length=8)
    units: tuple[tuple[Owner, Id], ...] = ()


# --- Asking, answering, withdrawing ---------------------------------------------------------------


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


# --- Asked by services ----------------------------------------------------------------------------


class Standing(BaseModel, frozen=True):
    consent: Id
    version: int
    service: Owner
    purpose: Slug
    categories: tuple[Category, ...]
    state: State
    expires_on: date
    asker: Id
    asked_by_owner: Owner


class Standings(Reply):
    """Every consent of the child, and (to `familie` alone) the names a new stafettlogg needs."""

    child: Id
    standings: tuple[Standing, ...]
    guardians: tuple[Id, ...]
    child_name: Personal[Name] | None = None
    guardian_names: Personal[tuple[tuple[Id, Name, str], ...]] = ()


class ReadStandings(ConsentQuery):
    name: ClassVar[str] = "read-standings"
    reply: ClassVar[type[BaseModel]] = Standings
    child: Id


class SealedKey(BaseModel, frozen=True):
    """A data key, HPKE-sealed to the asking service. `key` is `child.owner.category.epoch`."""

    key: str
    sealed: str  # base64
    until: Moment


class Keys(Reply):
    """Only the keys that may be given now; a key that is not here may not be had."""

    keys: tuple[SealedKey, ...]


class WantedKey(BaseModel, frozen=True, extra="forbid"):
    owner: Owner
    category: Category


class ReleaseKeys(ConsentQuery):
    """An owner gets its own keys; others only what an active consent covers now. Every release is an audit row."""

    name: ClassVar[str] = "release-keys"
    reply: ClassVar[type[BaseModel]] = Keys
    child: Id
    wanted: tuple[WantedKey, ...] = Field(min_length=1, max_length=50)


# --- Public facts ---------------------------------------------------------------------------------


class ConsentFact(Fact):
    service: ClassVar[str] = "consent"
    entity: ClassVar[str] = "consent"
    said_by: ClassVar[str | None] = "consent"
    consent: Id
    to: Owner  # the service that the consent lets in


class ConsentAsked(ConsentFact):
    fact: ClassVar[str] = "asked"
    asker: Id
    asked_by_owner: Owner
    givers: tuple[Id, ...]
    purpose: Slug
    categories: tuple[Category, ...]
    expires_on: date


class ConsentAnswered(ConsentFact):
    """One of several givers said yes; more are needed."""

    fact: ClassVar[str] = "answered"
    giver: Id


class ConsentActivated(ConsentFact):
    """Every required giver has said yes: self-contained, so that a reader needs no other fact to enforce it."""

    fact: ClassVar[str] = "activated"
    asker: Id
    asked_by_owner: Owner
    purpose: Slug
    categories: tuple[Category, ...]
    expires_on: date


class ConsentRefused(ConsentFact):
    fact: ClassVar[str] = "refused"


class ConsentWithdrawn(ConsentFact):
    """Whoever holds keys under this consent drops them now."""

    fact: ClassVar[str] = "withdrawn"


class ConsentExpired(ConsentFact):
    fact: ClassVar[str] = "expired"


REQUESTS: tuple[type[Request], ...] = (
    RegisterFamily,
    AskConsent,
    AnswerConsent,
    WithdrawConsent,
    ReadConsents,
    MyFamily,
    ReadStandings,
    ReleaseKeys,
)
FACTS: tuple[type[Fact], ...] = (
    ConsentAsked,
    ConsentAnswered,
    ConsentActivated,
    ConsentRefused,
    ConsentWithdrawn,
    ConsentExpired,
)
