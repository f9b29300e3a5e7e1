"""How much cooperation the child needs: the level, individuell plan, and a stuck case lifted to coordination."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.facts import SpineFact
from shared.contracts.common import Contract, Id, Owner, Personal, Text


class PlanConsideration(Contract):
    """Whether the child has a right to individuell plan, and the family wants one. Both: it takes over from the log."""

    entitled: bool
    wanted: bool = False
    reason: Personal[Text]


class ConsiderIndividualPlan(PlanConsideration, CaseCommand):
    name: ClassVar[str] = "consider-individual-plan"
    stafettlogg: Id


class ChangeLevel(CaseCommand):
    """From nivå 2 a second service must have the family's consent now; at nivå 3 individuell plan is considered."""

    name: ClassVar[str] = "change-level"
    stafettlogg: Id
    level: int = Field(ge=0, le=3)
    reason: Personal[Text]
    plan: PlanConsideration | None = None


class LiftToCoordination(CaseCommand):
    """Ask koordinerende enhet about a case that is stuck.

    to: the municipality's service for it, which the family lets in like any other and which then reads along. Without
    that consent the question is anonymous: it stands here, and is sent as an anonymous consultation.
    """

    name: ClassVar[str] = "lift-to-coordination"
    stafettlogg: Id
    lift: Id
    to: Owner
    question: Personal[Text]
    anonymous: bool = False


class RecordAdvice(CaseCommand):
    name: ClassVar[str] = "record-advice"
    stafettlogg: Id
    lift: Id
    advice: Personal[Text]


# --- Public facts ---------------------------------------------------------------------------------


class LevelChanged(SpineFact):
    fact: ClassVar[str] = "level-changed"
    level: int = Field(ge=0, le=3)
    was: int = Field(ge=0, le=3)
    reason: Personal[Text]


class IndividualPlanConsidered(SpineFact):
    fact: ClassVar[str] = "individual-plan-considered"
    entitled: bool
    wanted: bool
    reason: Personal[Text]


class LiftedToCoordination(SpineFact):
    fact: ClassVar[str] = "lifted-to-coordination"
    lift: Id
    to: Owner
    anonymous: bool
    question: Personal[Text]


class AdviceRecorded(SpineFact):
    fact: ClassVar[str] = "advice-recorded"
    lift: Id
    advice: Personal[Text]
