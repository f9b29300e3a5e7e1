"""Who takes part: opened under consent, invited, accepted, left."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg import asked
from services.case.stafettlogg import events as e
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.closing import StafettloggClosed
from services.case.stafettlogg.events.goals import GoalAdded
from services.case.stafettlogg.goals import FIRST
from services.case.stafettlogg.state import Stafettlogg, must_hold
from shared.contracts.case import DeclineInvitation
from shared.decider import Act


def decide(command: asked.ParticipationCommand, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    match command:
        case asked.OpenUnderConsent():
            return open_log(command, state, act)
        case joining.InviteUnderConsent():
            return invite(command, state, act)
        case joining.JoinUnderConsent():
            return join(command, state, act)
        case DeclineInvitation():
            return decline_invitation(state, act)
        case joining.EndParticipation():
            return end_participation(command, state)
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
    goal = [GoalAdded(goal=FIRST, text=command.goal)] if command.goal else []
    return [
        e.StafettloggOpened(
            child=command.child, opener=act.by.id, opener_owner=act.by.owner,
            guardians=tuple(guardian.person for guardian in under.guardians), level=2, child_name=under.child_name,
            opener_name=command.opener_name, guardian_names=under.guardians, attention=command.attention,
        ),
        *goal,
    ]  # fmt: skip


def invite(under: joining.InviteUnderConsent, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    must_hold(state, act)
    invited = under.command.invited
    if invited not in under.consented:
        raise asked.NoConsent
    if invited in state.invited or invited in state.participants.values():
        return []
    return [p.ServiceInvited(invited=invited)]


def join(under: joining.JoinUnderConsent, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if act.by.owner not in state.invited:
        raise joining.NotInvited
    if act.by.owner not in under.consented:
        raise asked.NoConsent
    name = under.command.participant_name
    return [p.InvitationAccepted(person=act.by.id, owner=act.by.owner, person_name=name)]


def decline_invitation(state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if act.by.owner not in state.invited:
        raise joining.NotInvited
    return [p.InvitationDeclined(owner=act.by.owner)]


def end_participation(command: joining.EndParticipation, state: Stafettlogg) -> list[e.StafettloggEvent]:
    """A service whose consent has ended leaves at once; a baton it held goes to whoever has taken part longest."""
    gone = {person for person, owner in state.participants.items() if owner == command.owner}
    if not (gone or command.owner in state.invited):
        return []
    out: list[e.StafettloggEvent] = []
    if state.offered_to in gone or (state.offered_to and state.holder in gone):
        out.append(b.BatonOfferEnded(to=state.offered_to or "", because="consent-ended"))
    left = p.ParticipantLeft(owner=command.owner, because="consent-ended")
    if state.holder not in gone:
        return [*out, left]
    remaining = [person for person in state.participants if person not in gone]
    if not remaining:
        return [*out, StafettloggClosed(because="consent-ended", reason=None), left]
    return [*out, b.BatonPassed(giver=state.holder, taker=remaining[0]), left]


def evolve(state: Stafettlogg, event: e.ParticipationEvent) -> Stafettlogg:
    match event:
        case e.StafettloggOpened(child=child, opener=opener, opener_owner=owner, guardians=guardians, level=level):
            return replace(
                state, child=child, level=level, holder=opener, guardians=frozenset(guardians),
                participants={opener: owner},
            )  # fmt: skip
        case p.ServiceInvited(invited=invited):
            return replace(state, invited=state.invited | {invited})
        case p.InvitationAccepted(person=person, owner=owner):
            joined = {**state.participants, person: owner}
            return replace(state, invited=state.invited - {owner}, participants=joined)
        case p.InvitationDeclined(owner=owner):
            return replace(state, invited=state.invited - {owner})
        case p.ParticipantLeft(owner=owner):
            staying = {person: of for person, of in state.participants.items() if of != owner}
            return replace(state, invited=state.invited - {owner}, participants=staying)
        case _:
            assert_never(event)
