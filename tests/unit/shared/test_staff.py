"""Who works where follows the municipality's own list, whatever becomes of it while we run."""

from pathlib import Path

import pytest

from deploy.system import MUNICIPALITIES
from shared import staff
from shared.municipality import BadMunicipality
from shared.staff import Staff
from tests.municipalities import two

ANNE = """kommune: "4999"
staff:
  - {id: p-anne0001, name: Anne Nord, title: lærer, role: employee, owner: barnehage, unit: bekkelia,
     email: anne@eksempel.test, known_as: {entra-id: o-1}}
"""
WHO = ("4999", "p-anne0001")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(staff, "PAUSE", 0)
    return two(tmp_path / "municipalities") / "4999-fjordvik" / "staff.yaml"


def test_the_list_counts_as_it_is_now_and_one_that_is_spoilt_changes_nothing(told: Path) -> None:
    known = Staff(told.parents[1], demo=False)
    assert known.people == {}
    told.write_text(ANNE)
    assert (known.people[WHO].unit, known.people[WHO].name) == ("bekkelia", "Anne Nord")
    for spoilt in ("spoilt: [", 'kommune: "4999"\nstaff: [{id: p-anne0001}]\n'):
        told.write_text(spoilt)
        assert WHO in known.people
    told.write_text('kommune: "4999"\nstaff: []\n')
    assert known.people == {}


def test_a_list_that_was_never_right_is_told_at_start(told: Path) -> None:
    told.write_text("spoilt: [")
    with pytest.raises(BadMunicipality):
        Staff(told.parents[1], demo=False)


def test_invented_people_work_in_a_demo_alone() -> None:
    invented, none = (Staff(MUNICIPALITIES, demo=demo).people for demo in (True, False))
    assert (len(invented) > 0, none) == (True, {})
