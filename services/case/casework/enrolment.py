"""Which unit a child belongs to, as the municipality's register says."""

from pydantic import BaseModel

from services.case.casework.events import ChildEnrolled
from shared.contracts.case import EnrolChild
from shared.decider import Act, Decider


class EnrolOver(BaseModel, frozen=True):
    """known: what was told before, opened."""

    command: EnrolChild
    known: ChildEnrolled | None


def enrol(under: EnrolOver, _child: str, _act: Act) -> list[ChildEnrolled]:
    """A household that was told stays known until another is."""
    command, known = under.command, under.known
    household = command.household or (known.household if known else None)
    told = ChildEnrolled(
        child=command.child, unit=command.unit, child_name=command.child_name, born=command.born, household=household
    )
    return [] if told == known else [told]


DECIDER: Decider[EnrolOver, str, ChildEnrolled] = Decider(
    initial="", decide=enrol, evolve=lambda _, event: event.child, child=lambda child: child
)
