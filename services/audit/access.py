"""Asks the policies: may this one see, or look into, what was done in this municipality?"""

from collections.abc import Collection
from pathlib import Path

from shared.access import Decision, Entity, Policies
from shared.contracts.common import Id, Kommune
from shared.decider import Act
from shared.errors import AccessDenied
from shared.municipality import Unit

POLICIES = Policies(Path(__file__).parent)


def on_log(act: Act, action: str) -> Decision:
    """Raises AccessDenied."""
    return _allowed(act, action, Entity("Log", act.by.kommune, {"kommune": act.by.kommune}))


def on_investigation(act: Act, action: str, kommune: Kommune, *, is_open: bool) -> Decision:
    """Raises AccessDenied."""
    return _allowed(act, action, Entity("Investigation", kommune, {"kommune": kommune, "open": is_open}))


def on_child(act: Act, action: str, child: Id, responsible: Collection[Id], *, decides: bool) -> Decision:
    """decides: it is old enough to answer for itself too. Raises AccessDenied."""
    about = {"child": child, "responsible": sorted(responsible), "decides": decides}
    return _allowed(act, action, Entity("Child", child, about))


def on_unit(act: Act, action: str, unit: Unit) -> Decision:
    """A unit of the municipality that is asked in. Raises AccessDenied."""
    return _allowed(
        act, action, Entity("Unit", unit.id, {"kommune": act.by.kommune, "owner": unit.owner, "unit": unit.id})
    )


def _allowed(act: Act, action: str, resource: Entity) -> Decision:
    by = act.by
    said = {"person": by.id, "role": by.role, "owner": by.owner, "kommune": by.kommune, "unit": by.unit or ""}
    caller = Entity("Caller", by.id, said)
    decision = POLICIES.decide(caller, action, resource, {})
    if not decision.allowed:
        raise AccessDenied
    return decision
