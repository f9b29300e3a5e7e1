"""Who comes, goes and holds the baton, as anybody may try it."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from services.case.stafettlogg.asked import baton, closing, participation
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import participation as p
from shared.contracts import case
from shared.contracts.common import Actor
from tests.property.spine_drawn import (
    ON,
    OWNERS,
    PARENTS,
    STAFF,
    another,
    consented,
    days,
    family,
    holder,
    mostly,
    offered,
    owner,
    seldom,
    told,
)
from tests.property.spine_played import Played


class Moves(Played):
    @told(by=holder, to=owner, yes=consented)
    def invite(self, by: Actor, to: str, yes: frozenset[str]) -> None:
        under = participation.InviteUnderConsent(
            command=case.InviteService(invited=to, **ON), consented=yes, remind_on=self._day(4), answer_by=self._day(10)
        )
        self._when(under, by, expected=self.model.invite(by.id, to, yes))

    @told(lambda model: model.invited, by=mostly("the one invited"), yes=consented)
    def join(self, by: Actor, yes: frozenset[str]) -> None:
        command = case.AcceptInvitation(participant_name="N", **ON)
        under = participation.JoinUnderConsent(command=command, consented=yes)
        self._when(under, by, expected=self.model.join(by.id, by.owner, yes))

    @told(lambda model: len(model.people) > 1, by=holder, to=another)
    def offer(self, by: Actor, to: str) -> None:
        within = baton.OfferWithin(command=case.OfferBaton(to=to, **ON), answer_by=self._day(5))
        self._when(within, by, expected=self.model.offer(by.id, to))

    @told(lambda model: len(model.people) > 1, by=holder, to=another, d=days)
    def move(self, by: Actor, to: str, d: int) -> None:
        command = case.OfferTransition(to=to, on=self._day(d), reason="R", **ON)
        self._when(command, by, expected=self.model.move(by.id, to, self._day(d)))

    @told(lambda model: model.offered, by=offered, yes=consented)
    def take(self, by: Actor, yes: frozenset[str]) -> None:
        under = baton.TakeBatonUnderConsent(command=case.AcceptBaton(**ON), consented=yes)
        self._when(under, by, expected=self.model.take(by.id, by.owner, yes))

    @told(lambda model: model.offered, by=offered)
    def turn_down(self, by: Actor) -> None:
        expected = self.model.open and by.id == self.model.offered
        if expected:
            self.model.no_offer()
        self._when(case.DeclineBaton(**ON), by, expected=expected)

    @told(lambda model: len(model.people) > 1, by=another, yes=consented)
    def leave(self, by: Actor, yes: frozenset[str]) -> None:
        under = participation.LeaveUnderConsent(command=case.LeaveStafettlogg(**ON), consented=yes)
        self._when(under, by, expected=self.model.leave_alone(by.id, yes))

    @rule(gone=owner, now=seldom)
    def consent_ends(self, gone: str, *, now: bool) -> None:
        """Who has the baton then, the log decides; that somebody has it, the invariant asks for."""
        if not now:
            return
        others = frozenset(OWNERS) - {gone}
        ended = participation.EndParticipation(owner=gone, consented=others)
        events = self._when(ended, STAFF[0], expected=True)
        self.late.hear_consent(gone, PARENTS[0])
        if not self.model.open:
            return
        for event in events:
            match event:
                case b.BatonPassed(taker=taker):
                    self.model.hold_now(taker)
                case b.BatonOfferEnded():
                    self.model.no_offer()
                case c.StafettloggClosed():
                    self.model.shut()
                case p.ParticipantLeft():
                    self.model.leave(gone)

    @rule()
    def the_day_of_the_transition_comes(self) -> None:
        if self.model.moving is None or self.model.moving[2] > self.model.today:
            return
        _, leaving, on, accepted = self.model.moving
        stays = not accepted or self.model.people.get(self.model.holder) == leaving
        events = self._when(closing.LeaveAfterTransition(owner=leaving, on=on), STAFF[0], expected=True)
        assert not (stays and events)
        if events:
            self.model.offered = (
                self.model.offered if self.model.people.get(self.model.offered or "") != leaving else None
            )
            self.model.leave(leaving)

    @precondition(lambda self: self.turn % 3 == 0)
    @rule(days=st.integers(min_value=1, max_value=30))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        self.model.today = self.at.date()

    # --- The end, and back ---

    @told(by=holder, now=seldom)
    def close(self, by: Actor, *, now: bool) -> None:
        if now:
            self._when(case.CloseStafettlogg(reason="R", **ON), by, expected=self.model.close(by.id))

    @told(lambda model: not model.open, by=family)
    def want_back(self, by: Actor) -> None:
        self._when(case.AskReopening(reason="R", **ON), by, expected=self.model.want_back(by.id))

    @told(lambda model: not model.open, by=another, yes=consented)
    def reopen(self, by: Actor, yes: frozenset[str]) -> None:
        under = closing.ReopenUnderConsent(command=case.ReopenStafettlogg(opener_name="N", **ON), consented=yes)
        self._when(under, by, expected=self.model.reopen(by.id, by.owner, yes))
