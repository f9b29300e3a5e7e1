"""What a stafettlogg holds, as its readers see it: each thing with what became of it, and its earlier words."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field

from shared.contracts.case.effect import Effect
from shared.contracts.common import Id, Line, Locating, Moment, Owner, Personal, Slug, Text


class Said(BaseModel, frozen=True):
    """What somebody wrote, and when."""

    text: Personal[Text]
    by: Id
    at: Moment


class Retraction(BaseModel, frozen=True):
    """What somebody wrote was taken back."""

    reason: Personal[Text]
    by: Id
    at: Moment


class GoalStage(StrEnum):
    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class Goal(BaseModel, frozen=True):
    """reason: why it was dropped, or how it was reached. earlier: its former words, oldest first."""

    goal: Id
    text: Personal[Text]
    by: Id
    at: Moment
    stage: GoalStage = GoalStage.OPEN
    reason: Personal[Text] | None = None
    earlier: tuple[Said, ...] = ()


class Evaluation(BaseModel, frozen=True):
    effect: Personal[Effect]
    happened: Personal[Text]
    childs_view: Personal[Text] | None
    parents_view: Personal[Text] | None
    by: Id
    at: Moment


class MeasureStage(StrEnum):
    AGREED = "agreed"
    EVALUATED = "evaluated"  # and waits for what comes next
    ENDED = "ended"


class MeasureWords(BaseModel, frozen=True):
    """Former words; by and at: who changed them, and when."""

    title: Personal[Line]
    description: Personal[Text] | None
    by: Id
    at: Moment


class Measure(BaseModel, frozen=True):
    """earlier: its former words, oldest first. meeting: where it was agreed."""

    measure: Id
    title: Personal[Line]
    description: Personal[Text] | None
    responsible: Id
    evaluate_on: date
    agreed_at: Moment
    stage: MeasureStage = MeasureStage.AGREED
    at_home: bool = False
    goal: Id | None = None
    bank: Slug | None = None
    meeting: Id | None = None
    evaluations: tuple[Evaluation, ...] = ()
    earlier: tuple[MeasureWords, ...] = ()
    reason: Personal[Text] | None = None  # why it ended


class Proposal(BaseModel, frozen=True):
    measure: Id
    title: Personal[Line]
    description: Personal[Text] | None
    by: Id
    at: Moment
    at_home: bool = False
    goal: Id | None = None
    bank: Slug | None = None


class MeetingStage(StrEnum):
    CALLED = "called"
    HELD = "held"
    CANCELLED = "cancelled"


class Meeting(BaseModel, frozen=True):
    """minutes: their newest edition; earlier: those before, oldest first. confirmed_by: guardians, the newest."""

    meeting: Id
    stage: MeetingStage
    evaluation: bool
    starts_at: Moment | None = None  # none when it was never called
    video: bool = False
    where: Personal[Locating[Line | None]] = None
    agenda: Personal[Text] | None = None
    invited: tuple[Id, ...] = ()
    held_on: date | None = None
    present: tuple[Id, ...] = ()
    minutes: Personal[Said] | None = None
    edition: int = 0
    earlier: tuple[Said, ...] = ()
    confirmed_by: tuple[Id, ...] = ()
    without_voice_because: Personal[Text] | None = None
    suggested_level: int | None = None


class Heard(BaseModel, frozen=True):
    said: Personal[Text]
    how: Personal[Line] | None
    heard_on: date
    by: Id


class ChildsVoice(BaseModel, frozen=True):
    """appointed: who is to hear the child. heard: oldest first. fresh: since the last evaluation."""

    appointed: Id | None = None
    heard: tuple[Heard, ...] = ()
    fresh: bool = False


class PlanConsidered(BaseModel, frozen=True):
    """Individuell plan, as it was last considered."""

    entitled: bool
    wanted: bool
    reason: Personal[Text]
    at: Moment


class Lift(BaseModel, frozen=True):
    """A question to koordinerende enhet, and its advice."""

    lift: Id
    to: Owner
    anonymous: bool
    question: Personal[Said]
    advice: tuple[Said, ...] = ()


class Statement(BaseModel, frozen=True):
    """A guardian's own word on an entry."""

    entry: Id
    text: Personal[Text]
    by: Id
    at: Moment


class Closing(BaseModel, frozen=True):
    """The last one. reopening: a guardian's wish to have the log back."""

    because: str = Field(pattern="^[a-z-]+$")
    reason: Personal[Text] | None
    at: Moment
    reopening: Personal[Said] | None = None


class Transition(BaseModel, frozen=True):
    """accepted: the service leaves when the day has come."""

    to: Id
    leaving: Owner
    on: date
    reason: Personal[Text]
    accepted: bool = False
