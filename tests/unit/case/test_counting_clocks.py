"""A kommuneadministrator is told how many deadlines run, and nothing that is about anybody."""

import pytest

from services.case.clocks.handlers import COUNTED, POLICIES, person, told
from shared.access import Entity
from shared.contracts.common import Actor, Role
from shared.municipality import Deadlines


@pytest.mark.parametrize("owner", ["consent", "audit", "barnehage"])
@pytest.mark.parametrize("role", Role)
def test_only_the_administrator_is_told_how_many_deadlines_run(role: Role, owner: str) -> None:
    who = person(Actor(id="p-1", role=role, kommune="4999", owner=owner))
    decision = POLICIES.decide(who, "count-clocks", Entity("Municipality", "4999", {}), {})
    assert decision.allowed is ((role, owner) == (Role.ADMINISTRATOR, "consent"))


def test_a_few_are_not_counted_and_no_report_ever_is() -> None:
    assert [told("silence", n).running for n in (1, 2, 3)] == [None, None, 3]
    names = {name.replace("-", "_") for name in COUNTED.values()}
    assert names <= {*Deadlines.model_fields}
    assert not [name for name in names if name.startswith("report_")]
