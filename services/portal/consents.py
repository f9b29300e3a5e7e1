"""Consents in the order people think of services: what stands, or else the last word there was."""

from collections.abc import Iterable
from datetime import date

from services.portal.view import rank
from shared.contracts.common import Id
from shared.contracts.consent import UNHEARD, ConsentView, Kind, State

STANDING = frozenset({State.PROPOSED, State.PARTIAL, State.ACTIVE})
"""Asked or given, and not ended: there is nothing to ask anew, and something to withdraw."""
LOG = "stafettlogg"  # the purpose that lets a service in


def ordered(consents: Iterable[ConsentView]) -> tuple[ConsentView, ...]:
    """Those that let somebody in first."""
    return tuple(sorted(consents, key=lambda item: (item.kind is not Kind.SECRECY, rank(item.service))))


def current(newest_first: Iterable[ConsentView]) -> tuple[ConsentView, ...]:
    """Of each service and purpose all that stands, for one may be asked for anew while the other lasts."""
    groups: dict[tuple[str, str], list[ConsentView]] = {}
    for item in newest_first:
        groups.setdefault((item.service, item.purpose), []).append(item)
    found = ([item for item in group if item.state in STANDING] or group[:1] for group in groups.values())
    return ordered(item for group in found for item in group)


def sharing(consents: Iterable[ConsentView]) -> tuple[ConsentView, ...]:
    """Those that let a service in; the others are another kind of yes, and are never shown as this one."""
    return tuple(item for item in consents if item.kind is Kind.SECRECY)


def child_heard(said: str | None, by: Id) -> dict[str, str | None] | None:
    """What a form says of the child's own view. by: whom the child told, if it was heard."""
    return {"how": said, "by": None if said in UNHEARD else by} if said else None


def renewable(item: ConsentView, day: date) -> bool:
    return item.state is State.ACTIVE and item.renew_from is not None and item.renew_from <= day


def waits_for_review(item: ConsentView, day: date) -> bool:
    """Whoever asked has been reminded of it."""
    return renewable(item, day) or (item.state is State.ACTIVE and item.review_on is not None and item.review_on <= day)


def standing(consents: Iterable[ConsentView], purpose: str, day: date) -> dict[str, ConsentView]:
    """By service: what is asked or given already, and is not about to run out."""
    of_purpose = (item for item in consents if item.purpose == purpose and item.state in STANDING)
    return {item.service: item for item in of_purpose if not renewable(item, day)}
