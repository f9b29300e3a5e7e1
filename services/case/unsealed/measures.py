"""Tiltak and proposals, with every wording and evaluation."""

from typing import Any

from services.case.unsealed.opened import Opened
from shared.contracts import case
from shared.contracts.case import Evaluation, Measure, MeasureStage, MeasureWords, Proposal
from shared.contracts.common import Envelope, Fact

FACTS = (
    case.MeasureProposed, case.MeasureAgreed, case.MeasureDeclined, case.MeasureEvaluated, case.MeasureContinued,
    case.MeasureChanged, case.MeasureEnded, case.MeasureTakenOver,
)  # fmt: skip


def collect(opened: Opened, found: Envelope, fact: Fact) -> None:
    match fact:
        case case.MeasureProposed():
            opened.proposals[fact.measure] = Proposal(
                measure=fact.measure, title=fact.title, description=fact.description, by=found.actor.id, at=found.at,
                at_home=fact.at_home, goal=fact.goal, bank=fact.bank,
            )  # fmt: skip
        case case.MeasureDeclined():
            opened.proposals.pop(fact.measure, None)
        case case.MeasureAgreed():
            _agreed(opened, found, fact)
        case case.MeasureEvaluated():
            _evaluated(opened, found, fact)
        case case.MeasureContinued():
            _set(opened, fact.measure, stage=MeasureStage.AGREED, evaluate_on=fact.evaluate_on)
        case case.MeasureChanged():
            _changed(opened, found, fact)
        case case.MeasureTakenOver():
            _set(opened, fact.measure, responsible=fact.responsible)
        case case.MeasureEnded():
            _set(opened, fact.measure, stage=MeasureStage.ENDED, reason=fact.reason)
        case _:
            return


def _agreed(opened: Opened, found: Envelope, fact: case.MeasureAgreed) -> None:
    proposed = opened.proposals.pop(fact.measure, None)
    earlier = (
        MeasureWords(title=proposed.title, description=proposed.description, by=found.actor.id, at=found.at)
        if proposed and (proposed.title, proposed.description) != (fact.title, fact.description)
        else None
    )
    opened.measures[fact.measure] = Measure(
        measure=fact.measure, title=fact.title, description=fact.description, responsible=fact.responsible,
        evaluate_on=fact.evaluate_on, agreed_at=found.at, at_home=fact.at_home, goal=fact.goal, bank=fact.bank,
        meeting=fact.meeting, earlier=(earlier,) if earlier else (),
    )  # fmt: skip


def _evaluated(opened: Opened, found: Envelope, fact: case.MeasureEvaluated) -> None:
    if known := opened.measures.get(fact.measure):
        evaluation = Evaluation(
            effect=fact.effect, happened=fact.happened, childs_view=fact.childs_view, parents_view=fact.parents_view,
            by=found.actor.id, at=found.at,
        )  # fmt: skip
        _set(opened, fact.measure, stage=MeasureStage.EVALUATED, evaluations=(*known.evaluations, evaluation))


def _changed(opened: Opened, found: Envelope, fact: case.MeasureChanged) -> None:
    if known := opened.measures.get(fact.measure):
        before = MeasureWords(title=known.title, description=known.description, by=found.actor.id, at=found.at)
        _set(
            opened, fact.measure, stage=MeasureStage.AGREED, title=fact.title, description=fact.description,
            responsible=fact.responsible, evaluate_on=fact.evaluate_on, earlier=(*known.earlier, before),
        )  # fmt: skip


def _set(opened: Opened, measure: str, **now: Any) -> None:
    if known := opened.measures.get(measure):
        opened.measures[measure] = known.model_copy(update=now)
