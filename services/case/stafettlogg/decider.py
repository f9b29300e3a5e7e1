"""The spine of a stafettlogg: who takes part, who holds the baton, what is agreed.

From open to close there is exactly one stafettholder, who takes part under a consent; the holder keeps every duty until
the next has accepted.
"""

from services.case.stafettlogg import asked, baton, course, measures, participation
from services.case.stafettlogg import events as e
from services.case.stafettlogg.asked.baton import BatonCommand
from services.case.stafettlogg.events.baton import BatonEvent
from services.case.stafettlogg.events.measures import MeasureEvent
from services.case.stafettlogg.state import Stafettlogg
from shared.decider import Act, Decider
from shared.errors import Unknown


def decide(command: asked.StafettloggCommand, state: Stafettlogg, act: Act) -> list[e.StafettloggEvent]:
    if not (state.child or isinstance(command, asked.OpenUnderConsent)):
        raise Unknown
    if state.closed and isinstance(command, asked.BySystem):
        return []
    if state.closed and not isinstance(command, asked.OpenUnderConsent):
        raise asked.LogClosed
    match command:
        case _ if isinstance(command, asked.ParticipationCommand):
            return participation.decide(command, state, act)
        case _ if isinstance(command, BatonCommand):
            return baton.decide(command, state, act)
        case _ if isinstance(command, asked.MeasureCommand):
            return measures.decide(command, state, act)
        case _:
            return course.decide(command, state, act)


def evolve(state: Stafettlogg, event: e.StafettloggEvent) -> Stafettlogg:
    if isinstance(event, e.ParticipationEvent):
        return participation.evolve(state, event)
    if isinstance(event, BatonEvent):
        return baton.evolve(state, event)
    if isinstance(event, MeasureEvent):
        return measures.evolve(state, event)
    return course.evolve(state, event)


DECIDER: Decider[asked.StafettloggCommand, Stafettlogg, e.StafettloggEvent] = Decider(
    initial=Stafettlogg(), decide=decide, evolve=evolve, child=lambda state: state.child
)
