"""A two-minute observation, before there is an undring."""

from dataclasses import dataclass, replace

from services.case.casework.events import ObservationNoted
from shared.contracts.case import NoteObservation
from shared.decider import Act, Decider
from shared.errors import Refused


class NoteExists(Refused):
    """There is an observation with this id already."""


@dataclass(frozen=True, slots=True)
class Note:
    child: str = ""
    unit: str = ""


def note(command: NoteObservation, state: Note, act: Act) -> list[ObservationNoted]:
    if state.child:
        raise NoteExists
    return [
        ObservationNoted(child=command.child, unit=act.by.unit or "", by=act.by.id, observation=command.observation)
    ]


DECIDER: Decider[NoteObservation, Note, ObservationNoted] = Decider(
    initial=Note(),
    decide=note,
    evolve=lambda state, event: replace(state, child=event.child, unit=event.unit),
    child=lambda state: state.child,
)
