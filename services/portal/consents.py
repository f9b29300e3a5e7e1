"""Consents in the order people think of services, and only the newest word for each."""

from collections.abc import Iterable

from services.portal.view import rank
from shared.contracts.consent import ConsentView, State

STANDING = frozenset({State.PROPOSED, State.PARTIAL, State.ACTIVE})
"""Asked or given, and not ended: there is nothing to ask anew, and something to withdraw."""


def ordered(consents: Iterable[ConsentView]) -> tuple[ConsentView, ...]:
    return tuple(sorted(consents, key=lambda item: rank(item.service)))


def latest(newest_first: Iterable[ConsentView]) -> tuple[ConsentView, ...]:
    found: dict[str, ConsentView] = {}
    for item in newest_first:
        found.setdefault(item.service, item)
    return ordered(found.values())
