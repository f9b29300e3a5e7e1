"""Asks the policies for reports, which stand apart as the reports do."""

from pathlib import Path

from services.case.access import principal
from services.case.report.report import Report
from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Owner
from shared.errors import AccessDenied, Unknown

POLICIES = Policies(Path(__file__).parent)
NOBODY = Report()


def may_report(actor: Actor, owner: Owner) -> Decision:
    """Whether the actor may write reports here at all. Raises AccessDenied."""
    decision = POLICIES.decide(principal(actor), "report", entity("new", owner, NOBODY), {})
    if not decision.allowed:
        raise AccessDenied
    return decision


def on_report(actor: Actor, action: str, report: str, owner: Owner, state: Report) -> Decision:
    """Raises Unknown: whether there is such a report is nothing that anybody else may learn."""
    decision = POLICIES.decide(principal(actor), action, entity(report, owner, state), {})
    if not decision.allowed:
        raise Unknown
    return decision


def may_handle(actor: Actor, owner: Owner) -> Decision:
    """Raises AccessDenied."""
    decision = POLICIES.decide(principal(actor), "handle", Entity("Incoming", owner, {"owner": owner}), {})
    if not decision.allowed:
        raise AccessDenied
    return decision


def entity(report: str, owner: Owner, state: Report) -> Entity:
    return Entity(
        "Report", report,
        {"owner": owner, "reporter": state.reporter, "unit": state.unit, "shownTo": sorted(state.shown_to)},
    )  # fmt: skip
