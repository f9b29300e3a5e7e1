"""Asks the policies: may this one see, or look into, what was done in this municipality?"""

from pathlib import Path

from shared.access import Decision, Entity, Policies
from shared.contracts.common import Kommune
from shared.decider import Act
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)


def on_log(act: Act, action: str) -> Decision:
    """Raises AccessDenied."""
    return _allowed(act, action, Entity("Log", act.by.kommune, {"kommune": act.by.kommune}))


def on_investigation(act: Act, action: str, kommune: Kommune, *, is_open: bool) -> Decision:
    """Raises AccessDenied."""
    return _allowed(act, action, Entity("Investigation", kommune, {"kommune": kommune, "open": is_open}))


def _allowed(act: Act, action: str, resource: Entity) -> Decision:
    caller = Entity("Caller", act.by.id, {"role": act.by.role, "owner": act.by.owner, "kommune": act.by.kommune})
    decision = POLICIES.decide(caller, action, resource, {})
    if not decision.allowed:
        raise AccessDenied
    return decision
