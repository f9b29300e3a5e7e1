"""Who is around the child, as somebody would explain it on a whiteboard: who takes part, who holds the baton."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

GUARDIANS = frozenset({"mother", "father"})


@dataclass
class Circle:
    """Every method answers whether the log takes it, and if so, remembers it."""

    holder: str
    people: dict[str, str]  # service by person
    today: date
    open: bool = True
    wanted_back: bool = False
    offered: str | None = None
    moving: tuple[str, str, date, bool] | None = None  # to whom, who leaves, when, and whether it is accepted
    invited: set[str] = field(default_factory=set)

    def invite(self, who: str, service: str, consented: frozenset[str]) -> bool:
        if not (self.open and who == self.holder and service in consented):
            return False
        if service not in self.people.values():
            self.invited.add(service)
        return True

    def join(self, who: str, service: str, consented: frozenset[str]) -> bool:
        if not (self.open and service in self.invited and service in consented):
            return False
        self.invited.discard(service)
        self.people[who] = service
        return True

    def offer(self, who: str, to: str) -> bool:
        if not (self.open and who == self.holder and to in self.people):
            return False
        if to in (self.holder, self.offered):
            return True
        if self.offered:
            return False
        self.offered = to
        return True

    def move(self, who: str, to: str, on: date) -> bool:
        elsewhere = to in self.people and self.people[to] != self.people.get(self.holder)
        if not (self.open and who == self.holder and elsewhere and on >= self.today and not self.offered):
            return False
        self.offered, self.moving = to, (to, self.people[self.holder], on, False)
        return True

    def take(self, who: str, service: str, consented: frozenset[str]) -> bool:
        if not (self.open and who == self.offered and service in consented):
            return False
        self.hold_now(who)
        if self.moving and self.moving[0] == who and self.moving[2] <= self.today:
            self.leave(self.moving[1])
        return True

    def hold_now(self, who: str) -> None:
        self.holder, self.offered = who, None
        if self.moving and not self.moving[3]:
            to, leaving, on, _ = self.moving
            self.moving = (to, leaving, on, True) if to == who else None

    def no_offer(self) -> None:
        self.offered = None
        self.moving = self.moving if self.moving and self.moving[3] else None

    def leave(self, service: str, but: Collection[str] = ()) -> None:
        self.people = {person: of for person, of in self.people.items() if of != service or person in but}
        self.invited.discard(service)

    def leave_alone(self, who: str, consented: frozenset[str]) -> bool:
        """A holder who leaves hands over first, to whoever was asked or has taken part longest."""
        able = [one for one, of in self.people.items() if of in consented and one != who]
        if not self.open or who not in self.people or (who == self.holder and not able):
            return False
        if who == self.holder:
            self.hold_now(self.offered if self.offered in able else able[0])
        elif who == self.offered:
            self.no_offer()
        service = self.people[who]
        self.leave(service, but=[one for one, of in self.people.items() if of == service and one != who])
        return True

    # --- The end, and back ---

    def close(self, who: str) -> bool:
        if not (self.open and (who == self.holder or who in GUARDIANS)):
            return False
        self.shut()
        return True

    def shut(self) -> None:
        self.open, self.offered, self.moving = False, None, None

    def want_back(self, who: str) -> bool:
        if self.open or who not in GUARDIANS:
            return False
        self.wanted_back = True
        return True

    def reopen(self, who: str, service: str, consented: frozenset[str]) -> bool:
        if self.open or not self.wanted_back or service not in consented or len(consented) == 1:
            return False
        self.people = {person: of for person, of in self.people.items() if of in consented} | {who: service}
        self.open, self.wanted_back, self.holder, self.invited = True, False, who, set()
        return True

    def _around(self, person: str) -> bool:
        return person in self.people or person in GUARDIANS
