"""Who is told of as near to a child: few, and without a name."""

import pytest

from services.consent.people.nearness import Likeness, near, surnames
from shared.contracts.consent import Nearness
from shared.municipality import Watch

COMMON = Watch().common_names


@pytest.mark.parametrize(
    ("reader", "child", "same"),
    [
        ("Jonas Brekke", "Oskar Brekke", True),
        ("Jonas brekke-Lie", "Oskar Brekke", True),
        ("Kari Solheim", "Maja Solheim Kowalski", True),  # the other parent's
        ("Oskar Nes", "Oskar Brekke", False),
        ("Brekke Nes", "Oskar Brekke", False),
        ("Siv Berg", "Emil Berg", False),  # so many are called that
        ("Siv", "Emil", False),
        ("Siv Dal", "Emil Dahl", False),
    ],
)
def test_the_same_surname_tells_unless_many_have_it(reader: str, child: str, *, same: bool) -> None:
    found = [*near(Likeness(surnames(reader)), Likeness(surnames(child)), COMMON)]
    assert found == [Nearness.SURNAME] * same


def test_the_child_of_somebody_in_the_same_unit_is_a_colleagues() -> None:
    unit = Likeness(family=frozenset({"p-reader", "p-colleague"}))
    assert [*near(unit, Likeness(family=frozenset({"p-colleague", "p-other"})), COMMON)] == [Nearness.COLLEAGUE]
    assert [*near(unit, Likeness(family=frozenset({"p-other"})), COMMON)] == []
