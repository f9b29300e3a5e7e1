"""What people, timers and services ask of an erasure, and what the answer rests on beside its stream."""

from dataclasses import dataclass
from datetime import timedelta

from shared.contracts import consent as c
from shared.contracts.common import Id, Owner


@dataclass(frozen=True, slots=True)
class Around:
    """What a decision rests on beside the stream. deciders: who is told; services: who give receipts."""

    delay: timedelta
    deciders: tuple[Id, ...] = ()
    services: tuple[Owner, ...] = ()
    unarchived: frozenset[Id] = frozenset()
    open_logs: bool = False


@dataclass(frozen=True, slots=True)
class EndRetention:
    child: Id
    because: str


@dataclass(frozen=True, slots=True)
class FallDue:
    child: Id
    erasure: Id


@dataclass(frozen=True, slots=True)
class TellDestroyed:
    child: Id
    erasure: Id
    entry: int
    head: str


@dataclass(frozen=True, slots=True)
class MissReceipts:
    child: Id
    erasure: Id


@dataclass(frozen=True, slots=True)
class TakeReceipt:
    """What the ledger says of it was looked up: after a restore this stream may know nothing."""

    child: Id
    erasure: Id
    owner: Owner
    signature: str


Command = (
    c.ProposeErasure | c.ConfirmErasure | c.CancelErasure | c.VetoErasure | c.SetLegalHold | c.LiftLegalHold
    | c.DecideNothingToArchive | EndRetention | FallDue | TellDestroyed | MissReceipts | TakeReceipt
)  # fmt: skip
