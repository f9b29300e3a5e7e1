"""How far a case has come, folded from its events by wire name; nothing is ticked off by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from shared.contracts.case.texts import Milestone

Told = tuple[str, Mapping[str, Any]]  # an event's or fact's wire name, what can be read of it, and the day (`on`)

REACHED: Mapping[str, Milestone] = MappingProxyType(
    {
        "concern-registered": Milestone.WRITTEN,
        "observation-added": Milestone.OBSERVED_AGAIN,
        "concern-shared": Milestone.SHARED,
        "conversation-prepared": Milestone.PREPARED,
        "conversation-invited": Milestone.INVITED_TO_TALK,
        "conversation-recorded": Milestone.TALKED,
        "case-decided": Milestone.DECIDED,
        "own-measure-agreed": Milestone.OWN_MEASURE,
        "own-measure-evaluated": Milestone.OWN_MEASURE_EVALUATED,
        "level-one-ended": Milestone.CASE_FINISHED,
        "stafettlogg.opened.v1": Milestone.OPENED,
        "stafettlogg.service-invited.v1": Milestone.SERVICE_INVITED,
        "stafettlogg.invitation-accepted.v1": Milestone.SERVICE_JOINED,
        "stafettlogg.goal-added.v1": Milestone.GOAL_SET,
        "stafettlogg.measure-agreed.v1": Milestone.MEASURE_AGREED,
        "stafettlogg.measure-evaluated.v1": Milestone.MEASURE_EVALUATED,
        "stafettlogg.meeting-called.v1": Milestone.MEETING_CALLED,
        "stafettlogg.meeting-held.v1": Milestone.MEETING_HELD,
        "stafettlogg.child-heard.v1": Milestone.CHILDS_VOICE,
        "stafettlogg.individual-plan-considered.v1": Milestone.PLAN_CONSIDERED,
        "stafettlogg.lifted-to-coordination.v1": Milestone.LIFTED,
        "stafettlogg.baton-passed.v1": Milestone.BATON_PASSED,
        "stafettlogg.closed.v1": Milestone.LOG_CLOSED,
    }
)
SAID: Mapping[str, Mapping[str, Milestone]] = MappingProxyType(
    {
        "concern-registered": {"acute": Milestone.ACUTE, "raised_by_parents": Milestone.RAISED_BY_PARENTS},
        "acute-answered": {"acute": Milestone.ACUTE},
        "conversation-recorded": {"childs_view": Milestone.CHILD_HEARD},
        "own-measure-evaluated": {"childs_view": Milestone.CHILD_HEARD},
        "stafettlogg.opened.v1": {"goal": Milestone.GOAL_SET},
    }
)
"""What an event tells beside that it happened."""
OUTCOMES: Mapping[str, Milestone] = MappingProxyType(
    {"closed": Milestone.NOTHING_MORE, "reported": Milestone.REPORT_DECIDED}
)
LEVELS: Mapping[str, int] = MappingProxyType({"level-1": 1, "level-2": 2})
ROUND = frozenset({Milestone.CHILDS_VOICE})
AGAIN: Mapping[str, frozenset[Milestone]] = MappingProxyType(
    {
        "stafettlogg.measure-continued.v1": ROUND,
        "stafettlogg.measure-changed.v1": ROUND,
        "stafettlogg.evaluation-fell-due.v1": ROUND,
        "stafettlogg.reopened.v1": frozenset({Milestone.LOG_CLOSED}),
    }
)
"""What is to be done anew: before the next evaluation the child is heard again."""
TO_EVALUATE = frozenset(
    {
        "own-measure-agreed",
        "own-evaluation-fell-due",
        "stafettlogg.measure-agreed.v1",
        "stafettlogg.evaluation-fell-due.v1",
    }
)
EVALUATED = frozenset({"own-measure-evaluated", "stafettlogg.measure-evaluated.v1", "stafettlogg.measure-ended.v1"})


@dataclass(frozen=True, slots=True)
class Course:
    """waiting: the measures that nobody has evaluated since they were agreed or fell due. since: the day of each."""

    level: int = 0
    met: frozenset[Milestone] = field(default_factory=frozenset)
    waiting: frozenset[str] = field(default_factory=frozenset)
    since: Mapping[Milestone, date] = field(default_factory=dict)

    @property
    def reached(self) -> frozenset[Milestone]:
        unfinished = {Milestone.OWN_MEASURE_EVALUATED, Milestone.MEASURE_EVALUATED}
        return self.met - unfinished if self.waiting else self.met

    def after(self, name: str, said: Mapping[str, Any]) -> "Course":
        waiting = self.waiting | {said["measure"]} if name in TO_EVALUATE else self.waiting
        met = _met(name, said)
        return Course(
            _level(self.level, name, said),
            self.met - AGAIN.get(name, frozenset()) | met,
            waiting - {said["measure"]} if name in EVALUATED else waiting,
            {**self.since, **{milestone: said["on"] for milestone in met if "on" in said}},
        )


START = Course()


def follow(told: Iterable[Told], course: Course = START) -> Course:
    """told: oldest first."""
    for name, said in told:
        course = course.after(name, said)
    return course


def _met(name: str, said: Mapping[str, Any]) -> frozenset[Milestone]:
    own = {REACHED[name]} if name in REACHED else set()
    beside = {milestone for field, milestone in SAID.get(name, {}).items() if said.get(field)}
    outcome = OUTCOMES.get(str(said.get("outcome")))
    return frozenset(own | beside | ({outcome} if outcome else set()))


def _level(now: int, name: str, said: Mapping[str, Any]) -> int:
    if name in {"stafettlogg.opened.v1", "stafettlogg.level-changed.v1"}:
        return int(said.get("level", now))
    return LEVELS.get(str(said.get("outcome")), now)
