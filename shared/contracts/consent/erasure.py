"""The right to be forgotten: a child's keys are destroyed, by two people, after a delay, and everybody says so.

What barnevernet was told is not reached from here: it has keys of its own, and another controller.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, StringConstraints

from shared.contracts.common import Fact, Id, Kommune, Moment, Owner, Personal, Reply, Slug, Text
from shared.contracts.consent.base import ConsentCommand, ConsentQuery, Sha256

Signature = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]  # Ed25519, base64
Encoded = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$")]


class ErasureCommand(ConsentCommand):
    child: Id


class ProposeErasure(ErasureCommand):
    """One of the two people who must agree."""

    name: ClassVar[str] = "propose-erasure"
    legal_basis: Id
    reason: Personal[Text]


class ConfirmErasure(ErasureCommand):
    """The second person; from then on the delay runs."""

    name: ClassVar[str] = "confirm-erasure"
    erasure: Id


class CancelErasure(ErasureCommand):
    """Anybody who could have proposed it changes their mind in time."""

    name: ClassVar[str] = "cancel-erasure"
    erasure: Id
    reason: Personal[Text]


class VetoErasure(ErasureCommand):
    """The personvernombud says no."""

    name: ClassVar[str] = "veto-erasure"
    erasure: Id
    reason: Personal[Text]


class SetLegalHold(ErasureCommand):
    """The personvernombud knows of a case for which this must be kept. Ends an erasure under way."""

    name: ClassVar[str] = "set-legal-hold"
    reason: Personal[Text]


class LiftLegalHold(ErasureCommand):
    name: ClassVar[str] = "lift-legal-hold"
    reason: Personal[Text]


class DecideNothingToArchive(ErasureCommand):
    """Somebody decides that the stafettlogger there are now need not go to the archive."""

    name: ClassVar[str] = "decide-nothing-to-archive"
    reason: Personal[Text]


class GiveErasureReceipt(ErasureCommand):
    """A service holds no key of the child any more. signature: by the service's own key, over `receipt`, base64."""

    name: ClassVar[str] = "give-erasure-receipt"
    head: Sha256
    signature: Signature


def receipt(kommune: Kommune, child: Id, head: str, owner: Owner) -> bytes:
    """What an owner signs."""
    return f"stafettlogg/erased/v1\n{kommune}\n{child}\n{head}\n{owner}".encode()


class ErasureState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    DUE = "due"  # nobody can stop it any more
    DESTROYED = "destroyed"


class Certificate(BaseModel, frozen=True):
    """What was destroyed, and the proof that the ledger says so for good.

    entry: canonical JSON, base64. before: the ledger's head until then; following: SHA-256 of each entry since. A
    head is SHA-256 over the head before and the entry's SHA-256; the last one, `head` at `size`, is what `signature` is
    of. receipts: each owner's, in base64.
    """

    entry: Encoded
    before: Sha256
    following: tuple[Sha256, ...]
    size: int
    head: Sha256
    signature: Signature
    receipts: dict[Owner, Signature]


class ErasureView(Reply):
    """Of one child: what has been decided, and what stands in the way."""

    child: Id
    erasure: Id | None = None  # the newest; None: none was ever proposed
    state: ErasureState | None = None
    legal_basis: Id | None = None
    agreed: tuple[Id, ...] = ()  # who has said yes
    due_at: Moment | None = None
    held: bool = False
    unarchived: tuple[Id, ...] = ()
    missing: tuple[Owner, ...] = ()  # owners whose receipt is waited for
    certificate: Certificate | None = None


class ReadErasure(ConsentQuery):
    name: ClassVar[str] = "read-erasure"
    reply: ClassVar[type[BaseModel]] = ErasureView
    child: Id


# --- Public facts ---------------------------------------------------------------------------------


class ErasureFact(Fact):
    service: ClassVar[str] = "consent"
    entity: ClassVar[str] = "erasure"
    said_by: ClassVar[str | None] = "consent"
    erasure: Id


class KeysDestroyed(ErasureFact):
    """No key of this child opens anything any more: whoever holds one drops it now and gives a receipt.

    entry: which of the ledger's; head: the ledger's after it.
    """

    fact: ClassVar[str] = "keys-destroyed"
    entry: int = Field(gt=0, lt=2**63)
    head: Sha256


class ErasureReceiptMissing(ErasureFact):
    """Longer ago than any lease lasts, and some have still not said that they hold no key. told: who decided it."""

    fact: ClassVar[str] = "receipt-missing"
    owners: tuple[Owner, ...]
    told: tuple[Id, ...]


class RetentionEnded(ErasureFact):
    """The time for keeping this child's stafettlogger is over. Nothing happens until two people agree."""

    fact: ClassVar[str] = "retention-ended"
    told: tuple[Id, ...]
    because: Slug
