"""The undringssamtale: prepared, invited to, written down; never while the concern is or may be acute."""

from dataclasses import replace
from typing import assert_never

from services.case.casework import asked
from services.case.casework import events as e
from services.case.casework.state import Case, Invitation, must_be_open, must_exist, must_hear, must_not_be_acute
from services.case.dates import OSLO
from shared.contracts.case import CancelConversation, PrepareConversation
from shared.decider import Act


def decide(command: asked.ConversationCommand, state: Case, act: Act) -> list[e.CaseworkEvent]:
    match command:
        case PrepareConversation():
            return prepare(command, state)
        case asked.InviteGuardians():
            return invite(command, state, act)
        case CancelConversation():
            return cancel(command, state)
        case asked.RecordByAge():
            return record(command, state, act)
        case _:
            assert_never(command)


def prepare(command: PrepareConversation, state: Case) -> list[e.CaseworkEvent]:
    must_be_open(state)
    must_not_be_acute(state)
    return [
        e.ConversationPrepared(
            episodes=command.episodes, questions=command.questions, phrases=command.phrases,
            parents_may_wish=command.parents_may_wish, interpreter=command.interpreter,
        )
    ]  # fmt: skip


def invite(under: asked.InviteGuardians, state: Case, act: Act) -> list[e.CaseworkEvent]:
    must_be_open(state)
    must_not_be_acute(state)
    command = under.command
    if command.invitation in state.invitations:
        raise asked.InvitationExists
    if command.meets_at <= act.at:
        raise asked.NotInThePast
    if not under.guardians.issuperset(command.guardians):
        raise asked.NotAGuardian
    return [
        e.ConversationInvited(
            invitation=command.invitation, meets_at=command.meets_at, guardians=tuple(dict.fromkeys(command.guardians)),
            place=command.place, message=command.message,
        )
    ]  # fmt: skip


def cancel(command: CancelConversation, state: Case) -> list[e.CaseworkEvent]:
    """Also when the concern has turned acute, or the case is closed: calling it off tells the parents nothing."""
    must_exist(state)
    if command.invitation not in state.invitations:
        raise asked.NoSuchInvitation
    if state.invitations[command.invitation].cancelled:
        return []
    return [e.ConversationCancelled(invitation=command.invitation)]


def record(under: asked.RecordByAge, state: Case, act: Act) -> list[e.CaseworkEvent]:
    must_be_open(state)
    must_not_be_acute(state)
    command = under.command
    if command.held_on > act.at.astimezone(OSLO).date():
        raise asked.NotInTheFuture
    must_hear(command.childs_view, command.not_heard_because, of_age=under.must_hear)
    return [
        e.ConversationRecorded(
            held_on=command.held_on, parents_view=command.parents_view, childs_view=command.childs_view,
            not_heard_because=command.not_heard_because, parents_worry=command.parents_worry,
            childs_worry=command.childs_worry,
        )
    ]  # fmt: skip


def evolve(state: Case, event: e.ConversationEvent) -> Case:
    match event:
        case e.ConversationInvited(invitation=invitation, guardians=guardians, meets_at=meets_at):
            made = Invitation(frozenset(guardians), meets_at)
            return replace(state, invitations={**state.invitations, invitation: made})
        case e.ConversationCancelled(invitation=invitation):
            off = replace(state.invitations[invitation], cancelled=True)
            return replace(state, invitations={**state.invitations, invitation: off})
        case e.ConversationPrepared() | e.ConversationRecorded():
            return state
        case _:
            assert_never(event)
