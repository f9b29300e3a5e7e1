"""How far a case has come, folded from its events by wire name; nothing is ticked off by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from shared.contracts.case.guide import Milestone

Told = tuple[str, Mapping[str, Any]]  # an event's or fact's wire name and what can be read of it

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
AGAIN: Mapping[str, frozenset[Milestone]] = MappingProxyType(
    {
        "own-measure-agreed": frozenset({Milestone.OWN_MEASURE_EVALUATED}),
        "stafettlogg.measure-agreed.v1": frozenset({Milestone.MEASURE_EVALUATED, Milestone.CHILDS_VOICE}),
        "stafettlogg.measure-continued.v1": frozenset({Milestone.MEASURE_EVALUATED, Milestone.CHILDS_VOICE}),
        "stafettlogg.measure-changed.v1": frozenset({Milestone.MEASURE_EVALUATED, Milestone.CHILDS_VOICE}),
        "stafettlogg.reopened.v1": frozenset({Milestone.LOG_CLOSED}),
    }
)
"""What is to be done anew: a measure that runs on is evaluated again, with the child's voice first."""


@dataclass(frozen=True, slots=True)
class Course:
    level: int = 0
    reached: frozenset[Milestone] = field(default_factory=frozenset)


START = Course()


def follow(told: Iterable[Told], course: Course = START) -> Course:
    """told: oldest first."""
    for name, said in told:
        course = Course(
            _level(course.level, name, said), course.reached - AGAIN.get(name, frozenset()) | _met(name, said)
        )
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
