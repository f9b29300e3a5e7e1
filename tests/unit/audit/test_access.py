from itertools import product
from pathlib import Path

import pytest

import services.audit
from shared.access import Entity, Policies
from shared.contracts.common import Role

POLICIES = Policies(Path(services.audit.__file__).parent)


@pytest.mark.parametrize(("role", "owner", "kommune"), list(product(Role, ["audit", "familie"], ["4999", "4998"])))
def test_the_personvernombud_of_the_same_municipality_and_nobody_else(role: Role, owner: str, kommune: str) -> None:
    caller = Entity("Caller", "p-1", {"role": role, "owner": owner, "kommune": kommune})
    log = Entity("Log", "4999", {"kommune": "4999"})
    decision = POLICIES.decide(caller, "search-audit", log, {})
    assert decision.allowed == ((role, owner, kommune) == (Role.DPO, "audit", "4999"))


def test_every_rule_can_be_read_with_its_legal_basis() -> None:
    assert all({"id", "tekst", "hjemmel"} <= rule.keys() for rule in POLICIES.annotations.values())
