"""Who has a right to read what, said a second time and simply: what the real rules are judged by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.consent.record import Consent
from services.consent.release import LENT
from shared.contracts.common import Category, Id, Owner
from tests.property.rights_ground import Entry, Service

READERS: tuple[Owner, ...] = ("barnehage", "ppt", "helsestasjon")
WRITERS: tuple[Owner, ...] = (*READERS, "familie")
CATEGORIES = (Category.NOTES, Category.HEALTH)
HEALTH_AGE, ADULT = 16, 18


@dataclass
class Given:
    """One consent, as the family knows it."""

    service: Owner
    partners: frozenset[Owner]
    categories: frozenset[Category]
    givers: frozenset[str]
    covers_from: date
    expires_on: date
    yes: set[str] = field(default_factory=set)
    ended: bool = False

    @property
    def given(self) -> bool:
        return self.givers <= self.yes


@dataclass
class Model:
    child: Id
    born: date
    consents: dict[Id, Given] = field(default_factory=dict)
    last: dict[tuple[Owner, int], datetime] = field(default_factory=dict)  # until when a reader had a right to an entry
    slots: dict[tuple[Owner, Owner, Category], datetime] = field(default_factory=dict)  # and to what is written then

    def asked(self, id_: Id, one: Consent, today: date) -> None:
        self.consents.setdefault(
            id_,
            Given(
                one.service, one.partners or frozenset(), frozenset(one.categories), one.givers,
                one.covers_from or today, one.expires_on,
            ),
        )  # fmt: skip

    def answered(self, id_: Id, who: str, *, yes: bool) -> None:
        """What is renewed ends when everybody has said yes to what renews it."""
        one = self.consents[id_]
        one.yes |= {who} if yes else set()
        one.ended |= not yes
        for other in self.consents.values():
            other.ended |= one.given and other is not one and other.given and other.service == one.service

    def registered(self, decides: set[str]) -> None:
        for one in self.consents.values():
            one.ended |= not (decides and decides <= one.givers) if one.given else decides != one.givers - {self.child}

    def grown(self, today: date) -> None:
        """At 16 the youth alone decides about health, at 18 about everything."""
        for one in self.consents.values():
            if self.age(today) >= ADULT or (self.age(today) >= HEALTH_AGE and Category.HEALTH in one.categories):
                one.ended |= self.child not in one.givers

    def age(self, today: date) -> int:
        return today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))

    def in_force(self) -> list[Id]:
        return [id_ for id_, one in self.consents.items() if one.given and not one.ended]

    def right(self, reader: Owner, one: Entry, today: date) -> bool:
        return self._may(reader, one.owner, one.category, one.day, today)

    def _may(self, reader: Owner, owner: Owner, category: Category, written: date, today: date) -> bool:
        mine, theirs = (
            [
                one for one in self.consents.values()
                if one.service == service and category in one.categories and one.given and not one.ended
                and one.covers_from <= written and today < one.expires_on
            ]
            for service in (reader, owner)
        )  # fmt: skip
        if owner == "familie":
            return bool(mine)
        return any(owner in a.partners or reader in b.partners for a in mine for b in theirs)

    def note(self, entries: Sequence[Entry], at: datetime, today: date) -> None:
        """Who has a right at this moment."""
        for reader in READERS:
            self.last |= {(reader, one.n): at for one in entries if self.right(reader, one, today)}
            self.slots |= {
                (reader, owner, category): at for owner in WRITERS for category in CATEGORIES
                if self._may(reader, owner, category, today, today)
            }  # fmt: skip

    def must_have_had_right(self, service: Service, one: Entry, at: datetime) -> None:
        """Now; or a lease ago, when it was cut off; or to what was written then, by one that was cut off too."""
        until = self.last.get((service.owner, one.n))
        if until is None and one.loose:
            until = self.slots.get((service.owner, one.owner, one.category))
        assert until is not None, "a key that was never to be had"
        late = LENT if service.deaf or service.mute else timedelta(0)
        assert at - until <= late, "a key was held too long"
