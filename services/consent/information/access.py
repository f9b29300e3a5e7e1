"""Asks the policies: may this one ask about this child, or decide what is answered?"""

from collections.abc import Sequence
from pathlib import Path

from services.consent.family import Family
from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Id, Role
from shared.contracts.consent import Grading
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)
KINDS = {Role.GUARDIAN: "Guardian", Role.EMPLOYEE: "Employee", Role.LEADER: "Employee"}


def principal(actor: Actor) -> Entity:
    kind = KINDS.get(actor.role, "Nobody")
    return Entity(kind, actor.id, {"person": actor.id} if kind != "Nobody" else {})


def child_entity(child: Id, family: Family, handlers: Sequence[Id]) -> Entity:
    known = {
        "related": sorted(family.guardians), "deciding": sorted(family.deciders), "handlers": sorted(handlers),
        "protected": family.grading is not Grading.OPEN,
    }  # fmt: skip
    return Entity("Child", child, known)


def on_child(actor: Actor, action: str, child: Id, family: Family, handlers: Sequence[Id]) -> Decision:
    """Raises AccessDenied, also for a child that nobody knows."""
    return _allowed(POLICIES.decide(principal(actor), action, child_entity(child, family, handlers), {}))


def on_itself(actor: Actor, action: str) -> Decision:
    """Raises AccessDenied."""
    return _allowed(POLICIES.decide(principal(actor), action, Entity("Guardian", actor.id, {"person": actor.id}), {}))


def _allowed(decision: Decision) -> Decision:
    if not decision.allowed:
        raise AccessDenied
    return decision
