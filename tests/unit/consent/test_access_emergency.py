"""Who may open in an emergency, review it and read of it: the policies against the rule said once more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from services.consent.emergency import access
from services.consent.emergency.decider import Emergency
from services.consent.events import ConsentActivated, ConsentRefused, ConsentWithdrawn, FamilyEvent
from services.consent.family import Family
from shared.access import Policies
from shared.contracts.common import Actor, Role
from shared.contracts.consent import Cause, Grading
from tests.unit.consent.world import CHILD, FATHER, LATER, MOTHER, SHARED, TODAY, actor, asked, entry, registered, spec
from tests.unit.policies import without
from tests.unit.spec import AT

FOLDER = Path(access.__file__).parent
AGES = (None, 0, 300, 301, -300, -301)  # seconds since they showed who they are
PLACES = (("barnehage", "bekkelia"), ("barnehage", "solhaug"), ("barnehage", None), ("ppt", "ppt-fjordvik"))
PEOPLE = tuple(
    actor(who, role, owner, unit)
    for who, role, (owner, unit) in product(("p-me", FATHER), (Role.EMPLOYEE, Role.LEADER), PLACES)
) + tuple(
    actor("p-me" if role is not Role.GUARDIAN else MOTHER, role, owner)
    for role, owner in product(set(Role) - {Role.EMPLOYEE, Role.LEADER}, ("audit", "barnehage", "ppt", "familie"))
)
PEOPLE += (actor(FATHER, Role.GUARDIAN, "familie"), actor(MOTHER, Role.EMPLOYEE, "helsestasjon"))
PATHS = ("never", "asked", "yes", "no", "withdrawn", "again", "expired")


def history(path: str) -> Iterator[FamilyEvent]:
    """How it has gone with PPT; the kindergarten, where the child is, was never asked about."""
    if path == "never":
        return
    yield asked("k", "ppt", MOTHER)
    yes = ConsentActivated(
        consent="k", to="ppt", giver=MOTHER, asker="p-teacher", asked_by_owner="barnehage", purpose="stafettlogg",
        categories=SHARED, expires_on=LATER,
    )  # fmt: skip
    if path in {"yes", "withdrawn", "again", "expired"}:
        yield yes
    if path == "no":
        yield ConsentRefused(consent="k", to="ppt", giver=MOTHER)
    if path in {"withdrawn", "again"}:
        yield ConsentWithdrawn(consent="k", to="ppt", giver=MOTHER)
    if path == "again":
        yield asked("k-2", "ppt", MOTHER)
        yield yes.model_copy(update={"consent": "k-2"})


def family(path: str, grading: Grading) -> Family:
    known = registered(entry(MOTHER), entry(FATHER, responsible=False))
    return replace(spec.given(*known, *history(path)).state, grading=grading)


FAMILIES = {(path, grading): family(path, grading) for path, grading in product(PATHS, Grading)}


def may_open(who: Actor, ago: int | None, path: str, grading: Grading, *, suspended: bool) -> bool:
    """The law, said in another way."""
    if who.role not in {Role.EMPLOYEE, Role.LEADER} or who.id in {FATHER, MOTHER}:
        return False
    if ago is None or abs(ago) > 5 * 60 or suspended or grading is not Grading.OPEN:
        return False
    knows = {("barnehage", "bekkelia"): True, ("ppt", "ppt-fjordvik"): path in {"yes", "again"}}
    return knows.get((who.owner, who.unit or ""), False)


def wrong_openings(policies: Policies, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(access, "POLICIES", policies)
    for who, ago, (path, grading), suspended in product(PEOPLE, AGES, FAMILIES, (False, True)):
        me = who.model_copy(update={"shown_at": None if ago is None else AT - timedelta(seconds=ago)})
        day = LATER if path == "expired" else TODAY
        decided = access.may_open(me, CHILD, FAMILIES[path, grading], AT, day, suspended=suspended)
        if decided.allowed != may_open(who, ago, path, grading, suspended=suspended):
            yield f"{who.role} {who.owner} {who.unit} {ago} {path} {grading} {suspended}"


def on_own_unit(who: Actor, path: str) -> Family:
    """A family whose child is of the unit of whoever asks, which PPT's are not otherwise."""
    return replace(FAMILIES[path, Grading.OPEN], units=frozenset({(who.owner, who.unit or "")}))


def wrong_in_own_unit(policies: Policies, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The unit opens while the family has not closed it."""
    monkeypatch.setattr(access, "POLICIES", policies)
    who = actor("p-me", Role.EMPLOYEE, "ppt", "ppt-fjordvik").model_copy(update={"shown_at": AT})
    for path in PATHS:
        day = LATER if path == "expired" else TODAY
        decided = access.may_open(who, CHILD, on_own_unit(who, path), AT, day, suspended=False)
        if decided.allowed != (path not in {"no", "withdrawn", "expired"}):
            yield path


def may_look(who: Actor, action: str, opener: Actor, *, told: bool) -> bool:
    """The law, said in another way."""
    leads = who.role is Role.LEADER and bool(who.unit) and (who.owner, who.unit) == (opener.owner, opener.unit)
    over = leads or (who.role is Role.DPO and who.owner == "audit")
    if action == "review-emergency":
        return over and who.id != opener.id
    return over or who.id == opener.id or (who.role is Role.GUARDIAN and who.id == MOTHER and told)


def wrong_looks(policies: Policies, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(access, "POLICIES", policies)
    openers = (actor("p-me", Role.LEADER, "barnehage", "bekkelia"), actor("p-other", Role.EMPLOYEE, "ppt"))
    openers += (actor("p-other", Role.EMPLOYEE, "barnehage", "bekkelia"),)
    for who, opener, because, released in product(PEOPLE, openers, Cause, (False, True)):
        of = Emergency("e-1", CHILD, opener.id, opener.owner, opener.unit, because, (), released, released)
        told = because is not Cause.VIOLENCE or released
        for action in ("review-emergency", "read-emergency"):
            decided = access.on_emergency(who, action, of, FAMILIES["yes", Grading.OPEN], AT)
            if decided.allowed != may_look(who, action, opener, told=told):
                yield f"{who.role} {who.id} {action} {opener.id} {because} {released}"


def wrong(policies: Policies, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    yield from wrong_looks(policies, monkeypatch)
    yield from wrong_in_own_unit(policies, monkeypatch)
    yield from wrong_openings(policies, monkeypatch)


def test_the_policies_are_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(wrong(access.POLICIES, monkeypatch)) == []


@pytest.mark.parametrize("policy", sorted(access.POLICIES.annotations))
def test_every_policy_is_needed(policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next(wrong(without(policy, FOLDER, tmp_path), monkeypatch), None)
