"""What everybody hears of a consent."""

from datetime import date
from typing import ClassVar

from shared.contracts.common import (
    Category,
    Fact,
    Id,
    Owner,
    Slug,
)
from shared.contracts.consent.base import Kind, Sha256


class ConsentFact(Fact):
    service: ClassVar[str] = "consent"
    entity: ClassVar[str] = "consent"
    said_by: ClassVar[str | None] = "consent"
    consent: Id
    to: Owner  # the service that the consent lets in
    previous: Sha256 | None = None  # the hash of the record as it was before: whoever hears it holds the ledger to it


class ConsentAsked(ConsentFact):
    fact: ClassVar[str] = "asked"
    asker: Id
    asked_by_owner: Owner
    givers: tuple[Id, ...]
    purpose: Slug
    categories: tuple[Category, ...]
    expires_on: date
    kind: Kind = Kind.SECRECY
    partners: tuple[Owner, ...] | None = None
    covers_from: date | None = None


class ConsentAnswered(ConsentFact):
    """One of several givers said yes; more are needed."""

    fact: ClassVar[str] = "answered"
    giver: Id


class ConsentActivated(ConsentFact):
    """Every required giver has said yes: self-contained, so that a reader needs no other fact to enforce it.

    partners: the services that it shares with, both ways; None: everybody the family has said yes to. covers_from:
    nothing older is shared.
    """

    fact: ClassVar[str] = "activated"
    asker: Id
    asked_by_owner: Owner
    purpose: Slug
    categories: tuple[Category, ...]
    expires_on: date
    kind: Kind = Kind.SECRECY
    partners: tuple[Owner, ...] | None = None
    covers_from: date | None = None


class ConsentRefused(ConsentFact):
    fact: ClassVar[str] = "refused"


class ConsentWithdrawn(ConsentFact):
    """Whoever holds keys under this consent drops them now."""

    fact: ClassVar[str] = "withdrawn"


class ConsentExpired(ConsentFact):
    """because: date, guardians, not-needed, renewed (another consent lets the same service in from now on)."""

    fact: ClassVar[str] = "expired"
    because: Slug | None = None


class ConsentLapsed(ConsentFact):
    """Others must answer now than those who were asked; they are asked anew, if anybody is."""

    fact: ClassVar[str] = "lapsed"


class ConsentReviewDue(ConsentFact):
    """Its day has come: whoever asked sees whether it is still right, or asks anew before it runs out."""

    fact: ClassVar[str] = "review-due"
    expires_on: date
    asker: Id
    asked_by_owner: Owner


class ConsentReviewed(ConsentFact):
    """It is still needed."""

    fact: ClassVar[str] = "reviewed"
