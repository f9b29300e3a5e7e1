"""Asks the policies of the rights: may this one ask, extend or answer this?"""

from pathlib import Path

from services.consent.family import Family
from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Id, Role
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)
FAMILY = frozenset({Role.GUARDIAN, Role.YOUTH})


def on_child(actor: Actor, action: str, child: Id, family: Family) -> Decision:
    """Raises AccessDenied, also for a child that nobody knows."""
    known = {
        "known": bool(family.child), "entitled": sorted(family.deciders),
        "places": sorted(f"{owner}/{unit}" for owner, unit in family.units),
    }  # fmt: skip
    return _allowed(POLICIES.decide(_principal(actor), action, Entity("Child", child, known), {}))


def on_municipality(actor: Actor, action: str) -> Decision:
    """Raises AccessDenied."""
    return _allowed(POLICIES.decide(_principal(actor), action, Entity("Municipality", actor.kommune, {}), {}))


def _principal(actor: Actor) -> Entity:
    if actor.role is Role.SYSTEM:
        return Entity("Service", actor.id, {})
    told = {
        "person": actor.id, "place": f"{actor.owner}/{actor.unit or ''}",
        "employed": actor.role in {Role.EMPLOYEE, Role.LEADER},
        "dpo": actor.role is Role.DPO and actor.owner == "audit",
        "family": actor.role in FAMILY and actor.owner == "familie",
    }  # fmt: skip
    return Entity("Person", actor.id, told)


def _allowed(decision: Decision) -> Decision:
    if not decision.allowed:
        raise AccessDenied
    return decision
