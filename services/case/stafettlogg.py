"""The spine of a stafettlogg: who takes part, who holds the baton, what is agreed.

From open to close there is exactly one stafettholder, who takes part under a consent; the holder keeps every duty until
the next has accepted.
"""

from dataclasses import dataclass, field, replace
from typing import assert_never

from services.case import asked
from services.case import events as e
from services.case.casework import OSLO
from shared.contracts.case import (
    AgreeMeasure,
    CloseStafettlogg,
    DeclineBaton,
    DeclineInvitation,
    OfferBaton,
    WithdrawBatonOffer,
)
from shared.contracts.common import Role
from shared.decider import Act, Decider
from shared.errors import Unknown


@dataclass(frozen=True, slots=True)
class Stafettlogg:
    """participants: staff by person, in the order they joined."""

    child: str = ""  # empty until opened
    closed: bool = False
    holder: str = ""
    offered_to: str | None = None
    guardians: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()
    participants: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)  # responsible by measure


def decide(command: asked.StafettloggCommand, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if isinstance(command, asked.OpenUnderConsent):
        return open_log(command, state, act)
    if not state.child:
        raise Unknown
    if isinstance(command, asked.EndParticipation):
        return end_participation(command, state)
    if isinstance(command, asked.MarkEvaluationDue):
        return mark_evaluation_due(command, state)
    if state.closed:
        raise asked.LogClosed
    match command:
        case asked.InviteUnderConsent():
            return invite(command, state, act)
        case asked.JoinUnderConsent():
            return join(command, state, act)
        case DeclineInvitation():
            return decline_invitation(state, act)
        case AgreeMeasure():
            return agree_measure(command, state, act)
        case OfferBaton():
            return offer_baton(command, state, act)
        case asked.TakeBatonUnderConsent():
            return take_baton(command, state, act)
        case DeclineBaton():
            return decline_baton(state, act)
        case WithdrawBatonOffer():
            return withdraw_offer(state, act)
        case CloseStafettlogg():
            return close(command, state, act)
        case _:
            assert_never(command)


def open_log(under: asked.OpenUnderConsent, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if state.child:
        raise asked.LogExists
    if act.by.owner not in under.consented:
        raise asked.NoConsent
    if under.consented <= {act.by.owner}:
        raise asked.NobodyToWorkWith
    command = under.command
    return [
        e.StafettloggOpened(
            child=command.child, opener=act.by.id, opener_owner=act.by.owner,
            guardians=tuple(guardian.person for guardian in under.guardians), level=2, child_name=under.child_name,
            opener_name=command.opener_name, guardian_names=under.guardians, attention=command.attention,
            goal=command.goal,
        )
    ]  # fmt: skip


def invite(under: asked.InviteUnderConsent, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    _must_hold(state, act)
    invited = under.command.invited
    if invited not in under.consented:
        raise asked.NoConsent
    if invited in state.invited or invited in state.participants.values():
        return []
    return [e.ServiceInvited(invited=invited)]


def join(under: asked.JoinUnderConsent, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if act.by.owner not in state.invited:
        raise asked.NotInvited
    if act.by.owner not in under.consented:
        raise asked.NoConsent
    name = under.command.participant_name
    return [e.InvitationAccepted(person=act.by.id, owner=act.by.owner, person_name=name)]


def decline_invitation(state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if act.by.owner not in state.invited:
        raise asked.NotInvited
    return [e.InvitationDeclined(owner=act.by.owner)]


def agree_measure(command: AgreeMeasure, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    _must_hold(state, act)
    if command.measure in state.measures:
        raise asked.MeasureExists
    if command.responsible not in state.guardians and command.responsible not in state.participants:
        raise asked.NotTakingPart
    if command.evaluate_on <= act.at.astimezone(OSLO).date():
        raise asked.EvaluationInThePast
    return [
        e.MeasureAgreed(
            measure=command.measure, responsible=command.responsible, evaluate_on=command.evaluate_on,
            title=command.title, description=command.description,
        )
    ]  # fmt: skip


def mark_evaluation_due(command: asked.MarkEvaluationDue, state: Stafettlogg) -> list[e.StafettloggEvent]:
    if state.closed or command.measure not in state.measures:
        return []
    return [e.EvaluationFellDue(measure=command.measure, responsible=state.measures[command.measure])]


def offer_baton(command: OfferBaton, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    _must_hold(state, act)
    if command.to not in state.participants:
        raise asked.NotTakingPart
    if command.to in (state.holder, state.offered_to):
        return []  # already so: repeating the offer is harmless
    if state.offered_to:
        raise asked.BatonAlreadyOffered
    return [e.BatonOffered(giver=state.holder, to=command.to)]


def take_baton(under: asked.TakeBatonUnderConsent, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    _must_be_offered(state, act)
    if act.by.owner not in under.consented:
        raise asked.NoConsent
    return [e.BatonPassed(giver=state.holder, taker=act.by.id)]


def decline_baton(state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    _must_be_offered(state, act)
    return [e.BatonOfferEnded(to=act.by.id, because="declined")]


def withdraw_offer(state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    _must_hold(state, act)
    return [e.BatonOfferEnded(to=state.offered_to, because="withdrawn")] if state.offered_to else []


def close(command: CloseStafettlogg, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if act.by.role is Role.GUARDIAN and act.by.id in state.guardians:
        return [e.StafettloggClosed(because="family", reason=command.reason)]
    _must_hold(state, act)
    return [e.StafettloggClosed(because="holder", reason=command.reason)]


def end_participation(command: asked.EndParticipation, state: Stafettlogg) -> list[e.StafettloggEvent]:
    """A service whose consent has ended leaves at once; a baton it held goes to whoever has taken part longest."""
    gone = {person for person, owner in state.participants.items() if owner == command.owner}
    if state.closed or not (gone or command.owner in state.invited):
        return []
    out: list[e.StafettloggEvent] = []
    if state.offered_to in gone or (state.offered_to and state.holder in gone):
        out.append(e.BatonOfferEnded(to=state.offered_to or "", because="consent-ended"))
    left = e.ParticipantLeft(owner=command.owner, because="consent-ended")
    if state.holder not in gone:
        return [*out, left]
    remaining = [person for person in state.participants if person not in gone]
    if not remaining:
        return [*out, e.StafettloggClosed(because="consent-ended", reason=None), left]
    return [*out, e.BatonPassed(giver=state.holder, taker=remaining[0]), left]


def _must_hold(state: Stafettlogg, act: Act) -> None:
    if act.by.id != state.holder:
        raise asked.NotTheHolder


def _must_be_offered(state: Stafettlogg, act: Act) -> None:
    if act.by.id != state.offered_to:
        raise asked.BatonNotOffered


def evolve(state: Stafettlogg, event: e.StafettloggEvent) -> Stafettlogg:
    match event:
        case e.StafettloggOpened(child=child, opener=opener, opener_owner=owner, guardians=guardians):
            return replace(
                state, child=child, holder=opener, guardians=frozenset(guardians), participants={opener: owner}
            )
        case e.ServiceInvited(invited=invited):
            return replace(state, invited=state.invited | {invited})
        case e.InvitationAccepted(person=person, owner=owner):
            joined = {**state.participants, person: owner}
            return replace(state, invited=state.invited - {owner}, participants=joined)
        case e.InvitationDeclined(owner=owner):
            return replace(state, invited=state.invited - {owner})
        case e.ParticipantLeft(owner=owner):
            staying = {person: of for person, of in state.participants.items() if of != owner}
            return replace(state, invited=state.invited - {owner}, participants=staying)
        case e.MeasureAgreed(measure=measure, responsible=responsible):
            return replace(state, measures={**state.measures, measure: responsible})
        case e.BatonOffered(to=to):
            return replace(state, offered_to=to)
        case e.BatonPassed(taker=taker):
            return replace(state, holder=taker, offered_to=None)
        case e.BatonOfferEnded():
            return replace(state, offered_to=None)
        case e.StafettloggClosed():
            return replace(state, closed=True, offered_to=None)
        case e.EvaluationFellDue():
            return state
        case _:
            assert_never(event)


DECIDER: Decider[asked.StafettloggCommand, Stafettlogg, e.StafettloggEvent] = Decider(
    initial=Stafettlogg(), decide=decide, evolve=evolve, child=lambda state: state.child
)
