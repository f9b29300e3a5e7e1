"""What stands in a stafettlogg, said again to a service whose consent does not reach back to when it was said."""

from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.case.facts import SpineFact
from shared.contracts.case.reading import Participant
from shared.contracts.case.views import ChildsVoice, Closing, Goal, Measure, Meeting, Proposal, Said, Transition
from shared.contracts.common import Name, Personal


class NowStands(BaseModel, frozen=True):
    """As little as whoever takes part must know; nothing of what has been: no earlier words, evaluations or minutes.

    goals, measures: those that go on. meetings: those that are to come. voice: without what the child has said.
    """

    child_name: Personal[Name]
    attention: Said
    participants: tuple[Participant, ...]
    goals: tuple[Goal, ...]
    proposals: tuple[Proposal, ...]
    measures: tuple[Measure, ...]
    meetings: tuple[Meeting, ...]
    voice: ChildsVoice
    transition: Transition | None
    closing: Closing | None


class StafettloggRestated(SpineFact):
    """Nothing has happened: it is no entry, and nobody hears of it."""

    fact: ClassVar[str] = "restated"
    now: Personal[NowStands]
