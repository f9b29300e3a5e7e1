"""Asks the policies of erasure: may this one do this with this child's keys?"""

from collections.abc import Collection
from pathlib import Path

from services.consent.family import Family
from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Id, Role
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)


def may(actor: Actor, action: str, child: Id, family: Family, deciders: Collection[Id]) -> Decision:
    """deciders: employees whom the municipality has named."""
    known = {"known": bool(family.child), "responsible": sorted(family.responsible)}
    return POLICIES.decide(_principal(actor, deciders), action, Entity("Child", child, known), {})


def on_child(actor: Actor, action: str, child: Id, family: Family, deciders: Collection[Id]) -> Decision:
    """Raises AccessDenied, also for a child that nobody knows."""
    decision = may(actor, action, child, family, deciders)
    if not decision.allowed:
        raise AccessDenied
    return decision


def _principal(actor: Actor, deciders: Collection[Id]) -> Entity:
    if actor.role is Role.SYSTEM:
        return Entity("Service", actor.id, {})
    employed = actor.role in {Role.EMPLOYEE, Role.LEADER}
    roles = {"dpo": actor.role is Role.DPO and actor.owner == "audit", "guardian": actor.role is Role.GUARDIAN}
    return Entity("Person", actor.id, {"person": actor.id, "decides": employed and actor.id in deciders, **roles})
