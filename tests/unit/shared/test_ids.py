from datetime import UTC, datetime
from uuid import UUID

import pytest
import uuid_utils.compat as uuid
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.contracts.common import Id
from shared.ids import derived

IDS = TypeAdapter(Id)
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2400, 1, 1)), st.text(), st.integers())  # noqa: DTZ001
def test_the_same_cause_gives_the_same_uuid7_with_the_moments_time(moment: datetime, part: str, n: int) -> None:
    moment = moment.replace(tzinfo=UTC)
    made = derived(moment, part, n)
    assert made == derived(moment, part, n)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(moment.timestamp() * 1000)


def test_another_uuid7_gives_its_time() -> None:
    cause = uuid.uuid7()
    assert derived(cause, "a").int >> 80 == cause.int >> 80


def test_causes_of_one_millisecond_give_ids_of_their_own() -> None:
    """Two facts of one command, of which the same person hears: the second would never be told."""
    cause = uuid.uuid7()
    other = UUID(int=cause.int ^ 1)
    assert derived(cause, "notice", "p-1") != derived(other, "notice", "p-1")


def test_other_parts_give_another_id() -> None:
    made = {derived(MOMENT, *parts) for parts in [("a",), ("b",), ("a", 0), ("a", 1), ("a", "b", 0), ()]}
    assert len(made) == 6


def test_an_id_that_was_given_once_is_given_for_ever() -> None:
    assert derived(MOMENT, "4999", "evaluate:log-1:m-1") == UUID("01a207a2-3280-72be-b3e1-041c2e5f8ea3")


@pytest.mark.parametrize("text", ["c-6b74d966", "p-96021c38", "bekkelia", "0195b0c2-7d4e-7f00-8a11-0123456789ab", "7f"])
def test_a_pseudonym_is_an_id(text: str) -> None:
    assert IDS.validate_python(text) == text


@pytest.mark.parametrize("text", ["", "-a", "A1", "a b", "æ", "a.b", "x" * 65, "17" * 5 + "9", "4790000000", "1"])
def test_what_may_be_somebodys_number_or_name_is_none(text: str) -> None:
    """Else a birth number that is sent as a child's id stands in addresses and, refused, in the audit log."""
    with pytest.raises(ValidationError):
        IDS.validate_python(text)
