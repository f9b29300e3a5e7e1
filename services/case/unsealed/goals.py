"""Oppmerksomhet and goals, with their earlier words."""

from typing import Any

from services.case.unsealed.opened import Opened, said
from shared.contracts import case
from shared.contracts.case import Goal, GoalStage, Said
from shared.contracts.common import Envelope, Fact

FACTS = (case.AttentionChanged, case.GoalAdded, case.GoalChanged, case.GoalEnded)


def collect(opened: Opened, found: Envelope, fact: Fact) -> None:
    match fact:
        case case.AttentionChanged():
            opened.attention.append(said(found, fact.attention))
        case case.GoalAdded():
            opened.goals[fact.goal] = Goal(goal=fact.goal, text=fact.text, by=found.actor.id, at=found.at)
        case case.GoalChanged() if known := opened.goals.get(fact.goal):
            before = Said(text=known.text, by=known.by, at=known.at)
            _set(opened, known, text=fact.text, by=found.actor.id, at=found.at, earlier=(*known.earlier, before))
        case case.GoalEnded() if known := opened.goals.get(fact.goal):
            stage = GoalStage.REACHED if fact.reached else GoalStage.DROPPED
            _set(opened, known, stage=stage, reason=fact.reason)
        case _:
            return


def _set(opened: Opened, known: Goal, **now: Any) -> None:
    opened.goals[known.goal] = known.model_copy(update=now)
