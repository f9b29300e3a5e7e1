"""The stafettpinne: offered, accepted, declined, taken back; the holder keeps every duty until it is accepted."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg.asked import NoConsent, NotTakingPart
from services.case.stafettlogg.asked import baton as asked
from services.case.stafettlogg.closing import left_behind
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.state import Stafettlogg, must_hold
from shared.contracts.case import DeclineBaton, OfferBaton, WithdrawBatonOffer
from shared.decider import Act


def decide(command: asked.BatonCommand, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    match command:
        case OfferBaton():
            return offer_baton(command, state, act)
        case asked.TakeBatonUnderConsent():
            return take_baton(command, state, act)
        case DeclineBaton():
            return decline_baton(state, act)
        case WithdrawBatonOffer():
            return withdraw_offer(state, act)
        case _:
            assert_never(command)


def offer_baton(command: OfferBaton, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    must_hold(state, act)
    if command.to not in state.participants:
        raise NotTakingPart
    if command.to in (state.holder, state.offered_to):
        return []  # already so: repeating the offer is harmless
    if state.offered_to:
        raise asked.BatonAlreadyOffered
    return [b.BatonOffered(giver=state.holder, to=command.to)]


def take_baton(under: asked.TakeBatonUnderConsent, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    _must_be_offered(state, act)
    if act.by.owner not in under.consented:
        raise NoConsent
    return [b.BatonPassed(giver=state.holder, taker=act.by.id), *left_behind(state, act)]


def decline_baton(state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    _must_be_offered(state, act)
    return [b.BatonOfferEnded(to=act.by.id, because="declined")]


def withdraw_offer(state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    must_hold(state, act)
    return [b.BatonOfferEnded(to=state.offered_to, because="withdrawn")] if state.offered_to else []


def _must_be_offered(state: Stafettlogg, act: Act) -> None:
    if act.by.id != state.offered_to:
        raise asked.BatonNotOffered


def evolve(state: Stafettlogg, event: b.BatonEvent) -> Stafettlogg:
    match event:
        case b.BatonOffered(to=to):
            return replace(state, offered_to=to)
        case b.BatonPassed(taker=taker):
            return replace(state, holder=taker, offered_to=None, transition=state.passed(taker))
        case b.BatonOfferEnded():
            return replace(state, offered_to=None, transition=state.kept())
        case _:
            assert_never(event)
