"""The stafettpinne: offered, accepted, declined, taken back; the holder keeps every duty until it is accepted."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg import absence
from services.case.stafettlogg.asked import NoConsent, NotTakingPart
from services.case.stafettlogg.asked import baton as asked
from services.case.stafettlogg.closing import left_behind
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.state import Stafettlogg, is_away, must_hold, today
from services.case.stafettlogg.succession import offer_ended
from shared.contracts.case import DeclineBaton, WithdrawBatonOffer
from shared.decider import Act


def decide(command: asked.BatonCommand, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    if isinstance(command, asked.AbsenceCommand):
        return absence.decide(command, state, act)
    match command:
        case asked.OfferWithin():
            return offer_baton(command, state, act)
        case asked.TakeBatonUnderConsent():
            return take_baton(command, state, act)
        case asked.AppointUnderConsent():
            return appoint(command, state, act)
        case DeclineBaton():
            return decline_baton(state, act)
        case WithdrawBatonOffer():
            return withdraw_offer(state, act)
        case asked.MarkBatonUnanswered(offer=offer):
            return mark_unanswered(offer, state)
        case _:
            assert_never(command)


def offer_baton(within: asked.OfferWithin, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    must_hold(state, act)
    to = within.command.to
    _must_be_here(state, to, act)
    if to in (state.holder, state.offered_to):
        return []  # already so: repeating the offer is harmless
    if state.offered_to:
        raise asked.BatonAlreadyOffered
    return [b.BatonOffered(giver=state.holder, to=to, offer=str(act.id), answer_by=within.answer_by)]


def take_baton(under: asked.TakeBatonUnderConsent, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    _must_be_offered(state, act)
    if act.by.owner not in under.consented:
        raise NoConsent
    passed = b.BatonPassed(giver=state.holder, taker=act.by.id, because="accepted")
    return [passed, *left_behind(state, act.by.id, act)]


def appoint(under: asked.AppointUnderConsent, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    """At once, without the appointed one's yes: the leader answers for it. To the holder: it stays there."""
    to = under.command.to
    _must_be_here(state, to, act)
    if state.participants[to] not in under.consented:
        raise NoConsent
    ended = offer_ended(state, "appointed", unless=to)
    if to == state.holder:
        return ended
    appointed = b.HolderAppointed(giver=state.holder, taker=to, reason=under.command.reason)
    return [*ended, appointed, *left_behind(state, to, act)]


def decline_baton(state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    _must_be_offered(state, act)
    return [b.BatonOfferEnded(to=act.by.id, because="declined")]


def withdraw_offer(state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    must_hold(state, act)
    return offer_ended(state, "withdrawn")


def mark_unanswered(offer: str, state: Stafettlogg) -> list[StafettloggEvent]:
    if state.offered_to is None or state.offer != offer:
        return []
    return [b.BatonUnanswered(holder=state.holder, to=state.offered_to)]


def _must_be_offered(state: Stafettlogg, act: Act) -> None:
    if act.by.id != state.offered_to:
        raise asked.BatonNotOffered


def _must_be_here(state: Stafettlogg, person: str, act: Act) -> None:
    if person not in state.participants:
        raise NotTakingPart
    if is_away(state, person, today(act)):
        raise asked.IsAway


def evolve(state: Stafettlogg, event: b.BatonEvent) -> Stafettlogg:
    match event:
        case b.BatonOffered(to=to, offer=offer):
            return replace(state, offered_to=to, offer=offer)
        case b.BatonPassed(taker=taker) | b.HolderAppointed(taker=taker):
            return replace(state, holder=taker, offered_to=None, offer=None, transition=state.passed(taker))
        case b.BatonOfferEnded():
            return replace(state, offered_to=None, offer=None, transition=state.kept())
        case b.AbsenceSet() | b.AbsenceEnded():
            return absence.evolve(state, event)
        case b.BatonUnanswered() | b.HolderAbsent():
            return state
        case _:
            assert_never(event)
