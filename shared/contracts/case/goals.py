"""What the stafettlogg is about (oppmerksomhet), and what those around the child hope for. Earlier words are kept."""

from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.facts import SpineFact
from shared.contracts.common import Id, Personal, Text


class ChangeAttention(CaseCommand):
    name: ClassVar[str] = "change-attention"
    stafettlogg: Id
    attention: Personal[Text]


class AddGoal(CaseCommand):
    name: ClassVar[str] = "add-goal"
    stafettlogg: Id
    goal: Id
    text: Personal[Text]


class ChangeGoal(CaseCommand):
    name: ClassVar[str] = "change-goal"
    stafettlogg: Id
    goal: Id
    text: Personal[Text]


class EndGoal(CaseCommand):
    """Reached, or dropped."""

    name: ClassVar[str] = "end-goal"
    stafettlogg: Id
    goal: Id
    reached: bool
    reason: Personal[Text] | None = None


# --- Public facts ---------------------------------------------------------------------------------


class AttentionChanged(SpineFact):
    fact: ClassVar[str] = "attention-changed"
    attention: Personal[Text]


class GoalAdded(SpineFact):
    fact: ClassVar[str] = "goal-added"
    goal: Id
    text: Personal[Text]


class GoalChanged(SpineFact):
    fact: ClassVar[str] = "goal-changed"
    goal: Id
    text: Personal[Text]


class GoalEnded(SpineFact):
    fact: ClassVar[str] = "goal-ended"
    goal: Id
    reached: bool
    reason: Personal[Text | None]
