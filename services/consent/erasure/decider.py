"""The rules of erasure: two people, a delay, no hold, and what must be archived is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar, assert_never

from services.consent.erasure import events as e
from services.consent.erasure.asked import (
    Around,
    Command,
    EndRetention,
    FallDue,
    MissReceipts,
    TakeReceipt,
    TellDestroyed,
)
from services.consent.erasure.refusals import (
    AlreadyProposed,
    NoLegalBasis,
    NotArchived,
    NothingToErase,
    NotOnHold,
    OnHold,
    TwoPeople,
)
from services.consent.legal import LEGAL_BASES
from shared.contracts import consent as c
from shared.contracts.common import Id, Owner
from shared.contracts.consent import ErasureState as State
from shared.days import day_of
from shared.decider import Act, Decider

OPEN = frozenset({State.PROPOSED, State.CONFIRMED})
BASIS_FOR_RETENTION = "pvf-5-1-e"


@dataclass(frozen=True, slots=True)
class Erasure:
    child: Id = ""
    id: Id | None = None
    state: State | None = None
    legal_basis: Id | None = None
    agreed: tuple[Id, ...] = ()
    due_at: datetime | None = None
    held: bool = False
    not_archived: frozenset[Id] = frozenset()  # and need not be
    expected: frozenset[Owner] = frozenset()
    head: str = ""
    receipts: Mapping[Owner, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Owner, ...]:
        return tuple(sorted(self.expected - self.receipts.keys()))


def decider(around: Around) -> Decider[Command, Erasure, e.Happened]:
    def decide(command: Command, state: Erasure, act: Act) -> Sequence[e.Happened]:
        match command:
            case c.ProposeErasure() | EndRetention():
                return propose(command, state, act, around)
            case c.ConfirmErasure():
                return confirm(command, state, act, around)
            case c.CancelErasure():
                _under_way(state, command.erasure)
                return [_said(e.ErasureCancelled, command, act, erasure=command.erasure)]
            case c.VetoErasure():
                _under_way(state, command.erasure)
                return [_said(e.ErasureVetoed, command, act, erasure=command.erasure)]
            case c.SetLegalHold() | c.LiftLegalHold():
                return hold(command, state, act)
            case c.DecideNothingToArchive():
                logs = tuple(sorted(around.unarchived))
                return [_said(e.NothingToArchive, command, act, stafettlogger=logs)] if logs else []
            case FallDue():
                return fall_due(command, state, act, around)
            case TellDestroyed() | MissReceipts() | TakeReceipt():
                return afterwards(command, state)
            case _:
                assert_never(command)

    return Decider(Erasure(), decide, evolve, lambda state: state.child)


def propose(command: c.ProposeErasure | EndRetention, state: Erasure, act: Act, around: Around) -> Sequence[e.Happened]:
    """Once destroyed there is nothing more to propose: who comes back is registered as another pseudonym."""
    erasure = str(act.id)
    if isinstance(command, EndRetention):
        if state.state in {*OPEN, State.DUE, State.DESTROYED} or around.open_logs:
            return []
        told = around.deciders
        return [e.RetentionEnded(child=command.child, erasure=erasure, told=told, because=command.because)]
    if state.state in {*OPEN, State.DUE, State.DESTROYED}:
        raise AlreadyProposed
    basis = LEGAL_BASES.get(command.legal_basis)
    if basis is None or not basis.erasure or not basis.holds(day_of(act.at)):
        raise NoLegalBasis
    _may_begin(state, around)
    return [_said(e.ErasureProposed, command, act, erasure=erasure, legal_basis=command.legal_basis)]


def confirm(command: c.ConfirmErasure, state: Erasure, act: Act, around: Around) -> Sequence[e.Happened]:
    _under_way(state, command.erasure)
    if state.state is State.CONFIRMED:
        return []
    if act.by.id in state.agreed:
        raise TwoPeople
    _may_begin(state, around)
    due = act.at + around.delay if state.agreed else None
    return [e.ErasureConfirmed(child=state.child, erasure=command.erasure, by=act.by.id, due_at=due)]


def hold(command: c.SetLegalHold | c.LiftLegalHold, state: Erasure, act: Act) -> Sequence[e.Happened]:
    if isinstance(command, c.LiftLegalHold):
        if not state.held:
            raise NotOnHold
        return [_said(e.LegalHoldLifted, command, act)]
    if state.state in {State.DUE, State.DESTROYED}:
        raise NothingToErase
    if state.held:
        return []
    stopped = _stopped(state, "hold") if state.state in OPEN else ()
    return [_said(e.LegalHoldSet, command, act), *stopped]


def fall_due(command: FallDue, state: Erasure, act: Act, around: Around) -> Sequence[e.Happened]:
    """Looked at once more: a log may have been opened since."""
    if state.id != command.erasure or state.due_at is None or act.at < state.due_at:
        return []
    if around.unarchived - state.not_archived:
        return _stopped(state, "archive")
    return [e.ErasureFellDue(child=state.child, erasure=command.erasure, expected=around.services)]


def afterwards(command: TellDestroyed | MissReceipts | TakeReceipt, state: Erasure) -> Sequence[e.Happened]:
    erasure = state.id or ""
    match command:
        case TellDestroyed() if state.state is State.DUE:
            return [e.KeysDestroyed(child=state.child, erasure=erasure, entry=command.entry, head=command.head)]
        case MissReceipts() if state.missing:
            return [
                e.ErasureReceiptMissing(child=state.child, erasure=erasure, owners=state.missing, told=state.agreed)
            ]
        case TakeReceipt():
            if command.owner in state.receipts:
                return []
            given = {"owner": command.owner, "signature": command.signature}
            return [e.ErasureReceiptGiven(child=command.child, erasure=command.erasure, **given)]
        case _:
            return []


def evolve(state: Erasure, event: e.Happened) -> Erasure:
    state = replace(state, child=event.child)
    match event:
        case e.RetentionEnded():
            return _begun(state, event.erasure, BASIS_FOR_RETENTION, ())
        case e.ErasureProposed():
            return _begun(state, event.erasure, event.legal_basis, (event.by,))
        case e.ErasureConfirmed():
            to = State.CONFIRMED if event.due_at else State.PROPOSED
            return replace(state, state=to, due_at=event.due_at, agreed=(*state.agreed, event.by))
        case e.ErasureCancelled() | e.ErasureVetoed() | e.ErasureStopped():
            return replace(state, state=State.CANCELLED, due_at=None)
        case e.LegalHoldSet() | e.LegalHoldLifted():
            return replace(state, held=isinstance(event, e.LegalHoldSet))
        case e.NothingToArchive():
            return replace(state, not_archived=state.not_archived | {*event.stafettlogger})
        case e.ErasureFellDue():
            return replace(state, state=State.DUE, due_at=None, expected=frozenset(event.expected))
        case e.KeysDestroyed():
            return replace(state, state=State.DESTROYED, head=event.head)
        case e.ErasureReceiptGiven():
            return replace(state, receipts={**state.receipts, event.owner: event.signature})
        case e.ErasureReceiptMissing():
            return state
        case _:
            assert_never(event)


_Said = TypeVar("_Said", bound=e.Happened)


def _said(
    kind: Callable[..., _Said],
    command: "c.ProposeErasure | c.CancelErasure | c.VetoErasure | c.SetLegalHold | c.LiftLegalHold"
    " | c.DecideNothingToArchive",
    act: Act,
    **more: object,
) -> _Said:
    return kind(child=command.child, by=act.by.id, reason=command.reason, **more)


def _begun(state: Erasure, erasure: Id, basis: Id, agreed: tuple[Id, ...]) -> Erasure:
    return replace(state, id=erasure, state=State.PROPOSED, legal_basis=basis, agreed=agreed, due_at=None)


def _stopped(state: Erasure, because: str) -> list[e.Happened]:
    return [e.ErasureStopped(child=state.child, erasure=state.id or "", because=because)]


def _under_way(state: Erasure, erasure: Id) -> None:
    if state.id != erasure or state.state not in OPEN:
        raise NothingToErase


def _may_begin(state: Erasure, around: Around) -> None:
    if state.held:
        raise OnHold
    if around.unarchived - state.not_archived:
        raise NotArchived
