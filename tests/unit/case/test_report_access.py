"""Who may have to do with a report: the policies against the same law said another way; every policy is needed."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from services.case.access import principal
from services.case.report import access
from services.case.report.report import Report
from shared.access import Entity, Policies
from shared.contracts.common import Actor, Role
from shared.errors import AccessDenied, Unknown
from tests.unit.policies import without

FOLDER = Path(access.__file__).parent
ACTIONS = ("report", "readReport", "changeReport")
PEOPLE = [
    *(
        Actor(id=person, role=role, kommune="4999", owner=owner, unit=unit)
        for person, role, owner, unit in product(
            ("me", "other"), (Role.EMPLOYEE, Role.LEADER), ("barnehage", "barnevern"), ("u1", "u2", None)
        )
    ),
    Actor(id="me", role=Role.GUARDIAN, kommune="4999", owner="familie"),
    Actor(id="me", role=Role.DPO, kommune="4999", owner="audit"),
    Actor(id="me", role=Role.REGISTER, kommune="4999", owner="barnehage"),
    Actor(id="me", role=Role.SYSTEM, kommune="4999", owner="barnehage"),
]
REPORTS = [
    Report(child="c", reporter=reporter, unit=unit, shown_to=frozenset(shown))
    for reporter, unit, shown in product(("me", "other", "third"), ("u1", "u2"), ((), ("me",), ("me", "other")))
]


def law(who: Actor, action: str, owner: str, it: Report) -> bool:
    if who.role not in {Role.EMPLOYEE, Role.LEADER} or who.owner != owner:
        return False
    if action == "report" or who.id == it.reporter:
        return True
    return action == "readReport" and who.id in it.shown_to and who.unit == it.unit


def wrong(policies: Policies) -> Iterator[str]:
    for who, owner in product(PEOPLE, ("barnehage", "barnevern")):
        for action, it in product(ACTIONS, (*REPORTS, access.NOBODY)):
            decided = policies.decide(principal(who), action, access.entity("r", owner, it), {}).allowed
            if decided != law(who, action, owner, it):
                yield f"{who} {action} {owner} {it}"
        handles = policies.decide(principal(who), "handle", Entity("Incoming", owner, {"owner": owner}), {}).allowed
        if handles != (who.owner == owner and who.role in {Role.EMPLOYEE, Role.LEADER}):
            yield f"{who} handle {owner}"


def test_the_policies_are_the_law() -> None:
    assert list(wrong(access.POLICIES)) == []


@pytest.mark.parametrize("policy", sorted(access.POLICIES.annotations))
def test_every_policy_is_needed(policy: str, tmp_path: Path) -> None:
    assert next(wrong(without(policy, FOLDER, tmp_path)), None)


def test_a_report_that_is_not_ones_own_and_one_that_is_not_there_get_the_same_answer() -> None:
    colleague = Actor(id="colleague", role=Role.LEADER, kommune="4999", owner="barnehage", unit="u1")
    for it in (Report(child="c", reporter="me", unit="u1"), access.NOBODY):
        for action in ("readReport", "changeReport"):
            with pytest.raises(Unknown):
                access.on_report(colleague, action, "r", "barnehage", it)


def test_only_employees_learn_that_there_is_such_a_thing_here() -> None:
    for who in PEOPLE[-4:]:
        with pytest.raises(AccessDenied):
            access.may_report(who, "barnehage")
        with pytest.raises(AccessDenied):
            access.may_handle(who, "barnehage")
