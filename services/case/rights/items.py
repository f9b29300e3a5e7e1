"""What is given: what somebody has let out, and who has done something with it, and nothing that tells of more."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson

from services.case.casework.events import AcuteAnswered, ConcernRegistered
from services.case.events import EVERY
from shared.contracts.audit import AuditEntry, Outcome
from shared.contracts.case import Item, Seen
from shared.contracts.common import Role
from shared.events import DomainEvent, Recorded
from shared.personal import Json, split

LARGEST, OVERHEAD = 300_000, 500  # bytes of items in one reply, and of each: well below what a message may hold
PLACES = frozenset({"unit", "units", "place", "where", "household"})


def item(row: Recorded, opened: Json | None) -> Item:
    data, text = split(EVERY.read(row, opened))
    by, (data, there), (text, said) = row.who(), _parted(data), _parted(text)
    return Item(
        id=row.event_id, of=row.stream, what=row.type, at=row.recorded_at, by=by.id, role=by.role, owner=by.owner,
        unit=by.unit, data=data, text=text, places=there | said or None,
    )  # fmt: skip


def _parted(value: Any) -> tuple[Any, Any]:
    """Without what tells where, however deep, and that alone."""
    if isinstance(value, list):
        parts = [_parted(one) for one in value]
        return [rest for rest, _ in parts], [there for _, there in parts if there]
    if not isinstance(value, dict):
        return value, None
    fields = {name: _parted(one) for name, one in value.items() if name not in PLACES}
    there = {name: one for name, one in value.items() if name in PLACES}
    within = {name: part for name, (_, part) in fields.items() if part}
    return {name: rest for name, (rest, _) in fields.items()}, there | within


def acute(rows: Sequence[Recorded]) -> frozenset[str]:
    """The cases that somebody has called acute, whatever was said later."""
    return frozenset(row.stream for row in rows if _is_acute(row))


def _is_acute(row: Recorded) -> bool:
    if row.type not in {ConcernRegistered.type, AcuteAnswered.type}:
        return False
    event: DomainEvent = EVERY.read(row)
    return bool(getattr(event, "acute", False))


def seen(trail: Sequence[AuditEntry], given: Collection[str], partly: Collection[str]) -> Iterator[Seen]:
    """Who has done what. given: the streams of which something is; partly: of which something is withheld.

    Where nothing is given nothing is told either: that somebody has looked tells that there is something to look at.
    """
    if not given:
        return
    for entry in trail:
        if entry.actor.role is Role.SYSTEM or set(entry.resources) & set(partly):
            continue
        yield Seen(
            at=entry.at, action=entry.action, role=entry.actor.role, owner=entry.actor.owner,
            legal_basis=entry.legal_basis, denied=entry.outcome is not Outcome.DONE,
        )  # fmt: skip


def page(rows: Sequence[Recorded], first: int) -> tuple[Sequence[Recorded], int | None]:
    """As many as one reply holds, at least one; and where the next begin."""
    size = 0
    for place, row in enumerate(rows[first:], first):
        size += OVERHEAD + len(row.data) + len(row.sealed or b"")
        if size > LARGEST and place > first:
            return rows[first:place], place
    return rows[first:], None


def parsed(entry: bytes) -> AuditEntry:
    told: dict[str, Any] = orjson.loads(entry)
    return AuditEntry.model_validate(told)


def streams_of(rows: Sequence[Recorded], items: Collection[UUID]) -> frozenset[str]:
    return frozenset(row.stream for row in rows if row.event_id in items)
