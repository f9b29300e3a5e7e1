"""Who may say that copies are struck, and who sees where nobody has said so: against the rule said once more."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from services.consent.keys import access
from shared.access import Policies
from shared.contracts.common import Actor, Role
from tests.unit.policies import without

FOLDER = Path(access.__file__).parent
OWNERS = ("barnehage", "ppt", "familie", "audit")
ACTORS = tuple(
    Actor(id="me", role=role, kommune="4999", owner=owner, unit=None) for role, owner in product(Role, OWNERS)
)
ASKED: tuple[tuple[str, ...], ...] = ((), ("ppt",), ("barnehage", "ppt"))


def may(who: Actor, action: str, asked: tuple[str, ...]) -> bool:
    if action == "report-purge":
        return who.role is Role.SYSTEM and who.owner in asked
    return who.role is Role.DPO and who.owner == "audit"


def wrong(policies: Policies, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(access, "POLICIES", policies)
    for who, action, asked in product(ACTORS, ("report-purge", "read-missing-receipts"), ASKED):
        if access.decide(who, action, asked).allowed != may(who, action, asked):
            yield f"{who.role} {who.owner} {action} {asked}"


def test_the_policies_are_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(wrong(access.POLICIES, monkeypatch)) == []


@pytest.mark.parametrize("policy", sorted(access.POLICIES.annotations))
def test_every_policy_is_needed(policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next(wrong(without(policy, FOLDER, tmp_path), monkeypatch), None)


def test_every_policy_can_be_read_and_has_its_basis() -> None:
    assert all(set(rule) == {"id", "tekst", "hjemmel"} for rule in access.POLICIES.annotations.values())
