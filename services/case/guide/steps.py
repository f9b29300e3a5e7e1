"""The municipality's steps held beside one case: what is done, what is missing, what must wait, what is not for it."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from services.case.guide.milestones import Course
from shared.contracts.case.guide import Guide, MunicipalityTexts, StepStanding, StepState
from shared.contracts.case.texts import Advice, GuideStep, Milestone
from shared.municipality import Deadlines

ENDED = frozenset({Milestone.NOTHING_MORE, Milestone.REPORT_DECIDED, Milestone.LOG_CLOSED})  # nothing more is asked
NEAREST = (StepState.MISSING, StepState.NOT_YET, StepState.DONE, StepState.NOT_APPLICABLE)


def state_of(step: GuideStep, reached: AbstractSet[Milestone]) -> StepState:
    """What has been done stays done, also where it would not be asked for now."""
    if step.only_if and not reached & set(step.only_if):
        return StepState.NOT_APPLICABLE
    if step.done_by in reached:
        return StepState.DONE
    if reached & (ENDED | set(step.unless)):
        return StepState.NOT_APPLICABLE
    return StepState.MISSING if set(step.after) <= reached else StepState.NOT_YET


def guide(texts: MunicipalityTexts, course: Course, deadlines: Deadlines) -> Guide:
    """For the present level, the best next step first."""
    stood = [(step, state_of(step, course.reached)) for step in texts.steps if step.level == course.level]
    stood.sort(key=lambda pair: (NEAREST.index(pair[1]), pair[1] is StepState.MISSING and pair[0].optional))
    steps = tuple(_standing(step, state, _by(step, state, course, deadlines)) for step, state in stood)
    return Guide(
        level=course.level, level_name=texts.levels[course.level].name, version=texts.version, steps=steps,
        next=next((one.step for one in steps if one.state is StepState.MISSING), None),
    )  # fmt: skip


def _by(step: GuideStep, state: StepState, course: Course, deadlines: Deadlines) -> date | None:
    if state is not StepState.MISSING or not step.within or step.within.since not in course.since:
        return None
    days: int = getattr(deadlines, step.within.deadline)
    return course.since[step.within.since] + timedelta(days=days)


def _standing(step: GuideStep, state: StepState, by: date | None) -> StepStanding:
    return StepStanding(
        step=step.id, state=state, title=step.title, why=step.why, optional=step.optional, by=by,
        checklists=step.checklists, templates=step.templates,
    )  # fmt: skip


def advise(texts: MunicipalityTexts, yes: Iterable[str]) -> Advice | None:
    """The first advice that fits the answers; None: the municipality has none that always does."""
    said = set(yes)
    return next((one for one in texts.advice if _fits(one, said)), None)


def _fits(advice: Advice, said: AbstractSet[str]) -> bool:
    some = not advice.any_of or bool(said & set(advice.any_of))
    return some and said >= set(advice.all_of) and not said & set(advice.none_of)
