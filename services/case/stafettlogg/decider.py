"""The spine of a stafettlogg: who takes part, who holds the baton, what is agreed.

From open to close there is exactly one stafettholder, who takes part under a consent; the holder keeps every duty until
the next has accepted. What is agreed has somebody responsible who is around, whoever leaves.
"""

from collections.abc import Sequence
from functools import reduce

from services.case.stafettlogg import (
    archiving,
    asked,
    baton,
    closing,
    goals,
    journal,
    level,
    measures,
    meetings,
    participation,
    voices,
)
from services.case.stafettlogg import events as e
from services.case.stafettlogg.asked.archive import ArchiveCommand
from services.case.stafettlogg.asked.baton import BatonCommand
from services.case.stafettlogg.asked.closing import Reopening
from services.case.stafettlogg.asked.goals import GoalCommand
from services.case.stafettlogg.asked.journal import JournalCommand
from services.case.stafettlogg.asked.level import LevelCommand
from services.case.stafettlogg.asked.measures import MeasureCommand
from services.case.stafettlogg.asked.meetings import MarkMeetingNear, MeetingCommand
from services.case.stafettlogg.asked.participation import RestateUnderConsent, SetFamily
from services.case.stafettlogg.asked.voices import VoiceCommand
from services.case.stafettlogg.events.archive import ArchiveEvent
from services.case.stafettlogg.events.baton import BatonEvent
from services.case.stafettlogg.events.closing import StafettloggReopened
from services.case.stafettlogg.events.goals import GoalEvent
from services.case.stafettlogg.events.journal import JournalEvent
from services.case.stafettlogg.events.level import LevelEvent
from services.case.stafettlogg.events.measures import MeasureEvent
from services.case.stafettlogg.events.meetings import MeetingEvent
from services.case.stafettlogg.events.participation import FamilyChanged, ParticipantLeft, PersonLeft
from services.case.stafettlogg.events.voices import VoiceEvent
from services.case.stafettlogg.state import Stafettlogg
from shared.decider import Act, Decider
from shared.errors import Unknown

CLOSED_TOO = asked.OpenUnderConsent | Reopening | ArchiveCommand | SetFamily | RestateUnderConsent
GONE = ParticipantLeft | PersonLeft | FamilyChanged | StafettloggReopened  # a log that closed around somebody who left


def decide(command: asked.StafettloggCommand, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if not (state.child or isinstance(command, asked.OpenUnderConsent)):
        raise Unknown
    if state.closed and isinstance(command, asked.BySystem):
        return []
    if state.closed and not isinstance(command, CLOSED_TOO):
        raise asked.LogClosed
    events = [*_decide(command, state, act)]
    if not any(isinstance(event, GONE) for event in events):
        return events
    then = reduce(evolve, events, state)
    if then.closed:
        return events
    others = any(isinstance(event, FamilyChanged | StafettloggReopened) for event in events)
    return [*events, *measures.taken_over(then), *(measures.asked_anew(then) if others else ())]


def _decide(command: asked.StafettloggCommand, state: Stafettlogg, act: Act) -> Sequence[e.StafettloggEvent]:
    match command:
        case _ if isinstance(command, asked.ParticipationCommand):
            return participation.decide(command, state, act)
        case _ if isinstance(command, BatonCommand):
            return baton.decide(command, state, act)
        case _ if isinstance(command, MeasureCommand):
            return measures.decide(command, state, act)
        case _ if isinstance(command, GoalCommand):
            return goals.decide(command, state, act)
        case _ if isinstance(command, MeetingCommand | MarkMeetingNear):
            return meetings.decide(command, state, act)
        case _ if isinstance(command, VoiceCommand):
            return voices.decide(command, state, act)
        case _ if isinstance(command, LevelCommand):
            return level.decide(command, state, act)
        case _ if isinstance(command, ArchiveCommand):
            return archiving.decide(command, state, act)
        case _ if isinstance(command, JournalCommand):
            return journal.decide(command, state, act)
        case _:
            return closing.decide(command, state, act)


def evolve(state: Stafettlogg, event: e.StafettloggEvent) -> Stafettlogg:
    match event:
        case _ if isinstance(event, e.ParticipationEvent):
            return participation.evolve(state, event)
        case _ if isinstance(event, BatonEvent):
            return baton.evolve(state, event)
        case _ if isinstance(event, MeasureEvent):
            return measures.evolve(state, event)
        case _ if isinstance(event, GoalEvent):
            return goals.evolve(state, event)
        case _ if isinstance(event, MeetingEvent):
            return meetings.evolve(state, event)
        case _ if isinstance(event, VoiceEvent):
            return voices.evolve(state, event)
        case _ if isinstance(event, LevelEvent):
            return level.evolve(state, event)
        case _ if isinstance(event, ArchiveEvent):
            return archiving.evolve(state, event)
        case _ if isinstance(event, JournalEvent):
            return journal.evolve(state, event)
        case _:
            return closing.evolve(state, event)


DECIDER: Decider[asked.StafettloggCommand, Stafettlogg, e.StafettloggEvent] = Decider(
    initial=Stafettlogg(), decide=decide, evolve=evolve, child=lambda state: state.child
)
