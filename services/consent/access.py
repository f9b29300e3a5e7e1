"""Asks the policies: may this one do this with this child now, and may this service have this key?"""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from services.consent.family import Family
from shared.access import Decision, Entity, Policies
from shared.contracts.common import SHARED_CATEGORIES, Actor, Category, Id, Owner, Role
from shared.contracts.consent import Grading
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)


def principal(actor: Actor) -> Entity:
    match actor.role:
        case Role.EMPLOYEE | Role.LEADER:
            place = f"{actor.owner}/{actor.unit or ''}"
            return Entity("Employee", actor.id, {
                "person": actor.id, "owner": actor.owner, "place": place, "leader": actor.role is Role.LEADER,
            })  # fmt: skip
        case Role.GUARDIAN:
            return Entity("Guardian", actor.id, {"person": actor.id})
        case Role.YOUTH:
            return Entity("Youth", actor.id, {"person": actor.id})
        case Role.REGISTER:
            return Entity("Register", actor.id, {})
        case Role.SYSTEM:
            return Entity("Service", actor.id, {"owner": actor.owner})
        case _:
            return Entity("Nobody", actor.id, {})


def may(actor: Actor, action: str, child: Id, family: Family, day: date) -> Decision:
    return POLICIES.decide(principal(actor), action, child_entity(child, family, day), {})


def on_child(actor: Actor, action: str, child: Id, family: Family, day: date) -> Decision:
    """Raises AccessDenied, also for a child that nobody knows: the answer must not tell which it was."""
    return _allowed(may(actor, action, child, family, day))


def on_itself(actor: Actor, action: str) -> Decision:
    """Raises AccessDenied."""
    return _allowed(POLICIES.decide(principal(actor), action, self_entity(actor), {}))


def on_person(actor: Actor, action: str, person: Id | None) -> Decision:
    """person: None where nobody is known, so that no answer tells which it was. Raises AccessDenied."""
    return _allowed(POLICIES.decide(at_the_door(actor), action, Entity("Person", person or "nobody", {}), {}))


def at_the_door(actor: Actor) -> Entity:
    return Entity("Door", actor.id, {}) if actor.role is Role.DOOR else principal(actor)


def on_key(
    actor: Actor, owner: Owner, category: Category, family: Family, day: date, emergencies: Collection[Owner] = ()
) -> Decision:
    """emergencies: services that read in an emergency now."""
    key = key_entity(owner, category, family, day, emergencies)
    return POLICIES.decide(principal(actor), "release-key", key, {})


def on_day(actor: Actor, day: date, since: date) -> Decision:
    """Whether a key of a day may be lent. since: the first day that is shared with whoever asks."""
    return POLICIES.decide(principal(actor), "lend-day", day_entity(day, since), {})


def day_entity(day: date, since: date) -> Entity:
    return Entity("Day", "day", {"day": day.toordinal(), "since": since.toordinal()})


def child_entity(child: Id, family: Family, day: date) -> Entity:
    return Entity(
        "Child", child, {
            "responsible": sorted(family.responsible),
            "places": sorted(f"{owner}/{unit}" for owner, unit in family.units),
            "enrolled": sorted({owner for owner, _ in family.units}),
            "admitted": sorted(family.admitted(day)),
            "asked": sorted({consent.service for consent in family.consents.values()}),
            "self": [family.child] if family.of_own else [],
            "carer": family.carer,
            "askers": sorted({consent.asked_by_owner for consent in family.consents.values()}),
        },
    )  # fmt: skip


def key_entity(
    owner: Owner, category: Category, family: Family, day: date, emergencies: Collection[Owner] = ()
) -> Entity:
    let_in = {consent.service for consent in family.consents.values() if consent.covers(category, day)}
    covered = {one for one in let_in if one == owner or family.sharing(one, owner, category, day)}
    return Entity(
        "Key", f"{owner}-{category}", {
            "owner": owner,
            "shareable": category in SHARED_CATEGORIES,
            "shielded": category is Category.SHIELDED,
            "covered": sorted(covered),
            "sharers": sorted(family.was_admitted()),
            "emergencies": sorted(emergencies),
            "ended": sorted(family.ended(day)),
            "protected": family.grading is not Grading.OPEN,
        },
    )  # fmt: skip


def self_entity(actor: Actor) -> Entity:
    return Entity("Guardian", actor.id, {"person": actor.id})


def _allowed(decision: Decision) -> Decision:
    if not decision.allowed:
        raise AccessDenied
    return decision
