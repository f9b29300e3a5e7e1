"""The end of a stafettlogg, its return with new consent, and its journey when the child moves on."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import closing as ask
from services.case.stafettlogg.asked.baton import BatonAlreadyOffered
from services.case.stafettlogg.asked.level import PlanNotConsidered
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.measures import EvaluationOverdue
from services.case.stafettlogg.state import Stafettlogg, Transition, must_be_family, must_hold, today
from shared.contracts.case import AskReopening, Because, CloseStafettlogg, OfferTransition
from shared.decider import Act

Outcome = list[c.CourseEvent | b.BatonEvent | p.JoiningEvent | EvaluationOverdue]


def decide(command: ask.CourseCommand, state: Stafettlogg, act: Act) -> Outcome:
    match command:
        case CloseStafettlogg():
            return close(command, state, act)
        case AskReopening():
            return ask_reopening(command, state, act)
        case ask.ReopenUnderConsent():
            return reopen(command, state, act)
        case OfferTransition():
            return offer_transition(command, state, act)
        case ask.LeaveAfterTransition():
            return leave_after_transition(command, state)
        case _:
            assert_never(command)


def close(command: CloseStafettlogg, state: Stafettlogg, act: Act) -> Outcome:
    because = command.because
    if state.of_family(act.by.id):
        because = Because.FAMILY if because is Because.OTHER else because
    else:
        must_hold(state, act)
    if because is Because.INDIVIDUAL_PLAN and not state.plan_considered:
        raise PlanNotConsidered
    return [c.StafettloggClosed(because=because, reason=command.reason)]


def ask_reopening(command: AskReopening, state: Stafettlogg, act: Act) -> Outcome:
    must_be_family(state, act)
    _must_be_closed(state)
    return [] if state.reopening else [c.ReopeningAsked(guardian=act.by.id, reason=command.reason)]


def reopen(under: ask.ReopenUnderConsent, state: Stafettlogg, act: Act) -> Outcome:
    """Whoever reopens holds the baton. A service whose consent has ended meanwhile comes along no more."""
    _must_be_closed(state)
    if not state.reopening:
        raise ask.ReopeningNotAsked
    if act.by.owner not in under.consented:
        raise asked.NoConsent
    if under.consented <= {act.by.owner}:
        raise asked.NobodyToWorkWith
    gone = sorted({owner for owner in state.participants.values() if owner not in under.consented})
    reopened = c.StafettloggReopened(holder=act.by.id, holder_owner=act.by.owner, holder_name=under.command.opener_name)
    left = (p.ParticipantLeft(owner=owner, because="consent-ended") for owner in gone)
    restated = [under.restated] if under.restated else []
    return [*restated, *left, reopened, *_passed_meanwhile(state, act)]


def _passed_meanwhile(state: Stafettlogg, act: Act) -> list[EvaluationOverdue]:
    """Evaluation days that came while the log was closed are now for whoever reopens it to see to."""
    return [
        EvaluationOverdue(measure=measure, holder=act.by.id)
        for measure, known in state.measures.items()
        if known.stage == "agreed" and known.evaluate_on and known.evaluate_on <= today(act)
    ]


def offer_transition(command: OfferTransition, state: Stafettlogg, act: Act) -> Outcome:
    """As a baton, with a reason and a day: the giver's service leaves when it is accepted and the day has come."""
    must_hold(state, act)
    if command.to not in state.participants:
        raise asked.NotTakingPart
    if state.participants[command.to] == state.participants[state.holder]:
        raise ask.SameService
    if command.on < today(act):
        raise ask.TransitionInThePast
    if state.offered_to:
        raise BatonAlreadyOffered
    leaving = state.participants[state.holder]
    return [
        b.BatonOffered(giver=state.holder, to=command.to, offer=str(act.id), answer_by=command.on),
        c.TransitionOffered(to=command.to, leaving=leaving, on=command.on, reason=command.reason),
    ]


def left_behind(state: Stafettlogg, taker: str, act: Act) -> Outcome:
    """Who leaves at once as this person takes the baton."""
    offered = state.transition
    if offered is None or offered.to != taker or offered.on > today(act):
        return []
    if offered.leaving not in state.participants.values():
        return []
    return [p.ParticipantLeft(owner=offered.leaving, because="transition")]


def leave_after_transition(command: ask.LeaveAfterTransition, state: Stafettlogg) -> Outcome:
    """Nobody leaves if the baton was not accepted, or has come back."""
    offered = state.transition
    if offered is None or not offered.accepted or (offered.leaving, offered.on) != (command.owner, command.on):
        return []
    if command.owner not in state.participants.values() or state.participants.get(state.holder) == command.owner:
        return []
    left = p.ParticipantLeft(owner=command.owner, because="transition")
    if state.offered_to and state.participants[state.offered_to] == command.owner:
        return [b.BatonOfferEnded(to=state.offered_to, because="transition"), left]
    return [left]


def _must_be_closed(state: Stafettlogg) -> None:
    if not state.closed:
        raise ask.LogIsOpen


def evolve(state: Stafettlogg, event: c.CourseEvent) -> Stafettlogg:
    match event:
        case c.StafettloggClosed():
            return replace(state, closed=True, offered_to=None, offer=None, transition=None)
        case c.ReopeningAsked():
            return replace(state, reopening=True)
        case c.StafettloggReopened(holder=holder, holder_owner=owner):
            joined = {**state.participants, holder: owner}
            return replace(
                state,
                archive=state.archive and state.archive.grown(),
                closed=False,
                reopening=False,
                holder=holder,
                invited={},
                called={},
                participants=joined,
            )
        case c.TransitionOffered(to=to, leaving=leaving, on=on):
            return replace(state, transition=Transition(to, leaving, on))
        case _:
            assert_never(event)
