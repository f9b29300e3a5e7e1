"""When the epochs of a child's keys begin: each day, and whenever a consent ends. See ADR 16."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from services.consent.events import SCHEMA
from services.consent.family import Family, evolve
from shared.contracts.common import SHARED_CATEGORIES, Category
from shared.days import day_of
from shared.events import Recorded


class Epoch(NamedTuple):
    """What a key was made for: nothing written before `day`, and nobody whose consent had ended.

    known: how much of the family's log whoever made it had read. A version and not a time, so that a key which is made
    while an end is being written does not pass for a later one.
    """

    day: date = date(1970, 1, 1)
    known: int = 0

    def covers(self, other: "Epoch") -> bool:
        return self.day >= other.day and self.known >= other.known


def newest(rows: Sequence[Recorded], categories: Iterable[Category], at: datetime) -> dict[Category, Epoch]:
    """What a key must cover to close what is written now. rows: the family's log.

    What is never shared has one epoch for good.
    """
    ended, today = _ended(rows), day_of(at)
    return {
        category: Epoch(today, ended.get(category, 0)) if category in SHARED_CATEGORIES else Epoch()
        for category in categories
    }


def _ended(rows: Sequence[Recorded]) -> dict[Category, int]:
    """The version at which a consent to each category last ended, whichever way."""
    family, found = Family(), dict[Category, int]()
    for row in rows:
        before, family = family, evolve(family, SCHEMA.read(row))
        for consent in before.consents.values():
            if consent.live(date.min) and not family.consents[consent.id].live(date.min):
                found |= dict.fromkeys(consent.categories, row.version)
    return found
