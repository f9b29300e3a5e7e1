"""What became of a contribution: an entry that says something else now, or nothing any more."""

from typing import Any

from services.case.unsealed.opened import Opened, said
from shared.contracts import case
from shared.contracts.case import Entry, Retraction, Said
from shared.contracts.common import Envelope, Fact
from shared.sealing import KeyId

FACTS = (case.ContributionCorrected, case.ContributionRetracted)


def collect(opened: Opened, found: Envelope, fact: Fact) -> None:
    """Only its owner's word on it counts, and only under the category that it was written under."""
    at, entry = _place(opened, found)
    if entry is None or entry.retracted or not found.key or KeyId.parse(found.key).category != entry.data["category"]:
        return
    match fact:
        case case.ContributionCorrected():
            opened.entries[at] = _corrected(entry, said(found, fact.text))
        case case.ContributionRetracted():
            retracted = Retraction(reason=fact.reason, by=found.actor.id, at=found.at)
            gone: dict[str, Any] = {"text": {}, "earlier": (), "attachment": None, "retracted": retracted}
            opened.entries[at] = entry.model_copy(update=gone)
        case _:
            return


def _place(opened: Opened, found: Envelope) -> tuple[int, Entry | None]:
    for at, entry in enumerate(opened.entries):
        if (entry.contribution, entry.owner) == (found.stream, found.owner):
            return at, entry
    return -1, None


def _corrected(entry: Entry, now: Said) -> Entry:
    """Who wrote it first stays in `by`; whoever corrected it stands beside the next correction."""
    by = entry.corrected_by or entry.by
    before = Said(text=entry.text["text"], by=by, at=entry.corrected_at or entry.at)
    return entry.model_copy(
        update={
            "text": {"text": now.text}, "corrected_at": now.at, "corrected_by": now.by,
            "earlier": (*entry.earlier, before),
        }
    )  # fmt: skip
