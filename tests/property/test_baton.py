"""From open to close there is exactly one stafettholder, whatever anybody tries in whatever order, and in every copy.

People of four services, the family, their leaders, the clock and the consent service act at once: each decides on what
it knew when it began. What is asked for in the end: one holder, who takes part, and whose service has consent as far as
familie has heard.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from services.case.stafettlogg.asked import baton, closing
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.succession import may_hold
from shared.contracts import case
from shared.contracts.common import Actor
from shared.errors import Refused
from tests.property.race import CLOCK, ON, PARENT, STAFF, Raced, days, owner, person
from tests.unit.spec import Given


class Race(Raced):
    # --- Who comes and goes ---

    @rule(who=person)
    def somebody_is_invited_and_joins(self, who: str) -> None:
        self._join(who)

    @rule(by=person, who=person)
    def a_colleague_is_invited_and_joins(self, by: str, who: str) -> None:
        command = case.InviteColleague(owner=STAFF[who].owner, person=who, **ON)
        soon = self._day(4)
        call = joining.CallUnderConsent(command=command, consented=self._now(), remind_on=soon, answer_by=soon)
        self._try(call, STAFF[by])
        accept = case.AcceptInvitation(participant_name="N", **ON)
        self._try(joining.JoinUnderConsent(command=accept, consented=self._now()), STAFF[who])

    @rule(who=person)
    def somebody_leaves(self, who: str) -> None:
        self._try(self._leaving(), STAFF[who])

    @rule(whose=owner)
    def a_consent_is_withdrawn(self, whose: str) -> None:
        if whose in self.consented:
            self.consented.discard(whose)
            self.ended.append(whose)
            self.copies[1].hear_consent(whose, PARENT)

    @rule(whose=owner)
    def the_family_consents_again(self, whose: str) -> None:
        if whose not in self.ended:  # a new consent is asked for after the old one's end has been dealt with
            self.consented.add(whose)

    # --- The baton ---

    @rule(to=person)
    def the_baton_is_offered(self, to: str) -> None:
        self._try(self._offering(to), self._holder())

    @rule(to=person, on=days)
    def it_is_offered_for_a_transition(self, to: str, on: int) -> None:
        self._try(case.OfferTransition(to=to, on=self._day(on), reason="R", **ON), self._holder())

    @precondition(lambda self: self.state.offered_to)
    @rule(yes=st.booleans())
    def whoever_was_asked_answers(self, *, yes: bool) -> None:
        who = STAFF[self.state.offered_to or ""]
        self._try(self._taking() if yes else case.DeclineBaton(**ON), who)

    @precondition(lambda self: self.state.offer)
    @rule()
    def nobody_answers_in_time(self) -> None:
        self._try(baton.MarkBatonUnanswered(offer=self.state.offer or ""), CLOCK)

    @rule()
    def a_leader_asks_beforehand_whom_to_appoint(self) -> None:
        told = may_hold(self.state, self._now(), self._day(0))
        assert self.state.closed or told == [who for who in self.state.participants if self._may_appoint(who)]

    def _may_appoint(self, who: str) -> bool:
        try:
            return Given(DECIDER, self.state).when(self._appointing(who), by=PARENT, at=self.at).events is not None
        except Refused:
            return False

    @rule(to=person)
    def a_leader_appoints(self, to: str) -> None:
        self._try(self._appointing(to), STAFF["barnehage-2"])

    @rule(who=person, first=days, length=st.integers(min_value=-1, max_value=20))
    def somebody_will_be_away(self, who: str, first: int, length: int) -> None:
        command = case.SetAbsence(person=who, first=self._day(first), last=self._day(first + length), **ON)
        self._try(baton.AbsenceWithin(command=command, answer_days=5), STAFF[who])

    @rule()
    def the_holder_is_away_and_nobody_acts(self) -> None:
        if known := self.state.absences.get(self.state.holder):
            self._try(baton.MarkHolderAbsent(absence=known.absence), CLOCK)
            stand_in = baton.ReplaceAbsentHolder(absence=known.absence, consented=self._now())
            for event in self._try(stand_in, CLOCK):
                if isinstance(event, b.BatonPassed):
                    assert STAFF[event.taker].owner in self.consented

    @rule()
    def a_day_passes(self) -> None:
        self.at += timedelta(days=3)
        if moving := self.state.transition:
            self._try(closing.LeaveAfterTransition(owner=moving.leaving, on=moving.on), CLOCK)

    # --- At the same time ---

    @rule(first=st.integers(0, 6), second=st.integers(0, 6), to=person, whose=owner)
    def two_act_on_the_same_log(self, first: int, second: int, to: str, whose: str) -> None:
        """Both have read it as it is; the one who is second decides again on what the first has made of it."""
        one, two = self._acts(to, whose)[first], self._acts(to, whose)[second]
        before = self.state
        self._try(*one)
        if before is not self.state:
            self._try(*two)

    def _acts(self, to: str, whose: str) -> list[tuple[Any, Actor]]:
        asked_one = STAFF.get(self.state.offered_to or "", STAFF[to])
        return [
            (self._taking(), asked_one),
            (case.DeclineBaton(**ON), asked_one),
            (case.WithdrawBatonOffer(**ON), self._holder()),
            (self._appointing(to), STAFF["barnehage-2"]),
            (self._leaving(), self._holder()),
            (self._leaving(), asked_one),
            (self._offering(to), self._holder()),
        ]

    # --- The end, and back ---

    @rule(by_family=st.booleans(), really=st.integers(0, 5))
    def the_log_closes_and_opens_again(self, *, by_family: bool, really: int) -> None:
        if really:
            return
        holder = self._holder()
        self._try(case.CloseStafettlogg(reason="R", **ON), PARENT if by_family else holder)
        self._try(case.AskReopening(reason="R", **ON), PARENT)

    @precondition(lambda self: self.state.closed)
    @rule(by=person)
    def somebody_reopens(self, by: str) -> None:
        if not self.state.reopening:
            self._try(case.AskReopening(reason="R", **ON), PARENT)
        command = case.ReopenStafettlogg(opener_name="N", **ON)
        self._try(closing.ReopenUnderConsent(command=command, consented=self._now()), STAFF[by])

    # --- Saying it ---

    def _leaving(self) -> joining.LeaveUnderConsent:
        return joining.LeaveUnderConsent(command=case.LeaveStafettlogg(**ON), consented=self._now())

    def _offering(self, to: str) -> baton.OfferWithin:
        return baton.OfferWithin(command=case.OfferBaton(to=to, **ON), answer_by=self._day(5))

    def _taking(self) -> baton.TakeBatonUnderConsent:
        return baton.TakeBatonUnderConsent(command=case.AcceptBaton(**ON), consented=self._now())

    def _appointing(self, to: str) -> baton.AppointUnderConsent:
        return baton.AppointUnderConsent(command=case.AppointHolder(to=to, reason="R", **ON), consented=self._now())


TestRace: Callable[..., Any] = Race.TestCase
TestRace.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
