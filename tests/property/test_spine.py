"""Whatever anybody tries in whatever order, the log does what the whiteboard says, and every copy says the same."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import baton, closing, level, participation
from services.case.stafettlogg.asked.measures import MarkEvaluationDue, MarkEvaluationOverdue
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import measures as m
from services.case.stafettlogg.state import Stafettlogg
from shared.contracts import case
from shared.contracts.case import Effect
from shared.contracts.common import Actor, Role
from shared.errors import Refused
from tests.property import copies
from tests.property.copies import LOG, Copy
from tests.property.spine_model import Model
from tests.unit.spec import AT, Given

OWNERS = ("barnehage", "ppt", "helsestasjon", "barnevern")
STAFF = [Actor(id=f"{o}-{n}", role=Role.EMPLOYEE, kommune="4999", owner=o, unit="u") for o in OWNERS for n in (1, 2)]
PARENTS = [Actor(id=who, role=Role.GUARDIAN, kommune="4999", owner="familie") for who in ("mother", "father")]
ACTORS = {actor.id: actor for actor in (*STAFF, *PARENTS)}
IDS = list(ACTORS)
ON = {"stafettlogg": LOG}

PARTS = ("the holder", "another participant", "whoever is responsible", "the one offered", "the one invited")
anyone = st.sampled_from(PARTS) | st.sampled_from(IDS)
someone = anyone


def mostly(who: str) -> st.SearchStrategy[str]:
    """Drawn from everybody alike, hardly any history would get beyond its opening."""
    return st.one_of(st.just(who), st.just(who), st.just(who), anyone)


holder, family = mostly("the holder"), mostly("mother")
responsible, offered, another = map(mostly, ("whoever is responsible", "the one offered", "another participant"))
owner = st.sampled_from(OWNERS)
consented = st.just(frozenset(OWNERS)) | st.frozensets(owner, min_size=1)
seldom = st.integers(min_value=0, max_value=7).map(lambda n: n == 0)
some, present = (st.lists(someone, min_size=n, max_size=2).map(tuple) for n in (0, 1))
measure, meeting = (st.sampled_from([f"{kind}-1", f"{kind}-1", f"{kind}-2"]) for kind in ("t", "m"))
goal = st.sampled_from(["g-1", "g-2"])
maybe_goal = st.none() | goal
yes_or_no = st.booleans()
days = st.integers(min_value=1, max_value=40) | st.integers(min_value=-1, max_value=2)  # from today


def at(*stages: str) -> Callable[[Model], bool]:
    return lambda model: any(one.stage in stages for one in model.tiltak.values())


def told(
    possible: Callable[[Model], object] = lambda model: model.open, /, **drawn: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A rule whose people are drawn by their part in the log. possible: when it may succeed; else tried rarely."""

    def decorate(act: Callable[..., None]) -> Callable[..., None]:
        @wraps(act)
        def resolved(self: "Spine", **given: Any) -> None:
            people = {name: self.who(value) for name, value in given.items()}
            act(self, **people | {"by": ACTORS[people["by"]]})

        known: dict[str, Any] = drawn
        ruled: Callable[..., None] = rule(**known)(resolved)
        return precondition(lambda self: self.turn % 5 == 0 or bool(possible(self.model)))(ruled)

    return decorate


class Spine(RuleBasedStateMachine):
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

    # --- Tiltak ---

    @told(by=anyone, t=measure, g=maybe_goal, home=yes_or_no)
    def propose(self, by: Actor, t: str, g: str | None, *, home: bool) -> None:
        expected = self.model.propose(by.id, t, g, home=home)
        self._when(case.ProposeMeasure(measure=t, title="T", goal=g, at_home=home, **ON), by, expected=expected)

    @told(by=holder, t=measure, who=someone, d=days, g=maybe_goal, home=yes_or_no)
    def agree(self, by: Actor, t: str, who: str, d: int, g: str | None, *, home: bool) -> None:
        terms = self._terms(t, who, d, g, home=home)
        expected = self.model.agree(by.id, t, who, self._day(d), g, home=home)
        self._when(case.AgreeMeasure(**terms, **ON), by, expected=expected)

    @told(at("proposed"), by=holder, t=measure)
    def decline(self, by: Actor, t: str) -> None:
        if expected := self.model.decline(by.id, t):
            self.declined.add(t)
        self._when(case.DeclineMeasure(measure=t, reason="R", **ON), by, expected=expected)

    @told(at("agreed"), by=responsible, t=measure)
    def evaluate(self, by: Actor, t: str) -> None:
        command = case.EvaluateMeasure(measure=t, effect=Effect.SOME, happened="H", **ON)
        self._when(command, by, expected=self.model.evaluate(by.id, t))

    @told(at("evaluated"), by=responsible, t=measure, d=days)
    def go_on(self, by: Actor, t: str, d: int) -> None:
        expected = self.model.go_on(by.id, t, self._day(d))
        self._when(case.ContinueMeasure(measure=t, evaluate_on=self._day(d), **ON), by, expected=expected)

    @told(at("agreed", "evaluated"), by=responsible, t=measure, who=someone, d=days)
    def change(self, by: Actor, t: str, who: str, d: int) -> None:
        command = case.ChangeMeasure(measure=t, title="N", responsible=who, evaluate_on=self._day(d), **ON)
        self._when(command, by, expected=self.model.change(by.id, t, who, self._day(d)))

    @told(at("evaluated"), by=responsible, t=measure)
    def end(self, by: Actor, t: str) -> None:
        self._when(case.EndMeasure(measure=t, **ON), by, expected=self.model.end(by.id, t))

    @rule(t=measure, late=yes_or_no)
    def a_day_comes(self, t: str, *, late: bool) -> None:
        """A reminder changes nothing, and goes to somebody around the child."""
        known = self.model.tiltak.get(t)
        on = (known and known.on) or self._day(0)
        due = MarkEvaluationOverdue(measure=t, on=on) if late else MarkEvaluationDue(measure=t, on=on, overdue_on=on)
        for event in self._when(due, STAFF[0], expected=True):
            assert isinstance(event, m.EvaluationFellDue | m.EvaluationOverdue)
            told = event.responsible if isinstance(event, m.EvaluationFellDue) else event.holder
            assert known
            assert known.stage == "agreed"
            assert told in (known.responsible, self.model.holder)

    # --- Goals, the child's voice, the level ---

    @told(by=holder, g=goal)
    def add_goal(self, by: Actor, g: str) -> None:
        self._when(case.AddGoal(goal=g, text="G", **ON), by, expected=self.model.add_goal(by.id, g))

    @told(lambda model: any(model.goals.values()), by=holder, g=goal, reached=yes_or_no)
    def end_goal(self, by: Actor, g: str, *, reached: bool) -> None:
        self._when(case.EndGoal(goal=g, reached=reached, **ON), by, expected=self.model.end_goal(by.id, g))

    @told(by=holder, who=someone)
    def appoint(self, by: Actor, who: str) -> None:
        self._when(case.AppointVoice(person=who, **ON), by, expected=self.model.appoint(by.id, who))

    @told(
        lambda model: model.voice, by=mostly("whoever is to hear the child"), d=st.integers(min_value=-3, max_value=1)
    )
    def hear(self, by: Actor, d: int) -> None:
        expected = self.model.hear(by.id, self._day(d))
        self._when(case.RecordVoice(heard_on=self._day(d), said="S", **ON), by, expected=expected)

    @told(by=holder, to=st.integers(min_value=0, max_value=3), yes=consented, considers=yes_or_no, wanted=seldom)
    def set_level(self, by: Actor, to: int, yes: frozenset[str], *, considers: bool, wanted: bool) -> None:
        plan = case.PlanConsideration(entitled=True, wanted=wanted, reason="R") if considers else None
        command = case.ChangeLevel(level=to, reason="R", plan=plan, **ON)
        expected = self.model.set_level(by.id, to, yes, considers=considers, wanted=wanted)
        self._when(level.LevelUnderConsent(command=command, consented=yes), by, expected=expected)

    # --- Meetings ---

    @told(by=holder, k=meeting, to=some, d=st.sampled_from((-1, 7)), evaluation=yes_or_no)
    def call(self, by: Actor, k: str, to: tuple[str, ...], d: int, *, evaluation: bool) -> None:
        command = case.CallMeeting(**self._meeting(k, to, d, evaluation=evaluation), **ON)
        self._when(command, by, expected=self.model.call(by.id, k, to, ahead=d > 0, evaluation=evaluation))

    @told(lambda model: model.open and model.meetings, by=holder, k=meeting)
    def cancel(self, by: Actor, k: str) -> None:
        self._when(case.CancelMeeting(meeting=k, **ON), by, expected=self.model.cancel(by.id, k))

    @told(
        by=holder,
        k=meeting,
        there=st.lists(someone, min_size=1, max_size=2).map(tuple),
        d=st.integers(-2, 1),
        evaluation=yes_or_no,
        excuse=yes_or_no,
    )
    def hold(self, by: Actor, k: str, there: tuple[str, ...], d: int, *, evaluation: bool, excuse: bool) -> None:
        command = self._held(k, there, d, evaluation=evaluation, excuse=excuse)
        expected = self.model.hold(by.id, k, there, self._day(d), evaluation=evaluation, excuse=excuse)
        self._when(command, by, expected=expected)

    @told(by=holder, k=meeting, t=measure, who=someone, d=days, again=meeting)
    def meeting_mode(self, by: Actor, k: str, t: str, who: str, d: int, again: str) -> None:
        """Minutes, a tiltak and the next meeting in one command: all of it, or nothing of it."""
        terms, to_come = self._terms(t, who, d, None, home=False), self._meeting(again, (), 7, evaluation=False)
        command = self._held(k, (by.id,), 0, evaluation=False, excuse=True).model_copy(
            update={"measures": (case.MeasureTerms(**terms),), "next_meeting": case.MeetingTerms(**to_come)}
        )
        model, on = self.model, self._day(d)
        expected = (
            model.can_agree(by.id, t, who, on, None, home=False) and again not in (k, *model.meetings)
            and model.hold(by.id, k, (by.id,), self._day(0), evaluation=False, excuse=True)
        )  # fmt: skip
        if expected:
            assert model.agree(by.id, t, who, on, None, home=False)
            assert model.call(by.id, again, (), ahead=True, evaluation=False)
        self._when(command, by, expected=expected)

    @told(lambda model: model.open and model.meetings, by=holder, k=meeting)
    def correct(self, by: Actor, k: str) -> None:
        self._when(case.CorrectMinutes(meeting=k, minutes="N", **ON), by, expected=self.model.correct(by.id, k))

    @told(
        lambda model: model.open and model.meetings, by=family, k=meeting, edition=st.integers(min_value=1, max_value=3)
    )
    def confirm(self, by: Actor, k: str, edition: int) -> None:
        expected = self.model.confirm(by.id, k, edition)
        self._when(case.ConfirmMinutes(meeting=k, edition=edition, **ON), by, expected=expected)

    # --- Who takes part, who holds the baton ---

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
                case _:
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

    # --- What always holds ---

    @invariant()
    def an_open_log_has_one_holder_who_takes_part(self) -> None:
        state = self.state
        assert state.closed or state.holder in state.participants
        assert state.offered_to is None or (state.offered_to in state.participants and state.offered_to != state.holder)

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

    def _terms(self, t: str, who: str, d: int, g: str | None, *, home: bool) -> dict[str, Any]:
        return {
            "measure": t, "title": "T", "responsible": who, "evaluate_on": self._day(d), "goal": g, "at_home": home,
        }  # fmt: skip

    def _meeting(self, k: str, to: tuple[str, ...], d: int, *, evaluation: bool) -> dict[str, Any]:
        return {
            "meeting": k, "starts_at": self.at + timedelta(days=d), "where": "W", "agenda": "A", "invited": to,
            "evaluation": evaluation,
        }  # fmt: skip

    def _held(self, k: str, there: tuple[str, ...], d: int, *, evaluation: bool, excuse: bool) -> case.RecordMeeting:
        return case.RecordMeeting(
            meeting=k, held_on=self._day(d), present=there, minutes="M", evaluation=evaluation,
            without_voice_because="R" if excuse else None, **ON,
        )  # fmt: skip


TestSpine = Spine.TestCase
TestSpine.settings = settings(max_examples=200, stateful_step_count=80, deadline=None)
