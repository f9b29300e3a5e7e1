"""Asks the policies: who says that copies are struck, and who sees where nobody has said so."""

from collections.abc import Iterable
from pathlib import Path

from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Owner, Role
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)
KINDS = {Role.SYSTEM: "Service", Role.DPO: "Officer"}


def decide(actor: Actor, action: str, asked: Iterable[Owner] = ()) -> Decision:
    kind = KINDS.get(actor.role)
    principal = Entity(kind, actor.id, {"owner": actor.owner}) if kind else Entity("Nobody", actor.id, {})
    return POLICIES.decide(principal, action, Entity("Copies", "copies", {"asked": sorted(asked)}), {})


def on_copies(actor: Actor, action: str, asked: Iterable[Owner] = ()) -> Decision:
    """Raises AccessDenied."""
    decision = decide(actor, action, asked)
    if not decision.allowed:
        raise AccessDenied
    return decision
