"""The rules of consent: who must say yes, who may say no, and when a yes has ended."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from services.consent.answering import (
    ExpireConsent,
    RemindOfReview,
    answer,
    ended,
    expire,
    register_answer,
    remind,
    review,
    withdraw,
)
from services.consent.asking import Rules, ask
from services.consent.events import (
    Because,
    ChildRegistered,
    FamilyEvent,
    GuardianRegistered,
    GuardiansChanged,
    ProtectionChanged,
    SharedByLaw,
)
from services.consent.family import Family, evolve, today
from services.consent.legal import LEGAL_BASES
from services.consent.people.birth_numbers import told
from services.consent.people.growing import Grow, grow
from services.consent.record import LIVE, Consent
from services.consent.refusals import NotByLaw
from shared.contracts.common import Id
from shared.contracts.consent import (
    AnswerConsent,
    AskConsent,
    RegisterAnswer,
    RegisterFamily,
    RegisterSharingByLaw,
    ReviewConsent,
    State,
    WithdrawConsent,
)
from shared.decider import Act, Decider
from shared.errors import Unknown

FamilyCommand = (
    RegisterFamily
    | AskConsent
    | AnswerConsent
    | WithdrawConsent
    | RegisterAnswer
    | ReviewConsent
    | RegisterSharingByLaw
    | ExpireConsent
    | RemindOfReview
    | Grow
)


def decider(rules: Rules, born: date | None = None) -> Decider[FamilyCommand, Family, FamilyEvent]:
    """born: of the child, from what is sealed in its stream."""

    def decide(command: FamilyCommand, raw: Family, act: Act) -> Sequence[FamilyEvent]:
        state = rules.law.on(raw, today(act.at))
        match command:
            case RegisterFamily():
                return register(command, raw, act)
            case Grow():
                return grow(rules, raw, act)
            case AskConsent():
                return ask(rules, command, state, act)
            case AnswerConsent():
                return answer(command, state, act)
            case WithdrawConsent():
                return withdraw(command, state, act)
            case RegisterAnswer():
                return register_answer(command, state, act)
            case ReviewConsent():
                return review(command, state, act)
            case RegisterSharingByLaw():
                return share_by_law(command, state, act)
            case ExpireConsent():
                return expire(command, state, act)
            case RemindOfReview():
                return remind(command, state, act)
            case _:
                assert_never(command)

    return Decider(Family(born=born), decide, evolve, lambda state: state.child)


def register(command: RegisterFamily, state: Family, act: Act) -> Sequence[FamilyEvent]:
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
    lost = [
        ended(consent, Because.GUARDIANS, act)
        for consent in state.consents.values()
        if consent.state in LIVE and not _stands(consent, responsible)
    ]
    return [child, *guardians, *changed(state, responsible), *_graded(command, state), *lost]


def _graded(command: RegisterFamily, state: Family) -> Sequence[FamilyEvent]:
    if command.grading is None or command.grading is state.grading:
        return []
    return [ProtectionChanged(grading=command.grading)]


def changed(state: Family, responsible: frozenset[Id]) -> Sequence[FamilyEvent]:
    """Of a child that nobody knew, nobody has anything to change."""
    if not state.child or responsible == state.responsible:
        return []
    gone = tuple(sorted(state.responsible - responsible))
    return [GuardiansChanged(guardians=tuple(sorted(responsible)), ended=gone)]


def share_by_law(command: RegisterSharingByLaw, state: Family, act: Act) -> Sequence[FamilyEvent]:
    if not state.child:
        raise Unknown
    basis = LEGAL_BASES.get(command.legal_basis)
    if basis is None or not basis.by_law or not basis.holds(command.on) or command.on > today(act.at):
        raise NotByLaw
    return [
        SharedByLaw(
            sharing=command.sharing, by=act.by.owner, to=command.to, legal_basis=command.legal_basis,
            categories=command.categories, on=command.on, what=command.what,
        )
    ]  # fmt: skip


def _stands(consent: Consent, responsible: frozenset[Id]) -> bool:
    """Whether everybody who decides now was asked, and nobody is waited for who decides no longer."""
    if consent.state is State.ACTIVE:
        return bool(responsible) and responsible <= consent.givers
    return responsible == consent.givers
