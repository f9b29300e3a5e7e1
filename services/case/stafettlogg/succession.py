"""Who takes the baton over when nobody has accepted it: the fall-back order of docs/adr/0010."""

from collections.abc import Set as AbstractSet
from datetime import date

from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.state import Stafettlogg, is_away


def may_hold(state: Stafettlogg, consented: AbstractSet[str], today: date) -> list[str]:
    """Those who take part, are here, and whose service is let in; whoever has taken part longest comes first."""
    return [
        person for person, of in state.participants.items() if of in consented and not is_away(state, person, today)
    ]


def heir(state: Stafettlogg, without: AbstractSet[str], consented: AbstractSet[str], today: date) -> str | None:
    """Whoever was asked already; else whoever is here and has taken part longest; else the longest of those away."""
    able = [person for person, of in state.participants.items() if of in consented and person not in without]
    present = [person for person in may_hold(state, consented, today) if person not in without]
    if state.offered_to in present:
        return state.offered_to
    return next(iter([*present, *able]), None)


def passed_to(state: Stafettlogg, taker: str, because: str) -> list[StafettloggEvent]:
    """The baton moves without anybody's yes; an offer to somebody else ends first."""
    passed = b.BatonPassed(giver=state.holder, taker=taker, because=because)
    return [*offer_ended(state, because, unless=taker), passed]


def offer_ended(state: Stafettlogg, because: str, unless: str | None = None) -> list[StafettloggEvent]:
    if state.offered_to in {None, unless}:
        return []
    return [b.BatonOfferEnded(to=state.offered_to or "", because=because)]
