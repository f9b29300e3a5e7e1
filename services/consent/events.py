"""What has happened with one child's family and its consents. Private: `publish.py` chooses what others hear."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, get_args

from shared.contracts.common import Category, Id, Name, Owner, Personal, Slug, Text
from shared.contracts.consent import Grading, Heard, How, Kind, Residence, RuleVersion, Sha256
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


class ProtectionChanged(DomainEvent):
    """The register protects the child's address, or no longer does."""

    type: ClassVar[str] = "protection-changed"
    grading: Grading


class ResidenceChanged(DomainEvent):
    """The child has moved from the municipality or come back, or has died. Who is not here, nobody asks about."""

    type: ClassVar[str] = "residence-changed"
    residence: Residence


class CareOrderBegan(DomainEvent):
    """Barnevernet has taken over the care, and answers from now on. ended: who loses access by it."""

    type: ClassVar[str] = "care-order-began"
    legal_basis: Id
    valid_from: date
    valid_to: date | None = None
    guardians: tuple[Id, ...] = ()
    ended: tuple[Id, ...] = ()


class CareOrderEnded(DomainEvent):
    """guardians: who decide again."""

    type: ClassVar[str] = "care-order-ended"
    guardians: tuple[Id, ...]
    ended: tuple[Id, ...] = ()


class SuspicionRegistered(DomainEvent):
    """A guardian is the one suspected. Nothing of it leaves this service."""

    type: ClassVar[str] = "suspicion-registered"
    guardian: Id
    legal_basis: Id
    valid_from: date
    valid_to: date | None = None


class SuspicionLifted(DomainEvent):
    type: ClassVar[str] = "suspicion-lifted"
    guardian: Id


class ChildCameOfAge(DomainEvent):
    """From this midnight the child decides alone, and nobody has foreldreansvar."""

    type: ClassVar[str] = "child-came-of-age"


class ConsentEvent(DomainEvent):
    """previous: the hash of the record as it was, so that what was said before cannot be rewritten alone."""

    consent: Id
    to: Owner  # the service it lets in
    at: datetime | None = None
    previous: Sha256 | None = None


class ConsentAsked(ConsentEvent):
    """The family was asked to let one service in, with exactly this text.

    partners: the services that it would share with, both ways, and no others; None: of a question from before they
    were named, whose text said everybody the family has said yes to. covers_from: nothing older is shared.
    """

    type: ClassVar[str] = "consent-asked"
    asker: Id
    asked_by_owner: Owner
    givers: tuple[Id, ...]
    purpose: Slug
    categories: tuple[Category, ...]
    expires_on: date
    text_version: Id
    text_sha256: Sha256
    language: Slug
    kind: Kind = Kind.SECRECY
    legal_basis: Id | None = None
    partners: tuple[Owner, ...] | None = None
    covers_from: date | None = None
    review_on: date | None = None
    renew_from: date | None = None
    rule_version: RuleVersion | None = None  # of the rules that said who must answer
    heard: Heard | None = None  # how much the child's own word counts, by the same rules


class ConsentAnswered(ConsentEvent):
    """One giver said yes; more are needed."""

    type: ClassVar[str] = "consent-answered"
    giver: Id
    how: How | None = None


class ConsentActivated(ConsentEvent):
    """The last giver said yes too."""

    type: ClassVar[str] = "consent-activated"
    giver: Id
    asker: Id
    asked_by_owner: Owner
    kind: Kind = Kind.SECRECY
    purpose: Slug
    categories: tuple[Category, ...]
    expires_on: date
    how: How | None = None
    partners: tuple[Owner, ...] | None = None
    covers_from: date | None = None


class ConsentRefused(ConsentEvent):
    """One giver said no, which is enough."""

    type: ClassVar[str] = "consent-refused"
    giver: Id
    how: How | None = None


class ConsentWithdrawn(ConsentEvent):
    """One guardian took it back, which is enough."""

    type: ClassVar[str] = "consent-withdrawn"
    giver: Id
    how: How | None = None


class AnswerRegistered(ConsentEvent):
    """An employee wrote down what a giver said in a meeting or on paper. note: why so, and where the paper is."""

    type: ClassVar[str] = "answer-registered"
    giver: Id
    note: Personal[Text]


class SharedByLaw(DomainEvent):
    """A service gave something to another by a duty or a right, and has told the family so. It opens nothing here."""

    type: ClassVar[str] = "shared-by-law"
    sharing: Id
    by: Owner
    to: Owner
    legal_basis: Id
    categories: tuple[Category, ...]
    on: date
    what: Personal[Text]


class ConsentReviewDue(ConsentEvent):
    """Its day has come: whoever asked sees whether it is still right, or asks anew before it runs out."""

    type: ClassVar[str] = "consent-review-due"
    expires_on: date
    asker: Id
    asked_by_owner: Owner


class Because(StrEnum):
    DATE = "date"
    NOT_NEEDED = "not-needed"  # whoever asked has said so
    RENEWED = "renewed"  # the same was asked for anew, and everybody said yes again
    RESTORED = "restored"  # it had ended, and a restored database had forgotten that
    GONE = "gone"  # the child has moved from the municipality, or died
    GUARDIANS = "guardians"  # others decide for the child now than those who were asked


class ConsentExpired(ConsentEvent):
    type: ClassVar[str] = "consent-expired"
    because: Because


class ConsentReviewed(ConsentEvent):
    """Whoever asked has looked at it again, and needs it still."""

    type: ClassVar[str] = "consent-reviewed"


class ConsentLapsed(ConsentEvent):
    """Others must answer now than those who were asked."""

    type: ClassVar[str] = "consent-lapsed"
    rule_version: RuleVersion


AnswerEvent = ConsentAnswered | ConsentActivated | ConsentRefused | ConsentWithdrawn
ConsentHistory = (
    ConsentAsked | AnswerEvent | ConsentExpired | ConsentLapsed | AnswerRegistered | ConsentReviewDue | ConsentReviewed
)  # fmt: skip
CareEvent = CareOrderBegan | CareOrderEnded | SuspicionRegistered | SuspicionLifted
RegisterEvent = ChildRegistered | GuardianRegistered | GuardiansChanged | ProtectionChanged | ResidenceChanged
PeopleEvent = RegisterEvent | ChildCameOfAge | CareEvent
FamilyEvent = PeopleEvent | ConsentHistory | SharedByLaw
SCHEMA: Schema[FamilyEvent] = Schema(get_args(FamilyEvent))
