"""Whatever anybody tries in whatever order, the log does what the whiteboard says, and every copy says the same."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.case.stafettlogg.asked import level
from services.case.stafettlogg.asked.measures import MarkEvaluationDue, MarkEvaluationOverdue
from services.case.stafettlogg.events import measures as m
from shared.contracts import case
from shared.contracts.case import Effect
from shared.contracts.common import Actor
from tests.property.spine_drawn import (
    ON,
    STAFF,
    anyone,
    at,
    consented,
    days,
    family,
    goal,
    holder,
    maybe_goal,
    measure,
    meeting,
    mostly,
    responsible,
    seldom,
    some,
    someone,
    told,
    yes_or_no,
)
from tests.property.spine_moves import Moves


class Spine(Moves):
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
