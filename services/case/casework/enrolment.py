"""Which unit a child belongs to, as the municipality's register says."""

from dataclasses import dataclass, replace

from services.case.casework.events import ChildEnrolled
from shared.contracts.case import EnrolChild
from shared.decider import Act, Decider


@dataclass(frozen=True, slots=True)
class Enrolment:
    child: str = ""
    unit: str = ""


def enrol(command: EnrolChild, state: Enrolment, _act: Act) -> list[ChildEnrolled]:
    if state.unit == command.unit:
        return []
    return [ChildEnrolled(child=command.child, unit=command.unit, child_name=command.child_name, born=command.born)]


DECIDER: Decider[EnrolChild, Enrolment, ChildEnrolled] = Decider(
    initial=Enrolment(),
    decide=enrol,
    evolve=lambda state, event: replace(state, child=event.child, unit=event.unit),
    child=lambda state: state.child,
)
