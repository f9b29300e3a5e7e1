"""Asks the policies for anonymous consultations."""

from pathlib import Path

from services.case.access import principal
from services.case.consultation.decider import Consultation
from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Owner
from shared.errors import AccessDenied, Unknown

POLICIES = Policies(Path(__file__).parent)


def may_ask(actor: Actor, owner: Owner, child: str, unit: str) -> Decision:
    """Raises AccessDenied."""
    return _allowed(
        POLICIES.decide(principal(actor), "ask", Entity("Child", child, {"owner": owner, "unit": unit}), {})
    )


def of_service(actor: Actor, action: str, owner: Owner) -> Decision:
    """To `list` what one has asked, to `answer` what has come. Raises AccessDenied."""
    return _allowed(POLICIES.decide(principal(actor), action, _questions(owner), {}))


def is_of_service(actor: Actor, action: str, owner: Owner) -> bool:
    return POLICIES.decide(principal(actor), action, _questions(owner), {}).allowed


def may_answer(actor: Actor, owner: Owner, unit: str) -> Decision:
    """One question, of this unit where it is not everybody's. Raises Unknown: others do not learn that it is there."""
    decision = POLICIES.decide(principal(actor), "answer", _questions(owner, unit), {})
    if not decision.allowed:
        raise Unknown
    return decision


def _questions(owner: Owner, unit: str = "") -> Entity:
    return Entity("Questions", owner, {"owner": owner, "unit": unit})


def on_consultation(actor: Actor, action: str, consultation: str, owner: Owner, state: Consultation) -> Decision:
    """Raises Unknown: whether somebody has asked is nothing that anybody else may learn."""
    decision = POLICIES.decide(principal(actor), action, entity(consultation, owner, state), {})
    if not decision.allowed:
        raise Unknown
    return decision


def entity(consultation: str, owner: Owner, state: Consultation) -> Entity:
    return Entity("Consultation", consultation, {"owner": owner, "unit": state.unit, "asker": state.asker})


def _allowed(decision: Decision) -> Decision:
    if not decision.allowed:
        raise AccessDenied
    return decision
