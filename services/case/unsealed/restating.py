"""What stands, told to a reader whose keys do not reach back to when it was said."""

from collections.abc import Collection
from typing import TypeVar

from services.case.unsealed.opened import Opened
from shared.contracts.case import GoalStage, MeasureStage, MeetingStage, NowStands, StafettloggRestated
from shared.contracts.common import Envelope, Fact

FACTS = (StafettloggRestated,)
_Thing = TypeVar("_Thing")


def now_stands(opened: Opened, present: Collection[str]) -> NowStands:
    """present: who is around the child."""
    return NowStands(
        child_name=opened.child_name, attention=opened.attention[-1],
        participants=tuple(one for one in opened.participants if one.person in present),
        goals=tuple(
            one.model_copy(update={"earlier": ()}) for one in opened.goals.values() if one.stage is GoalStage.OPEN
        ),
        proposals=tuple(opened.proposals.values()),
        measures=tuple(
            one.model_copy(update={"evaluations": (), "earlier": (), "meeting": None})
            for one in opened.measures.values() if one.stage is not MeasureStage.ENDED
        ),
        meetings=tuple(one for one in opened.meetings.values() if one.stage is MeetingStage.CALLED),
        voice=opened.voice.model_copy(update={"heard": ()}), transition=opened.transition, closing=opened.closing,
    )  # fmt: skip


def collect(opened: Opened, found: Envelope, fact: Fact) -> None:  # noqa: ARG001 - as every topic's
    """Whoever knows it already learns nothing. What is new to a reader began before all that it knows."""
    if not isinstance(fact, StafettloggRestated):
        return
    now, known = fact.now, {one.person for one in opened.participants}
    opened.child_name = opened.child_name or now.child_name
    opened.attention = opened.attention or [now.attention]
    opened.participants = [*(one for one in now.participants if one.person not in known), *opened.participants]
    opened.goals = _first({one.goal: one for one in now.goals}, opened.goals)
    opened.proposals = _first({one.measure: one for one in now.proposals}, opened.proposals)
    opened.measures = _first({one.measure: one for one in now.measures}, opened.measures)
    opened.meetings = _first({one.meeting: one for one in now.meetings}, opened.meetings)
    opened.voice = opened.voice.model_copy(update={"appointed": now.voice.appointed, "fresh": now.voice.fresh})
    opened.transition, opened.closing = now.transition, now.closing


def _first(told: dict[str, _Thing], known: dict[str, _Thing]) -> dict[str, _Thing]:
    return {name: one for name, one in told.items() if name not in known} | known
