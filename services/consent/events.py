"""What has happened with one child's family and its consents. Private: `publish.py` chooses what others hear."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from shared.contracts.common import Category, Id, Name, Owner, Personal, Slug
from shared.events import DomainEvent, Schema


class ChildRegistered(DomainEvent):
    """The register says who this child is. The guardians follow, and replace those known until now."""

    type: ClassVar[str] = "child-registered"
    child: Id
    units: tuple[tuple[Owner, Id], ...]
    child_name: Personal[Name]
    birth_number: Personal[str]
    born: Personal[date]


class GuardianRegistered(DomainEvent):
    """One who stands close to the child; only with foreldreansvar do they decide anything."""

    type: ClassVar[str] = "guardian-registered"
    guardian: Id
    relation: Slug
    responsible: bool
    person_name: Personal[Name]
    birth_number: Personal[str]


class GuardiansChanged(DomainEvent):
    """Follows the registrations of one act, when they say that others have foreldreansvar than until now."""

    type: ClassVar[str] = "guardians-changed"
    guardians: tuple[Id, ...]
    ended: tuple[Id, ...]


class ConsentEvent(DomainEvent):
    consent: Id
    to: Owner  # the service it lets in


class ConsentAsked(ConsentEvent):
    """The family was asked to let one service in, with exactly this text."""

    type: ClassVar[str] = "consent-asked"
    asker: Id
    asked_by_owner: Owner
    givers: tuple[Id, ...]
    purpose: Slug
    categories: tuple[Category, ...]
    expires_on: date
    text_version: Id
    text_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    language: Slug


class ConsentAnswered(ConsentEvent):
    """One giver said yes; more are needed."""

    type: ClassVar[str] = "consent-answered"
    giver: Id


class ConsentActivated(ConsentEvent):
    """The last giver said yes too."""

    type: ClassVar[str] = "consent-activated"
    giver: Id
    asker: Id
    asked_by_owner: Owner
    purpose: Slug
    categories: tuple[Category, ...]
    expires_on: date


class ConsentRefused(ConsentEvent):
    """One giver said no, which is enough."""

    type: ClassVar[str] = "consent-refused"
    giver: Id


class ConsentWithdrawn(ConsentEvent):
    """One guardian took it back, which is enough."""

    type: ClassVar[str] = "consent-withdrawn"
    giver: Id


class Because(StrEnum):
    DATE = "date"
    GUARDIANS = "guardians"  # others decide for the child now than those who were asked


class ConsentExpired(ConsentEvent):
    type: ClassVar[str] = "consent-expired"
    because: Because


FamilyEvent = (
    ChildRegistered
    | GuardianRegistered
    | GuardiansChanged
    | ConsentAsked
    | ConsentAnswered
    | ConsentActivated
    | ConsentRefused
    | ConsentWithdrawn
    | ConsentExpired
)
SCHEMA: Schema[FamilyEvent] = Schema(
    (
        ChildRegistered,
        GuardianRegistered,
        GuardiansChanged,
        ConsentAsked,
        ConsentAnswered,
        ConsentActivated,
        ConsentRefused,
        ConsentWithdrawn,
        ConsentExpired,
    )
)
