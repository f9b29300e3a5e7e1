"""What can be asked about the level, individuell plan and coordination, and how it may be refused."""

from datetime import date

from pydantic import BaseModel

from shared.contracts.case import ChangeLevel, ConsiderIndividualPlan, LiftToCoordination, RecordAdvice
from shared.contracts.case.consultation import Found, Fresh
from shared.contracts.common import Id, Owner, Personal, Text
from shared.errors import Refused


class PlanNotConsidered(Refused):
    """Individuell plan must be considered first."""


class LiftExists(Refused):
    """There is a question to coordination with this id already."""


class NoCoordination(Refused):
    """The municipality has not said who is koordinerende enhet."""


class NotAsked(Refused):
    """Only whoever was asked, or the stafettholder, can write down the advice."""


class LevelUnderConsent(BaseModel, frozen=True):
    command: ChangeLevel
    consented: frozenset[Owner]


class LiftUnderConsent(BaseModel, frozen=True):
    """With the days that an invitation has: the one asked is invited when the family lets it in.

    to, unit: koordinerende enhet, if the municipality has one. found, number: what is in an anonymous question, and
    what it is sent under.
    """

    command: LiftToCoordination
    consented: frozenset[Owner]
    to: Owner | None
    unit: Id | None
    found: tuple[Found, ...]
    number: Fresh
    remind_on: date
    answer_by: date


class ReceiveAdvice(BaseModel, frozen=True):
    """It came as a letter."""

    lift: Id
    advice: Personal[Text]


LevelCommand = LevelUnderConsent | LiftUnderConsent | ConsiderIndividualPlan | RecordAdvice | ReceiveAdvice
