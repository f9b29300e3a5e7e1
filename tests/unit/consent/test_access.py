"""The policies against an independent statement of who may do what, and each policy against its own absence."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from services.consent import access
from services.consent.events import ConsentActivated, ConsentWithdrawn, FamilyEvent
from services.consent.family import Family
from services.consent.keys.period import EVER
from shared.access import Entity, Policies
from shared.contracts.common import Actor, Category, Owner, Role
from shared.contracts.consent import Grading, State
from shared.errors import AccessDenied
from tests.unit.consent.world import (
    CHILD,
    FATHER,
    LATER,
    MOTHER,
    SHARED,
    TODAY,
    actor,
    adviser,
    asked,
    entry,
    father,
    mother,
    register,
    registered,
    spec,
    stranger,
    teacher,
)
from tests.unit.policies import without

FOLDER = Path(access.__file__).parent
OWNERS = ("barnehage", "ppt", "familie", "consent")
ACTIONS = (
    "register-family", "ask-consent", "answer-consent", "withdraw-consent", "read-consents", "read-standings",
    "read-names", "register-care-order", "end-care-order", "register-suspicion", "lift-suspicion", "read-care",
    "register-answer", "review-consent", "register-sharing-by-law", "preview-answer", "export-consent",
    "compare-readers",
)  # fmt: skip
CARE = {"register-care-order", "end-care-order", "register-suspicion", "lift-suspicion", "read-care"}
leader = actor("p-leader", Role.LEADER, "barnehage", "bekkelia")
carer = actor("p-carer", Role.LEADER, "barnevern", "barnevern-fjordvik")
caseworker = actor("p-caseworker", Role.EMPLOYEE, "barnevern", "barnevern-fjordvik")
elsewhere = actor("p-other", Role.EMPLOYEE, "barnehage", "solbakken")
door = actor("portal", Role.DOOR, "portal")
nowhere = actor("p-none", Role.EMPLOYEE, "barnehage")
officer = actor("p-dpo", Role.DPO, "audit")
youth, other_youth = actor(CHILD, Role.YOUTH, "familie"), actor("c-2", Role.YOUTH, "familie")
PEOPLE = (
    youth, other_youth, teacher, leader, elsewhere, nowhere, adviser, carer, caseworker, mother, father, stranger,
    register, officer, door,
)  # fmt: skip
SYSTEMS = tuple(actor(f"case-{owner}", Role.SYSTEM, owner) for owner in (*OWNERS, "helsestasjon", "audit"))


def admitted(to: Owner, state: State) -> Iterator[FamilyEvent]:
    """The history of a consent that has come to a state; father has said no word without mother's."""
    if state is State.EXPIRED:
        return
    question = asked(f"k-{to}", to, MOTHER)
    yes = ConsentActivated(
        consent=question.consent, to=to, giver=MOTHER, asker=question.asker, asked_by_owner="barnehage",
        purpose="stafettlogg", categories=SHARED, expires_on=LATER,
    )  # fmt: skip
    yield question
    if state in {State.ACTIVE, State.WITHDRAWN}:
        yield yes
    if state is State.WITHDRAWN:
        yield ConsentWithdrawn(consent=question.consent, to=to, giver=MOTHER)


@dataclass(frozen=True)
class World:
    """EXPIRED stands for: never asked."""

    barnehage: State
    ppt: State
    ended: bool  # it is the consents' last day
    old_enough: bool  # the child answers for itself too
    in_care: bool = False  # barnevernet answers, and no parent

    @property
    def family(self) -> Family:
        known = registered(entry(MOTHER), entry(FATHER, responsible=False))
        told = spec.given(*known, *admitted("barnehage", self.barnehage), *admitted("ppt", self.ppt)).state
        responsible = {one: has and not self.in_care for one, has in told.guardians.items()}
        return replace(told, of_own=self.old_enough, carer=self.in_care, guardians=responsible)

    def let_in(self, owner: Owner) -> bool:
        return not self.ended and self.state(owner) is State.ACTIVE

    def state(self, owner: Owner) -> State | None:
        return {"barnehage": self.barnehage, "ppt": self.ppt}.get(owner)


Urgent = tuple[frozenset[Owner], Grading]
EMERGENCIES = (frozenset[Owner](), frozenset({"ppt", "helsestasjon"}), frozenset({"barnehage"}))
URGENT: tuple[Urgent, ...] = tuple(product(EMERGENCIES, (Grading.OPEN, Grading.CONFIDENTIAL)))
DAYS = (EVER, TODAY - timedelta(days=1), TODAY, LATER)
STATES = (State.EXPIRED, State.PROPOSED, State.ACTIVE, State.WITHDRAWN)
WORLDS = tuple(World(*factors) for factors in product(STATES, STATES, *[(False, True)] * 3))


def decides(who: Actor, world: World) -> bool:
    return who == (carer if world.in_care else mother) or (who == youth and world.old_enough)


def may_by_law(who: Actor, action: str, world: World) -> bool:
    """The law, said once more, in another way."""
    if who.role is Role.SYSTEM:
        concerned = who.owner == "barnehage" or world.state(who.owner) not in {None, State.EXPIRED}
        told = who.owner == "familie" or (who.owner == "audit" and (not world.in_care or world.old_enough))
        may = {"read-standings": concerned or told, "read-names": who.owner == "familie"}
        return may.get(action, action == "compare-readers" and who.owner == "audit")
    if action == "register-family":
        return who == register
    if action in {"answer-consent", "withdraw-consent", "preview-answer", "export-consent"}:
        return decides(who, world)
    if action in CARE:
        return who == carer
    if action in {"register-answer", "review-consent", "register-sharing-by-law"}:
        asked_here = {world.barnehage, world.ppt} != {State.EXPIRED}
        return who in {teacher, leader} and (asked_here or action == "register-sharing-by-law")
    works_with_child = who in {teacher, leader} or (
        who.role in {Role.EMPLOYEE, Role.LEADER} and world.let_in(who.owner)
    )
    if action == "read-consents":
        return decides(who, world) or works_with_child
    return action == "ask-consent" and works_with_child


def may_have_by_law(asker: Owner, owner: Owner, category: Category, world: World, urgent: Urgent) -> bool:
    if category is Category.SHIELDED:
        return False
    if asker == owner:
        return True
    if category in {Category.PRIVATE, Category.CONTACT}:
        return False
    if asker == "familie":
        return world.state(owner) in {State.ACTIVE, State.WITHDRAWN}
    shared = owner == "familie" or (category in SHARED and world.let_in(owner))
    return shared and ((category in SHARED and world.let_in(asker)) or opened_by_law(asker, world, urgent))


def opened_by_law(asker: Owner, world: World, urgent: Urgent) -> bool:
    """In an emergency of its own, unless the family has closed it or nobody may know where the child is."""
    emergencies, grading = urgent
    state = world.state(asker)
    closed = state is State.WITHDRAWN or (world.ended and state not in {None, State.EXPIRED})
    return asker in emergencies and grading is Grading.OPEN and not closed


def wrong(policies: Policies) -> Iterator[str]:
    """Where the policies and the law differ."""
    for world in WORLDS:
        day = LATER if world.ended else TODAY
        family = world.family
        for who, action in product((*PEOPLE, *SYSTEMS), ACTIONS):
            child = access.child_entity(CHILD, family, day)
            if policies.decide(access.principal(who), action, child, {}).allowed != may_by_law(who, action, world):
                yield f"{who.id} {action} {world}"
        for owner, category, urgent in product(OWNERS, Category, URGENT):
            key = access.key_entity(owner, category, replace(family, grading=urgent[1]), day, urgent[0])
            for who in SYSTEMS:
                decided = policies.decide(access.principal(who), "release-key", key, {}).allowed
                if decided != may_have_by_law(who.owner, owner, category, world, urgent):
                    yield f"{who.id} {owner}-{category} {world} {urgent}"
    for who, day, since in product((*PEOPLE, *SYSTEMS), DAYS, DAYS):
        lent = policies.decide(access.principal(who), "lend-day", access.day_entity(day, since), {}).allowed
        if lent != (who.role is Role.SYSTEM and not day < since):
            yield f"{who.id} lend-day {day} {since}"
    for who, whose in product((*PEOPLE, *SYSTEMS), (mother, stranger)):
        decided = policies.decide(access.principal(who), "my-family", access.self_entity(whose), {}).allowed
        if decided != (who == whose):
            yield f"{who.id} my-family {whose.id}"
    for who in (*PEOPLE, *SYSTEMS):
        found = Entity("Person", "p-found", {})
        if policies.decide(access.at_the_door(who), "find-person", found, {}).allowed != (who == door):
            yield f"{who.id} find-person"


def test_the_policies_are_the_law() -> None:
    assert list(wrong(access.POLICIES)) == []


@pytest.mark.parametrize("policy", sorted(access.POLICIES.annotations))
def test_every_policy_is_needed(policy: str, tmp_path: Path) -> None:
    assert next(wrong(without(policy, FOLDER, tmp_path)), None)


def test_every_policy_can_be_read_and_has_its_basis() -> None:
    assert all(set(rule) == {"id", "tekst", "hjemmel"} for rule in access.POLICIES.annotations.values())


def test_an_unknown_child_and_a_foreign_child_get_the_same_answer() -> None:
    for family in (Family(), World(State.EXPIRED, State.EXPIRED, ended=False, old_enough=False).family):
        with pytest.raises(AccessDenied):
            access.on_child(adviser, "read-consents", CHILD, family, TODAY)
