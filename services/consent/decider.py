"""The rules of consent: who must say yes, who may say no, and when a yes has ended."""

from collections.abc import Sequence
from typing import assert_never

from services.consent.answering import ExpireConsent, answer, expire, withdraw
from services.consent.asking import Rules, ask
from services.consent.birth_numbers import told
from services.consent.events import (
    Because,
    ChildRegistered,
    ConsentExpired,
    FamilyEvent,
    GuardianRegistered,
    GuardiansChanged,
)
from services.consent.family import LIVE, Consent, Family, evolve
from shared.contracts.common import Id
from shared.contracts.consent import AnswerConsent, AskConsent, RegisterFamily, State, WithdrawConsent
from shared.decider import Act, Decider

FamilyCommand = RegisterFamily | AskConsent | AnswerConsent | WithdrawConsent | ExpireConsent


def decider(rules: Rules) -> Decider[FamilyCommand, Family, FamilyEvent]:
    def decide(command: FamilyCommand, state: Family, act: Act) -> Sequence[FamilyEvent]:
        match command:
            case RegisterFamily():
                return register(command, state)
            case AskConsent():
                return ask(rules, command, state, act)
            case AnswerConsent():
                return answer(command, state, act)
            case WithdrawConsent():
                return withdraw(command, state, act)
            case ExpireConsent():
                return expire(command, state, act)
            case _:
                assert_never(command)

    return Decider(Family(), decide, evolve, lambda state: state.child)


def register(command: RegisterFamily, state: Family) -> Sequence[FamilyEvent]:
    """What was asked of others than those who decide from now on, ends: their yes is not everybody's."""
    told(command)
    child = ChildRegistered(
        child=command.child, units=command.units, child_name=command.child_name, birth_number=command.birth_number,
        born=command.born,
    )  # fmt: skip
    guardians = [
        GuardianRegistered(
            guardian=entry.person, relation=entry.relation, responsible=entry.parental_responsibility,
            person_name=entry.person_name, birth_number=entry.birth_number,
        )
        for entry in command.guardians
    ]  # fmt: skip
    responsible = frozenset(entry.guardian for entry in guardians if entry.responsible)
    ended = [
        ConsentExpired(consent=consent.id, to=consent.service, because=Because.GUARDIANS)
        for consent in state.consents.values()
        if consent.state in LIVE and not _stands(consent, responsible)
    ]
    return [child, *guardians, *changed(state, responsible), *ended]


def changed(state: Family, responsible: frozenset[Id]) -> Sequence[FamilyEvent]:
    """Of a child that nobody knew, nobody has anything to change."""
    if not state.child or responsible == state.responsible:
        return []
    ended = tuple(sorted(state.responsible - responsible))
    return [GuardiansChanged(guardians=tuple(sorted(responsible)), ended=ended)]


def _stands(consent: Consent, responsible: frozenset[Id]) -> bool:
    """Whether everybody who decides now was asked, and nobody is waited for who decides no longer."""
    if consent.state is State.ACTIVE:
        return bool(responsible) and responsible <= consent.givers
    return responsible == consent.givers
