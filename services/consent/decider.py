"""The rules of consent: who must say yes, who may say no, and when a yes has ended."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from services.consent.answering import (
    ExpireConsent,
    RemindOfReview,
    answer,
    expire,
    register_answer,
    remind,
    review,
    withdraw,
)
from services.consent.asking import Rules, ask
from services.consent.events import FamilyEvent, SharedByLaw
from services.consent.family import Family, evolve, today
from services.consent.legal import LEGAL_BASES
from services.consent.people.care import CareCommand, care, care_ended
from services.consent.people.growing import Grow, grow
from services.consent.people.registering import register
from services.consent.refusals import NotByLaw
from shared.contracts.consent import (
    AnswerConsent,
    AskConsent,
    EndCareOrder,
    LiftSuspicion,
    RegisterAnswer,
    RegisterCareOrder,
    RegisterFamily,
    RegisterSharingByLaw,
    RegisterSuspicion,
    ReviewConsent,
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
    | CareCommand
    | Grow
)


def decider(rules: Rules, born: date | None = None) -> Decider[FamilyCommand, Family, FamilyEvent]:
    """born: of the child, from what is sealed in its stream."""

    def decide(command: FamilyCommand, raw: Family, act: Act) -> Sequence[FamilyEvent]:
        state = rules.law.on(raw, today(act.at))
        match command:
            case RegisterFamily():
                return register(rules, command, raw, act)
            case RegisterCareOrder() | EndCareOrder() | RegisterSuspicion() | LiftSuspicion():
                return care(rules, command, raw, act)
            case Grow():
                return midnight(rules, raw, act)
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


def midnight(rules: Rules, raw: Family, act: Act) -> Sequence[FamilyEvent]:
    """A birthday, new rules, or the end of a care order."""
    if raw.care and raw.care.end and raw.care.end <= today(act.at):
        return care_ended(rules, raw, act)
    return grow(rules, raw, act)


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
