"""Private casework in any order, held against a model of a few words: which phase it is in, and whether it is acute."""

from datetime import timedelta
from typing import Any

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.case.casework import asked
from services.case.casework import events as e
from services.case.casework.decider import casework
from services.case.casework.state import Case
from services.case.events import EVERY
from shared.contracts import case
from shared.contracts.case import Outcome, OwnNext
from shared.contracts.common import Actor, Role
from shared.errors import Refused
from shared.personal import split
from tests.unit.shared.rows import row
from tests.unit.spec import AT, Given

CLOSED, LEVEL_1, LEVEL_2, REPORTED = Outcome
TODAY = AT.date()
SOMEBODY = Actor(id="somebody", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="unit")
DECIDER = casework(decide_days=14)
# Mostly what will do, so that walks get far.
IDS = st.sampled_from(("one", "one", "two"))
DAYS = st.sampled_from((1, 1, 2, 0)).map(lambda days: TODAY + timedelta(days=days))
MAYBE = st.sampled_from(("Fordi", "Fordi", None))
MOSTLY = st.sampled_from((True, True, True, False))
SEEN = case.Observation(seen="Sett")


class Casework(RuleBasedStateMachine):
    """phase: open, level-1, over. Each rule says in one line when the model lets it pass."""

    def __init__(self) -> None:
        super().__init__()
        self.stored: list[e.CaseworkEvent] = []
        self.phase, self.shared, self.marked = "", False, False
        self.acute: bool | None = None
        self.parents = False
        self.invitations: dict[str, bool] = {}  # on or off
        self.measures: dict[str, tuple[Any, bool]] = {}  # the day, and whether it was marked overdue

    def ask(self, command: asked.CaseworkCommand, *, passes: bool, stores: bool = True) -> bool:
        """Decided on what the rows tell without a key, as the service does. Returns whether something was stored."""
        try:
            events = Given(DECIDER, self.folded()).when(command, by=SOMEBODY).events
        except Refused:
            assert not passes, f"{type(command).__name__} was refused"
            return False
        assert passes, f"{type(command).__name__} was let through"
        assert bool(events) == stores
        self.stored += events
        return stores

    def folded(self) -> Case:
        rows = (row(one.type, one.version, orjson.dumps(split(one)[0]), b"sealed", "key") for one in self.stored)
        return DECIDER.fold(EVERY.read(one) for one in rows)  # type: ignore[arg-type, misc]

    @property
    def going_on(self) -> bool:
        return self.phase in {"open", "level-1"}

    @property
    def calm(self) -> bool:
        return self.going_on and self.acute is False

    @initialize(acute=st.sampled_from((False, None, True)), parents=st.booleans(), far=st.booleans())
    def register(self, acute: bool | None, parents: bool, far: bool) -> None:  # noqa: FBT001
        """far: half of the walks begin at nivå 1, which few would reach by themselves."""
        command = case.RegisterConcern(
            case="case", child="child", observations=(SEEN,), acute=acute, raised_by_parents=parents
        )
        self.ask(command, passes=True)
        self.phase, self.acute, self.parents = "open", acute, parents
        self.ask(command, passes=False)
        if far and acute is not True:
            self.answer(acute=False)
            self.share()
            self.decide(LEVEL_1, None)
            self.agree("one", TODAY + timedelta(days=1))

    @rule()
    def observe(self) -> None:
        self.ask(case.AddObservation(case="case", observation=SEEN), passes=self.going_on)

    @rule(acute=MOSTLY.map(lambda calm: not calm))
    def answer(self, acute: bool) -> None:  # noqa: FBT001
        command = case.AnswerAcute(case="case", acute=acute)
        back = self.acute is True and not acute
        if self.ask(command, passes=self.going_on and not back, stores=self.acute is not acute):
            self.acute = acute

    @rule()
    def share(self) -> None:
        if self.ask(case.ShareConcern(case="case"), passes=self.phase == "open", stores=not self.shared):
            self.shared = True

    @rule()
    def prepare(self) -> None:
        self.ask(case.PrepareConversation(case="case"), passes=self.calm)

    @rule(invitation=IDS, hours=st.sampled_from((2, 1, 0)), known=MOSTLY)
    def invite(self, invitation: str, hours: int, known: bool) -> None:  # noqa: FBT001
        command = case.InviteToConversation(
            case="case", invitation=invitation, meets_at=AT + timedelta(hours=hours), place="Her", guardians=("mother",)
        )
        under = asked.InviteGuardians(command=command, guardians=frozenset({"mother"} if known else ()))
        fits = invitation not in self.invitations and hours > 0 and known
        if self.ask(under, passes=self.calm and fits):
            self.invitations[invitation] = True

    @rule(invitation=IDS)
    def cancel(self, invitation: str) -> None:
        on = self.invitations.get(invitation)
        command = case.CancelConversation(case="case", invitation=invitation)
        if self.ask(command, passes=on is not None, stores=bool(on)):
            self.invitations[invitation] = False

    @rule(day=DAYS, must_hear=st.booleans(), heard=MAYBE, why=MAYBE)
    def record(self, day: Any, must_hear: bool, heard: str | None, why: str | None) -> None:  # noqa: FBT001
        command = case.RecordConversation(
            case="case", held_on=day, parents_view="Slik", childs_view=heard, not_heard_because=why
        )
        fits = day <= TODAY and bool(heard or why or not must_hear)
        self.ask(asked.RecordByAge(command=command, must_hear=must_hear), passes=self.calm and fits)

    @rule(outcome=st.sampled_from(Outcome), why=MAYBE)
    def decide(self, outcome: Outcome, why: str | None) -> None:
        command = case.DecideCase(case="case", outcome=outcome, reason="Fordi", not_reported_because=why)
        fits = self.shared and self.acute is not None and not (self.parents and outcome is CLOSED)
        if self.ask(command, passes=self.phase == "open" and fits and self.explained(outcome, why)):
            self.phase = "level-1" if outcome is LEVEL_1 else "over"
            self.acute = self.acute and outcome is REPORTED

    def explained(self, outcome: Outcome, why: str | None) -> bool:
        return not self.acute or outcome is REPORTED or why is not None

    @rule()
    def time_is_out(self) -> None:
        due = self.shared and self.phase == "open" and not self.marked
        if self.ask(asked.MarkDecisionDue(case="case"), passes=True, stores=due):
            self.marked = True

    @rule(measure=IDS, day=DAYS)
    def agree(self, measure: str, day: Any) -> None:
        command = case.AgreeOwnMeasure(
            case="case", measure=measure, whose=case.Whose.SERVICE, title="Slik", goal="Dit", responsible="somebody",
            evaluate_on=day,
        )  # fmt: skip
        if self.ask(command, passes=self.phase == "level-1" and measure not in self.measures and day > TODAY):
            self.measures[measure] = (day, False)

    @rule(measure=IDS, day=DAYS | st.none(), then=st.sampled_from(OwnNext), changed=MAYBE, heard=MAYBE)
    def evaluate(self, measure: str, day: Any, then: OwnNext, changed: str | None, heard: str | None) -> None:
        command = case.EvaluateOwnMeasure(
            case="case", measure=measure, effect=case.Effect.SOME, seen="Sett", childs_view=heard, next=then,
            changed=changed, evaluate_on=day,
        )  # fmt: skip
        goes_on = self.phase == "level-1" and self.measures.get(measure, (None,))[0] is not None
        again = then is OwnNext.ENDED or (day is not None and day > TODAY)
        said = heard is not None and (changed is not None or then is not OwnNext.CHANGED)
        under = asked.EvaluateByAge(command=command, must_hear=True)
        if self.ask(under, passes=goes_on and again and said):
            self.measures[measure] = (None if then is OwnNext.ENDED else day, False)

    @rule(measure=IDS, day=DAYS)
    def the_day_has_passed(self, measure: str, day: Any) -> None:
        waiting = self.phase == "level-1" and self.measures.get(measure) == (day, False)
        if self.ask(asked.MarkOwnEvaluationDue(measure=measure, evaluate_on=day), passes=True, stores=waiting):
            self.measures[measure] = (day, True)

    @rule(outcome=st.sampled_from(Outcome), why=MAYBE)
    def end(self, outcome: Outcome, why: str | None) -> None:
        command = case.EndLevelOne(case="case", outcome=outcome, reason="Fordi", not_reported_because=why)
        fits = outcome is not LEVEL_1 and self.explained(outcome, why)
        if self.ask(command, passes=self.phase == "level-1" and fits):
            self.phase = "over"

    @invariant()
    def the_state_is_what_the_rows_tell(self) -> None:
        state = self.folded()
        assert (state.acute, bool(state.decide_by), state.fell_due) == (self.acute, self.shared, self.marked)
        assert state.at_level_one == (self.phase == "level-1")
        assert {name: not one.cancelled for name, one in state.invitations.items()} == self.invitations
        assert {n: (one.evaluate_on, one.overdue) for n, one in state.measures.items()} == self.measures

    @invariant()
    def nothing_reaches_the_parents_while_it_is_or_may_be_acute(self) -> None:
        acute: bool | None = None
        for event in self.stored:
            if isinstance(event, e.ConcernRegistered | e.AcuteAnswered):
                acute = event.acute
            if isinstance(event, e.CaseDecided):
                acute = acute and event.not_reported_because is None
            towards = e.ConversationPrepared | e.ConversationInvited | e.ConversationRecorded
            assert not isinstance(event, towards) or acute is False


Casework.TestCase.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
TestCasework = Casework.TestCase
