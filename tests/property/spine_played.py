"""A history as it is played: what is compared after every step, whatever was tried."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from services.case.stafettlogg import asked
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.state import Stafettlogg
from shared.contracts import case
from shared.contracts.common import Actor
from shared.errors import Refused
from tests.property import copies
from tests.property.copies import Copy
from tests.property.spine_drawn import ON, OWNERS, PARENTS, STAFF
from tests.property.spine_model import Model
from tests.unit.spec import AT, Given


class Played(RuleBasedStateMachine):
    """The log, the whiteboard and two owners' copies beside each other; subclasses say what people try."""

    def who(self, part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(map(self.who, part))
        match part:
            case "the holder":
                return self.model.holder
            case "another participant":
                others = [person for person in self.model.people if person != self.model.holder]
                return others[0] if others else "ppt-1"
            case "whoever is responsible":
                return next((one.responsible for one in self.model.tiltak.values()), "") or self.model.holder
            case "the one offered":
                return self.model.offered or self.model.holder
            case "the one invited":
                return f"{min(self.model.invited, default='ppt')}-1"
            case "whoever is to hear the child":
                return self.model.voice or self.model.holder
            case _:
                return part

    @initialize(opener=st.sampled_from(STAFF))
    def open(self, opener: Actor) -> None:
        self.turn, self.at, self.state, self.copy = 0, AT, Stafettlogg(), Copy()
        self.late = Copy()  # another owner's, which hears consents in between
        self.declined: set[str] = set()
        guardians = tuple(case.Guardian(person=p.id, person_name="F", relation="mother") for p in PARENTS)
        command = case.OpenStafettlogg(child=copies.CHILD, attention="A", opener_name="N", **ON)
        under = asked.OpenUnderConsent(
            command=command, consented=frozenset(OWNERS), child_name="B", guardians=guardians
        )
        self.model = Model(holder=opener.id, people={opener.id: opener.owner}, today=self.at.date())
        self._when(under, opener, expected=True)

    @invariant()
    def an_open_log_has_one_holder_who_takes_part(self) -> None:
        state = self.state
        assert state.closed or state.holder in state.participants
        assert state.offered_to is None or (state.offered_to in state.participants and state.offered_to != state.holder)

    @invariant()
    def what_is_agreed_in_an_open_log_has_somebody_who_is_around(self) -> None:
        running = [one.responsible for one in self.state.measures.values() if one.stage in {"agreed", "evaluated"}]
        assert self.state.closed or self.state.around(running)

    @invariant()
    def the_log_is_as_the_whiteboard_says(self) -> None:
        state, model = self.state, self.model
        assert (state.closed, state.reopening, state.level) == (not model.open, model.wanted_back, model.level)
        assert (state.holder, state.offered_to, state.participants) == (model.holder, model.offered, model.people)
        assert set(state.invited) == model.invited
        assert state.goals == model.goals
        assert {k: (t.stage, t.at_home, t.responsible, t.evaluate_on) for k, t in state.measures.items()} == {
            k: (t.stage, t.home, t.responsible, t.on) for k, t in model.tiltak.items()
        }
        assert {k: (x.minutes, x.cancelled, set(x.confirmed)) for k, x in state.meetings.items()} == {
            k: (x.edition, x.stage == "cancelled", x.confirmed) for k, x in model.meetings.items()
        }

    @invariant()
    def every_owners_copy_says_the_same(self) -> None:
        for copy in (self.copy, self.late):
            assert copy.plain() == copies.plain(self.state)
            assert copy.read() == copies.read(self.state, self.declined)

    def _when(self, command: Any, by: Actor, *, expected: bool) -> list[StafettloggEvent]:
        self.turn += 1
        try:
            events = Given(DECIDER, self.state).when(command, by=by, at=self.at).events
        except Refused:
            assert not expected
            return []
        assert expected
        for event in events:
            self.state = DECIDER.evolve(self.state, event)
            for copy in (self.copy, self.late):
                copy.hear(event, by)
        return events

    def _day(self, days: int) -> date:
        return self.model.today + timedelta(days=days)
