"""Asks the policies: may this one see, or change, what the municipality has chosen?"""

from pathlib import Path

from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Role
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)


def on_municipality(actor: Actor, action: str) -> Decision:
    """Of the actor's own. Raises AccessDenied."""
    known = {
        "administrator": actor.role is Role.ADMINISTRATOR and actor.owner == "consent",
        "dpo": actor.role is Role.DPO and actor.owner == "audit",
    }
    who, where = Entity("Person", actor.id, known), Entity("Municipality", actor.kommune, {})
    decision = POLICIES.decide(who, action, where, {})
    if not decision.allowed:
        raise AccessDenied
    return decision
