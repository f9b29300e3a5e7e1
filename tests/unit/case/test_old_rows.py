"""Rows of private casework as earlier versions stored them, read as today."""

from datetime import date

import orjson
import pytest

from services.case.casework import events as e
from services.case.events import EVERY
from shared.contracts import case
from tests.unit.shared.rows import row

SEEN = case.Observation(seen="Leker alene", where="Ute", since="Høsten")
OLD: dict[str, tuple[bytes, bytes | None, e.CaseworkEvent | e.ChildEnrolled]] = {
    "child-enrolled": (
        b'{"child":"c-1a2b3c4d","unit":"bekkelia"}',
        b'{"child_name":"Barn Barnesen","born":"2022-05-14"}',
        e.ChildEnrolled(
            child="c-1a2b3c4d", unit="bekkelia", child_name="Barn Barnesen", born=date(2022, 5, 14), household=None
        ),
    ),
    "concern-registered": (
        b'{"child":"c-1a2b3c4d","unit":"bekkelia","by":"p-0a1b2c3d","acute":false,"raised_by_parents":false}',
        '{"observations":[{"seen":"Leker alene","where":"Ute","since":"Høsten"}],'
        '"interpretation":"Er hun trøtt?"}'.encode(),
        e.ConcernRegistered(
            child="c-1a2b3c4d", unit="bekkelia", by="p-0a1b2c3d", acute=False, raised_by_parents=False, notes=(),
            observations=(SEEN,), interpretation="Er hun trøtt?", worry=None,
        ),
    ),
    "observation-added": (
        b"{}",
        '{"observation":{"seen":"Leker alene","where":"Ute","since":"Høsten"}}'.encode(),
        e.ObservationAdded(observation=SEEN),
    ),
    "conversation-recorded": (
        b'{"held_on":"2026-11-20"}',
        b'{"parents_view":"De ser det samme","childs_view":null}',
        e.ConversationRecorded(
            held_on=date(2026, 11, 20), parents_view="De ser det samme", childs_view=None, not_heard_because=None,
            parents_worry=None, childs_worry=None,
        ),
    ),
    "decision-fell-due": (b"{}", None, e.DecisionFellDue(decide_by=None)),
    "case-decided": (
        b'{"outcome":"level-1"}',
        b'{"reason":"Fordi"}',
        e.CaseDecided(outcome=case.Outcome.LEVEL_1, reason="Fordi", not_reported_because=None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OLD)
def test_a_row_of_the_first_version_is_read_as_today(kind: str) -> None:
    data, sealed, expected = OLD[kind]
    assert EVERY.read(row(kind, 1, data), orjson.loads(sealed) if sealed else None) == expected


@pytest.mark.parametrize("kind", OLD)
def test_a_row_of_the_first_version_is_read_sealed_too(kind: str) -> None:
    data, sealed, expected = OLD[kind]
    plain = EVERY.read(row(kind, 1, data, sealed))
    assert plain.model_dump() == {name: getattr(expected, name) for name in plain.__dict__}
