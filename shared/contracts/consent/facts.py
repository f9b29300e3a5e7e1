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
