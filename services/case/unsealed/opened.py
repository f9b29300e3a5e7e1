"""What the keys at hand have opened of one stafettlogg."""

from dataclasses import dataclass, field

from shared.contracts.case import (
    ChildsVoice,
    Closing,
    Entry,
    Goal,
    GoalStage,
    Lift,
    Measure,
    Meeting,
    Participant,
    PlanConsidered,
    Proposal,
    Said,
    Statement,
    Transition,
)
from shared.contracts.common import Envelope


@dataclass
class Opened:
    """attention: every wording, oldest first. Dicts are by id, in the order in which things began."""

    child_name: str = ""
    attention: list[Said] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    goals: dict[str, Goal] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    voice: ChildsVoice = field(default_factory=ChildsVoice)
    plan: PlanConsidered | None = None
    lifts: dict[str, Lift] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    closing: Closing | None = None
    transition: Transition | None = None
    entries: list[Entry] = field(default_factory=list)

    @property
    def goal(self) -> str | None:
        """The first that is open."""
        return next((goal.text for goal in self.goals.values() if goal.stage is GoalStage.OPEN), None)


def said(found: Envelope, text: str) -> Said:
    return Said(text=text, by=found.actor.id, at=found.at)
