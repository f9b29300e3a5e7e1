"""Whatever people do, in whatever order: a service is let in only when everybody who decides has said yes to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.consent.answering import ExpireConsent
from services.consent.decider import FamilyCommand, decider
from services.consent.events import ConsentActivated, ConsentAnswered, FamilyEvent
from services.consent.family import Family, today
from services.consent.record import LIVE
from shared.contracts.common import Actor, Category, Id, Role
from shared.contracts.consent import State
from shared.decider import Act
from shared.errors import Refused
from shared.ids import derived
from tests.unit.consent.world import (
    FATHER,
    MOTHER,
    RULES,
    STRANGER,
    answer,
    ask,
    clock,
    entry,
    family,
    father,
    mother,
    register,
    stranger,
    teacher,
    withdraw,
)
from tests.unit.spec import AT

DECIDER = decider(RULES)
PEOPLE = (MOTHER, FATHER, STRANGER)
ANYONE = (mother, father, stranger, teacher)
DAYS = 5


@dataclass(frozen=True)
class Move:
    """What somebody tries on a day. `pick`: which of the consents there are, if it is about one."""

    kind: str
    by: Actor
    pick: int
    day: int
    guardians: tuple[tuple[Id, bool], ...]

    def command(self, state: Family) -> FamilyCommand | None:
        if self.kind == "register":
            return family(*(entry(person, responsible=responsible) for person, responsible in self.guardians))
        if self.kind == "ask":
            return ask("ppt", expires_on=today(AT) + timedelta(days=self.pick + 1))
        if not state.consents:
            return None
        consent = list(state.consents)[self.pick % len(state.consents)]
        if self.kind == "expire":
            return ExpireConsent(consent)
        return withdraw(consent) if self.kind == "withdraw" else answer(consent, yes=self.kind == "yes")

    def actor(self) -> Actor:
        return {"register": register, "ask": teacher, "expire": clock}.get(self.kind, self.by)


guardians = st.permutations(PEOPLE).flatmap(
    lambda people: st.tuples(*(st.tuples(st.just(person), st.sampled_from([True, True, False])) for person in people))
)
moves = st.lists(
    st.builds(
        Move,
        kind=st.sampled_from(["yes", "yes", "yes", "no", "withdraw", "expire", "ask", "register"]),
        by=st.sampled_from(ANYONE),
        pick=st.integers(0, 3),
        day=st.sampled_from([0, 0, 0, 1]),  # days since the move before
        guardians=st.builds(lambda some, n: some[:n], guardians, st.integers(0, 3)),
    ),
    min_size=5,
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(guardians, moves)
def test_no_service_is_let_in_without_everybodys_yes(first: tuple[tuple[Id, bool], ...], tried: Sequence[Move]) -> None:
    state, at, said = Family(), AT, list[FamilyEvent]()
    beginning = (Move("register", register, 0, 0, first), Move("ask", teacher, DAYS, 0, ()))
    for n, move in enumerate((*beginning, *tried)):
        at += timedelta(days=move.day)
        command = move.command(state)
        if command is None:
            continue
        id_ = derived(at, n)
        try:
            events = DECIDER.decide(command, state, Act(by=move.actor(), at=at, id=id_, correlation=id_))
        except Refused:
            continue
        if move.kind in {"yes", "no", "withdraw"}:
            assert move.by.role is Role.GUARDIAN
            assert move.by.id in state.responsible
        state = DECIDER.fold(events, state)
        said += events
        check(state, said, today(at))


def check(state: Family, said: Sequence[FamilyEvent], now: date) -> None:
    for consent in state.consents.values():
        yes = {e.giver for e in said if isinstance(e, ConsentAnswered | ConsentActivated) and e.consent == consent.id}
        if consent.state is State.ACTIVE:
            assert state.responsible
            assert state.responsible <= yes
        if consent.state in LIVE:
            assert state.responsible <= consent.givers
    live = [consent.service for consent in state.consents.values() if consent.state in LIVE]
    for day in (now + timedelta(days=n) for n in range(DAYS)):
        admitted = [c.service for c in state.consents.values() if c.active(day)]
        assert len(admitted) == len(set(admitted))  # one consent per service
        assert set(admitted) <= set(live)
        assert all(c.expires_on > day for c in state.consents.values() if c.covers(Category.NOTES, day))
