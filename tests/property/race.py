"""A log that many act on at once: what every copy of it is held to after each step."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.case.spine import Spine, fold
from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.state import Stafettlogg
from shared.contracts import case
from shared.contracts.common import Actor, Role
from shared.errors import Refused
from tests.property.copies import LOG, Copy, plain
from tests.unit.spec import AT, Given

OWNERS = ("barnehage", "ppt", "helsestasjon", "barnevern")
STAFF = {
    f"{o}-{n}": Actor(id=f"{o}-{n}", role=Role.EMPLOYEE, kommune="4999", owner=o, unit="u")
    for o in OWNERS for n in (1, 2)
}  # fmt: skip
PARENT = Actor(id="mother", role=Role.GUARDIAN, kommune="4999", owner="familie")
CLOCK = Actor(id="case-familie", role=Role.SYSTEM, kommune="4999", owner="familie")
ON = {"stafettlogg": LOG}
person, owner = st.sampled_from(sorted(STAFF)), st.sampled_from(OWNERS)
days = st.integers(min_value=-2, max_value=9)


class Raced(RuleBasedStateMachine):
    """consented: what the consent service says. heard: what familie's reaction has acted on, a step behind."""

    @initialize(opener=st.sampled_from(["barnehage-1", "ppt-1"]))
    def open(self, opener: str) -> None:
        self.state, self.at, self.consented = Stafettlogg(), AT, set(OWNERS)
        self.ended: list[str] = []  # withdrawals on their way to familie, in order
        self.copies = (Copy(), Copy())  # the second hears consents in between
        guardian = case.Guardian(person="mother", person_name="M", relation="mother")
        under = asked.OpenUnderConsent(
            command=case.OpenStafettlogg(child="child", attention="A", opener_name="N", **ON),
            consented=frozenset(OWNERS), child_name="B", guardians=(guardian,),
        )  # fmt: skip
        self._try(under, STAFF[opener])
        for who in ("ppt-1", "helsestasjon-1", "barnehage-1"):
            self._join(who)

    def _join(self, who: str) -> None:
        self._try(self._inviting(STAFF[who].owner), self._holder())
        command = case.AcceptInvitation(participant_name="N", **ON)
        self._try(joining.JoinUnderConsent(command=command, consented=self._now()), STAFF[who])

    @invariant()
    def the_decider_knows_one_holder(self) -> None:
        state = self.state
        if state.closed:
            return
        assert state.holder in state.participants
        assert state.offered_to is None or state.offered_to in state.participants
        assert state.offered_to != state.holder

    @invariant()
    def the_holders_service_has_consent_as_far_as_familie_has_heard(self) -> None:
        state = self.state
        if not state.closed and STAFF[state.holder].owner not in self.consented:
            assert STAFF[state.holder].owner in self.ended

    @invariant()
    def every_owners_copy_agrees(self) -> None:
        for copy in self.copies:
            assert copy.plain() == plain(self.state)

    @precondition(lambda self: self.ended)
    @rule()
    def familie_hears_of_it(self) -> None:
        gone = self.ended.pop(0)
        self._try(joining.EndParticipation(owner=gone, consented=self._now()), CLOCK)

    def teardown(self) -> None:
        """Once familie has heard everything, whoever holds has consent."""
        while self.ended:
            self.familie_hears_of_it()
        self.the_holders_service_has_consent_as_far_as_familie_has_heard()

    def _try(self, command: Any, by: Actor) -> list[StafettloggEvent]:
        try:
            events = Given(DECIDER, self.state).when(command, by=by, at=self.at).events
        except Refused:
            return []
        for event in events:
            self.state = DECIDER.evolve(self.state, event)
            for copy in self.copies:
                copy.hear(event, by)
                one_holder_who_takes_part(fold(LOG, copy.envelopes))
        return events

    def _holder(self) -> Actor:
        return STAFF[self.state.holder]

    def _now(self) -> frozenset[str]:
        return frozenset(self.consented)

    def _day(self, later: int) -> date:
        moment: datetime = self.at + timedelta(days=later)
        return moment.date()

    def _inviting(self, whom: str) -> joining.InviteUnderConsent:
        soon = self._day(4)
        return joining.InviteUnderConsent(
            command=case.InviteService(invited=whom, **ON), consented=self._now(), remind_on=soon, answer_by=soon
        )


def one_holder_who_takes_part(spine: Spine) -> None:
    """After every single fact: a reader may stop between any two."""
    if spine.closed_at is None:
        assert spine.holder in spine.participants
    assert spine.offered_to is None or spine.offered_to in spine.participants
