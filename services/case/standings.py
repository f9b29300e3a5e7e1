"""How each service stands to a stafettlogg: its consent, its part, and when it was last heard from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from services.case.access import Consent
from services.case.activity import last_active, silent_from
from services.case.spine import Spine
from shared.contracts.case import Measure, MeasureStage, ServiceStanding
from shared.contracts.common import SHARED_CATEGORIES, Owner


def standings(
    spine: Spine, consents: Sequence[Consent], measures: Iterable[Measure], day: date, silence_days: int
) -> tuple[ServiceStanding, ...]:
    """measures: as the reader's keys have opened them. day: the reader's, in Norway."""
    newest = {consent.service: consent for consent in consents}
    owners = sorted(newest.keys() | spine.invited | set(spine.participants.values()) | spine.left)
    heard, late = last_active(spine.facts), _late(spine, measures, day)
    return tuple(
        ServiceStanding(
            owner=owner,
            consent=newest[owner].state if owner in newest else "none",
            participation=participation(spine, owner),
            expires_on=newest[owner].expires_on if owner in newest else None,
            categories=tuple(c for c in SHARED_CATEGORIES if owner in newest and c in newest[owner].categories),
            last_active_at=heard.get(owner),
            silent=_is_silent(spine, owner, heard.get(owner), day, silence_days),
            overdue_measures=late[owner],
            asked_to_write_on=spine.nudged.get(owner),
        )
        for owner in owners
    )


def _late(spine: Spine, measures: Iterable[Measure], day: date) -> Counter[Owner]:
    """Tiltak past the day of their evaluation, by the service that is responsible."""
    agreed = (one for one in measures if one.stage is MeasureStage.AGREED and one.evaluate_on < day)
    return Counter(spine.participants[one.responsible] for one in agreed if one.responsible in spine.participants)


def _is_silent(spine: Spine, owner: Owner, last: datetime | None, day: date, silence_days: int) -> bool:
    takes_part = spine.closed_at is None and owner in spine.participants.values()
    return bool(takes_part and last and day >= silent_from(last, silence_days))


def participation(spine: Spine, owner: Owner) -> str:
    if owner in spine.participants.values():
        return "taking-part"
    if owner in spine.invited:
        return "invited"
    return "left" if owner in spine.left else "none"
