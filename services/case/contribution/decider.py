"""A contribution is owned by whoever writes it."""

from dataclasses import dataclass, replace

from services.case.contribution.events import ContributionWritten
from shared.contracts.case import Kind, WriteContribution
from shared.contracts.common import SHARED_CATEGORIES, Category
from shared.decider import Act, Decider
from shared.errors import Refused

KINDS_OF = {
    Kind.NOTE: frozenset(SHARED_CATEGORIES) - {Category.AGREEMENTS},
    Kind.LYSGLIMT: frozenset({Category.NOTES}),
    Kind.ASSESSMENT: frozenset({Category.ASSESSMENTS, Category.HEALTH}),
}


class ContributionExists(Refused):
    """There is a contribution with this id already."""


class WrongCategory(Refused):
    """This kind of text does not belong in this category."""


@dataclass(frozen=True, slots=True)
class Contribution:
    child: str = ""


@dataclass(frozen=True, slots=True)
class WriteFor:
    """A contribution with the child that its stafettlogg is about."""

    command: WriteContribution
    child: str


def write(under: WriteFor, state: Contribution, _act: Act) -> list[ContributionWritten]:
    command = under.command
    if state.child:
        raise ContributionExists
    if command.category not in KINDS_OF[command.kind]:
        raise WrongCategory
    return [
        ContributionWritten(
            child=under.child, stafettlogg=command.stafettlogg, kind=command.kind, category=command.category,
            text=command.text,
        )
    ]  # fmt: skip


DECIDER: Decider[WriteFor, Contribution, ContributionWritten] = Decider(
    initial=Contribution(),
    decide=write,
    evolve=lambda state, event: replace(state, child=event.child),
    child=lambda state: state.child,
)
