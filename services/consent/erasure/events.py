"""What has happened on the way to an erasure, on a stream of its own per child."""

from datetime import datetime
from typing import ClassVar, get_args

from shared.contracts.common import Id, Owner, Personal, Slug, Text
from shared.contracts.consent import Sha256, Signature
from shared.events import DomainEvent, Schema


class ErasureEvent(DomainEvent):
    child: Id
    erasure: Id


class RetentionEnded(ErasureEvent):
    """The time for keeping has run out, which proposes the erasure in nobody's name. told: who may decide it."""

    type: ClassVar[str] = "retention-ended"
    told: tuple[Id, ...]
    because: Slug


class ErasureProposed(ErasureEvent):
    """reason: goes with the child's keys; the legal basis stays."""

    type: ClassVar[str] = "erasure-proposed"
    by: Id
    legal_basis: Id
    reason: Personal[Text]


class ErasureConfirmed(ErasureEvent):
    """due_at: from when on it is done; None: one more must agree, because nobody had proposed it."""

    type: ClassVar[str] = "erasure-confirmed"
    by: Id
    due_at: datetime | None


class ErasureCancelled(ErasureEvent):
    """by somebody who changed their mind; in time. Reasons are of whoever cancelled it."""

    type: ClassVar[str] = "erasure-cancelled"
    by: Id
    reason: Personal[Text]


class ErasureVetoed(ErasureEvent):
    type: ClassVar[str] = "erasure-vetoed"
    by: Id
    reason: Personal[Text]


class ErasureStopped(ErasureEvent):
    """By a rule. because: hold, or archive for a stafettlogg that must first go there."""

    type: ClassVar[str] = "erasure-stopped"
    because: Slug


class LegalHoldSet(DomainEvent):
    type: ClassVar[str] = "legal-hold-set"
    child: Id
    by: Id
    reason: Personal[Text]


class LegalHoldLifted(DomainEvent):
    type: ClassVar[str] = "legal-hold-lifted"
    child: Id
    by: Id
    reason: Personal[Text]


class NothingToArchive(DomainEvent):
    """Of these stafettlogger; one that is opened later is another question."""

    type: ClassVar[str] = "nothing-to-archive"
    child: Id
    by: Id
    stafettlogger: tuple[Id, ...]
    reason: Personal[Text]


class ErasureFellDue(ErasureEvent):
    """The delay is over and nothing stands in the way. Folding this destroys the keys. expected: who give receipts."""

    type: ClassVar[str] = "erasure-fell-due"
    expected: tuple[Owner, ...]


class KeysDestroyed(ErasureEvent):
    """The keys are gone, and the ledger that says so outlives this database."""

    type: ClassVar[str] = "keys-destroyed"
    entry: int
    head: Sha256


class ErasureReceiptGiven(ErasureEvent):
    type: ClassVar[str] = "erasure-receipt-given"
    owner: Owner
    signature: Signature


class ErasureReceiptMissing(ErasureEvent):
    type: ClassVar[str] = "erasure-receipt-missing"
    owners: tuple[Owner, ...]
    told: tuple[Id, ...]


Happened = (
    RetentionEnded
    | ErasureProposed
    | ErasureConfirmed
    | ErasureCancelled
    | ErasureVetoed
    | ErasureStopped
    | LegalHoldSet
    | LegalHoldLifted
    | NothingToArchive
    | ErasureFellDue
    | KeysDestroyed
    | ErasureReceiptGiven
    | ErasureReceiptMissing
)
SCHEMA: Schema[Happened] = Schema(get_args(Happened))
