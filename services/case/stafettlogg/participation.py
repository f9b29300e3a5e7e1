"""Who takes part: opened under consent, invited, accepted, left."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg import asked, leaving, silence
from services.case.stafettlogg import events as e
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.goals import GoalAdded
from services.case.stafettlogg.goals import FIRST
from services.case.stafettlogg.state import Called, Stafettlogg, must_hold
from shared.contracts.case import DeclineInvitation
from shared.decider import Act


def decide(command: asked.ParticipationCommand, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    match command:
        case asked.OpenUnderConsent():
            return open_log(command, state, act)
        case joining.InviteUnderConsent():
            return invite(command, state, act)
        case joining.CallUnderConsent():
            return invite_colleague(command, state, act)
        case joining.JoinUnderConsent():
            return join(command, state, act)
        case joining.RestateUnderConsent():
            return restate(command, state)
        case DeclineInvitation():
            return decline_invitation(state, act)
        case joining.MarkInvitationWaiting():
            return mark_waiting(command, state)
        case joining.LeaveUnderConsent() | joining.EndParticipation() | joining.SetFamily():
            return leaving.decide(command, state, act)
        case joining.NudgeWithin() | joining.MarkSilent():
            return silence.decide(command, state, act)
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
    return [
        p.ServiceInvited(
            invited=invited, invitation=str(act.id), remind_on=under.remind_on, answer_by=under.answer_by
        )
    ]  # fmt: skip


def invite_colleague(under: joining.CallUnderConsent, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    """By the holder, or by somebody of the same service who takes part."""
    owner, person = under.command.owner, under.command.person
    if state.participants.get(act.by.id) != owner:
        must_hold(state, act)
    if owner not in state.participants.values():
        raise joining.ServiceNotTakingPart
    if owner not in under.consented:
        raise asked.NoConsent
    if person in state.called or person in state.participants:
        return []
    return [
        p.ColleagueInvited(
            owner=owner, person=person, invitation=str(act.id), remind_on=under.remind_on, answer_by=under.answer_by
        )
    ]  # fmt: skip


def join(under: joining.JoinUnderConsent, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if not (act.by.owner in state.invited or _is_called(state, act)):
        raise joining.NotInvited
    if act.by.owner not in under.consented:
        raise asked.NoConsent
    name = under.command.participant_name
    accepted = p.InvitationAccepted(person=act.by.id, owner=act.by.owner, person_name=name)
    return [under.restated, accepted] if under.restated else [accepted]


def restate(under: joining.RestateUnderConsent, state: Stafettlogg) -> list[e.StafettloggEvent]:
    return [under.restated] if under.restated and under.owner in state.participants.values() else []


def decline_invitation(state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if _is_called(state, act):
        return [p.ColleagueDeclined(owner=act.by.owner, person=act.by.id)]
    if act.by.owner not in state.invited:
        raise joining.NotInvited
    return [p.InvitationDeclined(owner=act.by.owner)]


def _is_called(state: Stafettlogg, act: Act) -> bool:
    called = state.called.get(act.by.id)
    return called is not None and called.owner == act.by.owner


def mark_waiting(command: joining.MarkInvitationWaiting, state: Stafettlogg) -> list[e.StafettloggEvent]:
    services = [(of, None) for of, one in state.invited.items() if one == command.invitation]
    people = [(one.owner, who) for who, one in state.called.items() if one.invitation == command.invitation]
    if command.too_long:
        return [p.InvitationUnanswered(owner=of, person=who, holder=state.holder) for of, who in [*services, *people]]
    return [p.InvitationReminded(owner=of, person=who) for of, who in [*services, *people]]


def evolve(state: Stafettlogg, event: e.ParticipationEvent) -> Stafettlogg:
    match event:
        case e.StafettloggOpened(child=child, opener=opener, opener_owner=owner, guardians=guardians, level=level):
            return replace(
                state, child=child, level=level, holder=opener, guardians=frozenset(guardians),
                participants={opener: owner},
            )  # fmt: skip
        case p.ServiceInvited(invited=invited, invitation=invitation):
            return replace(state, invited={**state.invited, invited: invitation})
        case p.ColleagueInvited(owner=owner, person=person, invitation=invitation):
            return replace(state, called={**state.called, person: Called(owner, invitation)})
        case p.InvitationAccepted(person=person, owner=owner):
            joined = _uninvited(state, owner=owner, person=person)
            return replace(joined, participants={**state.participants, person: owner})
        case p.InvitationDeclined(owner=owner):
            return _uninvited(state, owner=owner)
        case p.ColleagueDeclined(person=person):
            return _uninvited(state, person=person)
        case p.PersonLeft(person=gone):
            return replace(state, participants={one: of for one, of in state.participants.items() if one != gone})
        case p.ParticipantLeft(owner=owner):
            staying = {person: of for person, of in state.participants.items() if of != owner}
            called = {person: one for person, one in state.called.items() if one.owner != owner}
            return replace(_uninvited(state, owner=owner), participants=staying, called=called)
        case p.FamilyChanged(guardians=guardians):
            return replace(state, guardians=frozenset(guardians))
        case p.ServiceNudged(owner=owner, on=on):
            return replace(state, nudged={**state.nudged, owner: on})
        case p.InvitationReminded() | p.InvitationUnanswered() | p.ServiceFellSilent() | p.StafettloggRestated():
            return state
        case _:
            assert_never(event)


def _uninvited(state: Stafettlogg, *, owner: str = "", person: str = "") -> Stafettlogg:
    return replace(
        state,
        invited={of: one for of, one in state.invited.items() if of != owner},
        called={who: one for who, one in state.called.items() if who != person},
    )
