"""What an administrator may change, and what stands when it is changed."""

from collections.abc import Collection, Sequence

from pydantic import ValidationError

from services.consent.choices.events import ChoicesChanged
from services.consent.choices.refusals import CaseMissing, ChangedMeanwhile, NotChangeable, NothingNew
from shared.choices import changeable, laid_over, merged
from shared.contracts.consent.choices import DOCUMENTED, ChangeChoices, Chosen
from shared.decider import Act, Decider
from shared.municipality import Municipality

NOBODY = "nobody"  # no child's: nothing here is sealed
State = ChoicesChanged | None


def decider(file: Municipality, terms: Collection[str]) -> Decider[ChangeChoices, State, ChoicesChanged]:
    """file: what stands where nobody has changed anything. terms: the ids of what can be called something else."""

    def decide(command: ChangeChoices, state: State, act: Act) -> Sequence[ChoicesChanged]:
        if act.by.id in {one.person for one in command.pauses}:
            raise NotChangeable
        return change(file, terms, command, state)

    return Decider(None, decide, lambda _, event: event, lambda _: NOBODY)


def change(
    file: Municipality, terms: Collection[str], command: ChangeChoices, state: State
) -> Sequence[ChoicesChanged]:
    if command.after != (state.number if state else 0):
        raise ChangedMeanwhile
    if command.ground in DOCUMENTED and not command.case:
        raise CaseMissing
    if not all(changeable(one.name) for one in command.deadlines) or {one.term for one in command.words} - {*terms}:
        raise NotChangeable
    known = state or Chosen()
    said = merged(known, command)
    try:
        if (laid_over(file, said), said.pauses) == (laid_over(file, known), known.pauses):
            raise NothingNew
    except ValidationError as error:
        raise NotChangeable from error
    return [ChoicesChanged(number=command.after + 1, ground=command.ground, case=command.case, **dict(said))]
