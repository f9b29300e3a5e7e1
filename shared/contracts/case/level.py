"""How much cooperation the child needs: the level, individuell plan, and a stuck case lifted to coordination."""

from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.case.consultation import Known, TextCheck
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
    """Ask koordinerende enhet, the unit that the municipality has named, about a case that is stuck.

    The family lets its service in like any other, and it then reads along. Without that consent the question is
    anonymous: it stands here, and is looked through and sent as an anonymous consultation is; see `AskAnonymously`.
    """

    name: ClassVar[str] = "lift-to-coordination"
    stafettlogg: Id
    lift: Id
    question: Personal[Text]
    anonymous: bool = False
    known: Personal[Known] = ()
    confirmed: bool = False


class CheckLift(CaseQuery):
    """What stands in the way of sending this anonymously. Nothing is stored or sent."""

    name: ClassVar[str] = "check-lift"
    reply: ClassVar[type[BaseModel]] = TextCheck
    stafettlogg: Id
    question: Personal[Text]
    known: Personal[Known] = ()


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
    """asker: whoever has waited for it, unless they wrote it down."""

    fact: ClassVar[str] = "advice-recorded"
    lift: Id
    asker: Id | None = None
    advice: Personal[Text]
