"""What was said in a contribution, and what became of it."""

from collections.abc import Sequence

from services.case.contribution.events import (
    CONTRIBUTION,
    ContributionCorrected,
    ContributionRetracted,
    ContributionWritten,
)
from shared.contracts.case import ContributionHistory, Retraction, Said
from shared.events import Recorded
from shared.personal import Json


def history(contribution: str, rows: Sequence[tuple[Recorded, Json | None]]) -> ContributionHistory:
    """rows: each with its personal half; the first is the writing."""
    told = [(row, CONTRIBUTION.read(row, opened)) for row, opened in rows]
    written = next(event for _, event in told if isinstance(event, ContributionWritten))
    versions, retracted = [], None
    for row, event in told:
        by, at = row.who().id, row.recorded_at
        if isinstance(event, ContributionWritten | ContributionCorrected):
            versions.append(Said(text=event.text, by=by, at=at))
        elif isinstance(event, ContributionRetracted):
            retracted = Retraction(reason=event.reason, by=by, at=at)
    return ContributionHistory(
        contribution=contribution, stafettlogg=written.stafettlogg, kind=written.kind, category=written.category,
        versions=tuple(versions), retracted=retracted,
    )  # fmt: skip
