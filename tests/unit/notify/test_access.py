from itertools import product
from pathlib import Path

import pytest

import services.notify
from shared.access import Entity, Policies
from shared.contracts.common import Role

POLICIES = Policies(Path(services.notify.__file__).parent)
WHO = list(product(Role, ["p-1", "p-2"]))
REMINDING = list(product(Role, ["audit", "consent", "p-1"]))


@pytest.mark.parametrize(("role", "person"), WHO)
def test_the_register_says_where_a_person_is_reached_and_the_person_sees_the_notices(role: Role, person: str) -> None:
    caller = Entity("Caller", person, {"person": person, "role": role})
    mailbox = Entity("Mailbox", "p-1", {"person": "p-1"})
    assert POLICIES.decide(caller, "register-contact", mailbox, {}).allowed == (role is Role.REGISTER)
    assert POLICIES.decide(caller, "my-notices", mailbox, {}).allowed == (person == "p-1")


@pytest.mark.parametrize(("role", "person"), REMINDING)
def test_only_the_audit_service_has_somebody_reminded(role: Role, person: str) -> None:
    caller = Entity("Caller", person, {"person": person, "role": role})
    decision = POLICIES.decide(caller, "remind", Entity("Mailbox", "p-1", {"person": "p-1"}), {})
    assert decision.allowed == (role is Role.SYSTEM and person == "audit")


def test_every_rule_can_be_read_with_its_legal_basis() -> None:
    assert all({"id", "tekst", "hjemmel"} <= rule.keys() for rule in POLICIES.annotations.values())
