"""What the tests of private casework have in common."""

from datetime import date, timedelta
from typing import Any

from services.case.casework import events as e
from services.case.casework.decider import casework
from shared.contracts import case
from shared.contracts.common import Actor, Role
from tests.unit.spec import AT, Spec

spec = Spec(casework(decide_days=14))
teacher = Actor(id="teacher", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="unit")
leader = Actor(id="leader", role=Role.LEADER, kommune="4999", owner="barnehage", unit="unit")
mother = Actor(id="mother", role=Role.GUARDIAN, kommune="4999", owner="familie")
seen = case.Observation(seen="Det som ble sett")
SOON = date(2027, 1, 11)
LATER = date(2027, 2, 1)
MEETS = AT + timedelta(days=3)


def registered(*, acute: bool | None = False, by_parents: bool = False, **rest: Any) -> e.ConcernRegistered:
    told = {"notes": (), "observations": (seen,), "interpretation": None, "worry": None} | rest
    return e.ConcernRegistered(
        child="child", unit="unit", by="teacher", acute=acute, raised_by_parents=by_parents, **told
    )


def decided(outcome: case.Outcome = case.Outcome.LEVEL_1, why_not: str | None = None) -> e.CaseDecided:
    return e.CaseDecided(outcome=outcome, reason="Fordi", not_reported_because=why_not)


shared = e.ConcernShared(unit="unit", decide_by=date(2026, 12, 7))
turned_acute = e.AcuteAnswered(unit="unit", acute=True)
invited = e.ConversationInvited(
    invitation="invitation", meets_at=MEETS, guardians=("mother",), place="Bekkelia", message=None
)
agreed = e.OwnMeasureAgreed(
    measure="measure", whose=case.Whose.SERVICE, responsible="teacher", evaluate_on=SOON, title="Mindre grupper",
    description=None, goal="Ro i leken",
)  # fmt: skip
ended = e.LevelOneEnded(outcome=case.Outcome.CLOSED, reason="Det hjalp", not_reported_because=None)
LEVEL_ONE = (registered(), shared, decided())
