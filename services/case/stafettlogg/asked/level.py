"""What can be asked about the level, individuell plan and coordination, and how it may be refused."""

from datetime import date

from pydantic import BaseModel

from shared.contracts.case import ChangeLevel, ConsiderIndividualPlan, LiftToCoordination, RecordAdvice
from shared.contracts.common import Owner
from shared.errors import Refused


class PlanNotConsidered(Refused):
    """Individuell plan must be considered first."""


class LiftExists(Refused):
    """There is a question to coordination with this id already."""


class NotAsked(Refused):
    """Only whoever was asked, or the stafettholder, can write down the advice."""


class LevelUnderConsent(BaseModel, frozen=True):
    command: ChangeLevel
    consented: frozenset[Owner]


class LiftUnderConsent(BaseModel, frozen=True):
    """With the days that an invitation has: the one asked is invited when the family lets it in."""

    command: LiftToCoordination
    consented: frozenset[Owner]
    remind_on: date
    answer_by: date


LevelCommand = LevelUnderConsent | LiftUnderConsent | ConsiderIndividualPlan | RecordAdvice
