"""Asks the policies: may this person know who could have read about a child?"""

from pathlib import Path

from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Id
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)


def on_reach(actor: Actor, action: str, child: Id) -> Decision:
    """Raises AccessDenied."""
    who = Entity("Caller", actor.id, {"role": actor.role.value, "owner": actor.owner})
    decision = POLICIES.decide(who, action, Entity("Reach", child, {}), {})
    if not decision.allowed:
        raise AccessDenied
    return decision
