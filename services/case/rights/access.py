"""Asks the policies of the rights: may this person decide what is given, or fetch it?"""

from collections.abc import Collection
from pathlib import Path

from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Owner, Role
from shared.contracts.consent import RightStanding
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)
FAMILY = frozenset({Role.GUARDIAN, Role.YOUTH})
STAFF = frozenset({Role.EMPLOYEE, Role.LEADER})


def at_desk(actor: Actor, action: str, owner: Owner, handlers: Collection[str]) -> Decision:
    """handlers: whom the municipality has named for this owner. Raises AccessDenied."""
    return _allowed(
        POLICIES.decide(_principal(actor, owner, handlers), action, Entity("Desk", owner, {"owner": owner}), {})
    )


def on_answer(actor: Actor, action: str, request: str, standing: RightStanding) -> Decision:
    """Raises AccessDenied."""
    told = {"asker": standing.person or "", "entitled": standing.entitled, "ready": standing.ready}
    return _allowed(POLICIES.decide(_principal(actor), action, Entity("Answer", request, told), {}))


def on_words(actor: Actor, action: str, child: str, *, entitled: bool) -> Decision:
    """entitled: the consent service says that they decide for the child now. Raises AccessDenied."""
    resource = Entity("Words", child, {"entitled": entitled})
    return _allowed(POLICIES.decide(_principal(actor), action, resource, {}))


def _principal(actor: Actor, owner: Owner = "", handlers: Collection[str] = ()) -> Entity:
    if actor.role is Role.SYSTEM:
        return Entity("Service", actor.id, {"owner": actor.owner})
    decides = actor.role in STAFF and actor.owner == owner and actor.id in handlers
    family = actor.role in FAMILY and actor.owner == "familie"
    return Entity("Person", actor.id, {"person": actor.id, "decides": decides, "family": family})


def _allowed(decision: Decision) -> Decision:
    if not decision.allowed:
        raise AccessDenied
    return decision
