"""The rules of the audit service against the same law said in Python."""

from itertools import product

import pytest

from services.audit.access import POLICIES
from shared.access import Entity
from shared.contracts.common import Role

WHO = list(product(Role, ["audit", "familie"], ["4999", "4998"]))
ON_LOG = (
    "search-audit", "read-oversight", "read-month", "read-breaches", "open-breach", "end-breach", "open-investigation",
    "close-investigation",
)  # fmt: skip


def is_ombud(role: Role, owner: str, kommune: str) -> bool:
    """Of the municipality whose log it is."""
    return (role, owner, kommune) == (Role.DPO, "audit", "4999")


def allowed(who: tuple[Role, str, str], action: str, resource: Entity, unit: str = "") -> bool:
    role, owner, kommune = who
    said = {"person": "p-1", "role": role, "owner": owner, "kommune": kommune, "unit": unit}
    caller = Entity("Caller", "p-1", said)
    return POLICIES.decide(caller, action, resource, {}).allowed


@pytest.mark.parametrize("action", ON_LOG)
@pytest.mark.parametrize("who", WHO)
def test_the_personvernombud_of_the_same_municipality_and_nobody_else(who: tuple[Role, str, str], action: str) -> None:
    log = Entity("Log", "4999", {"kommune": "4999"})
    assert allowed(who, action, log) == is_ombud(*who)


IN_INVESTIGATION = ("open-identity", "export-log")


@pytest.mark.parametrize("action", IN_INVESTIGATION)
@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("who", WHO)
def test_who_a_pseudonym_is_and_a_log_with_its_proofs_open_within_an_open_investigation(
    who: tuple[Role, str, str], action: str, *, is_open: bool
) -> None:
    investigation = Entity("Investigation", "4999", {"kommune": "4999", "open": is_open})
    assert allowed(who, action, investigation) == (is_ombud(*who) and is_open)


ON_CHILD = ("who-has-looked", "ask-explanation")
FAMILY = list(product(Role, ["p-1", "c-1"], [[], ["p-1"], ["p-2"]], [False, True]))


@pytest.mark.parametrize("action", ON_CHILD)
@pytest.mark.parametrize(("role", "child", "responsible", "decides"), FAMILY)
def test_who_has_looked_is_for_those_with_foreldreansvar_and_a_youth_that_is_old_enough(
    role: Role, child: str, responsible: list[str], action: str, *, decides: bool
) -> None:
    about = Entity("Child", child, {"child": child, "responsible": responsible, "decides": decides})
    is_itself = role is Role.YOUTH and child == "p-1" and decides
    is_theirs = (role is Role.GUARDIAN and "p-1" in responsible) or is_itself
    assert allowed((role, "familie", "4999"), action, about) == is_theirs


UNITS = list(product(Role, ["barnehage", "ppt"], ["4999", "4998"], ["bekkelia", "solhaug", ""]))


@pytest.mark.parametrize(("role", "owner", "kommune", "unit"), UNITS)
def test_how_a_unit_uses_what_it_has_is_for_its_own_leader(role: Role, owner: str, kommune: str, unit: str) -> None:
    about = Entity("Unit", "bekkelia", {"kommune": "4999", "owner": "barnehage", "unit": "bekkelia"})
    is_theirs = (role, owner, kommune, unit) == (Role.LEADER, "barnehage", "4999", "bekkelia")
    assert allowed((role, owner, kommune), "read-unit-use", about, unit) == is_theirs


def test_every_rule_can_be_read_with_its_legal_basis() -> None:
    assert all({"id", "tekst", "hjemmel"} <= rule.keys() for rule in POLICIES.annotations.values())
