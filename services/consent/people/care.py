"""Barnevernet has the care of a child, or a guardian is the one suspected: what its leaders register, with the law."""

from collections.abc import Sequence
from datetime import date

from services.consent.asking import Rules
from services.consent.events import (
    CareOrderBegan,
    CareOrderEnded,
    FamilyEvent,
    SuspicionLifted,
    SuspicionRegistered,
)
from services.consent.family import Family, evolve, today
from services.consent.legal import LEGAL_BASES
from services.consent.people.growing import asked_anew
from services.consent.refusals import NoSuchOrder, NotByLaw
from shared.contracts.consent import EndCareOrder, LiftSuspicion, RegisterCareOrder, RegisterSuspicion
from shared.decider import Act
from shared.errors import Unknown

CareCommand = RegisterCareOrder | EndCareOrder | RegisterSuspicion | LiftSuspicion


def care(rules: Rules, command: CareCommand, raw: Family, act: Act) -> Sequence[FamilyEvent]:
    if not raw.child:
        raise Unknown
    day = today(act.at)
    match command:
        case RegisterCareOrder():
            return _takes_over(rules, command, raw, act)
        case EndCareOrder():
            if raw.care is None:
                raise NoSuchOrder
            return care_ended(rules, raw, act)
        case RegisterSuspicion():
            if not _grounded(command, day) or command.guardian not in raw.guardians:
                raise NotByLaw
            dates = {"valid_from": command.valid_from, "valid_to": command.valid_to}
            return [SuspicionRegistered(guardian=command.guardian, legal_basis=command.legal_basis, **dates)]
        case LiftSuspicion():
            if command.guardian not in raw.suspicions:
                raise NoSuchOrder
            return [SuspicionLifted(guardian=command.guardian)]


def _takes_over(rules: Rules, command: RegisterCareOrder, raw: Family, act: Act) -> Sequence[FamilyEvent]:
    """From now on barnevernet answers, and nobody else comes in with a right that a parent had."""
    day = today(act.at)
    if not _grounded(command, day):
        raise NotByLaw
    lost = tuple(sorted(rules.law.on(raw, day).responsible))
    began = CareOrderBegan(
        legal_basis=command.legal_basis, valid_from=command.valid_from, valid_to=command.valid_to, ended=lost
    )
    return [began, *asked_anew(rules, evolve(raw, began), act)]


def care_ended(rules: Rules, raw: Family, act: Act) -> Sequence[FamilyEvent]:
    """Those who have foreldreansvar decide again, and what barnevernet said yes to is asked anew."""
    back = rules.law.on(evolve(raw, CareOrderEnded(guardians=())), today(act.at)).responsible
    over = CareOrderEnded(guardians=tuple(sorted(back)))
    return [over, *asked_anew(rules, evolve(raw, over), act)]


def _grounded(command: RegisterCareOrder | RegisterSuspicion, day: date) -> bool:
    basis = LEGAL_BASES.get(command.legal_basis)
    lawful = basis is not None and basis.care and basis.holds(command.valid_from)
    return lawful and command.valid_from <= day and (command.valid_to is None or day < command.valid_to)
