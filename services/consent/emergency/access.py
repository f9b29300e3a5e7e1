"""Asks the policies of break-glass: may this one open, read of or review it?"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from services.consent.emergency.decider import Emergency
from services.consent.family import Family
from services.consent.record import Consent
from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Id, Role
from shared.contracts.consent import Grading

POLICIES = Policies(Path(__file__).parent)
LONG_AGO = 10**9  # seconds; has never said when


def may_open(actor: Actor, child: Id, family: Family, at: datetime, day: date, *, suspended: bool) -> Decision:
    about = {
        "places": sorted(f"{owner}/{unit}" for owner, unit in family.units),
        "admitted": sorted(family.admitted(day)),
        "ended": sorted(family.ended(day)),
        "family": sorted(family.guardians),
        "protected": family.grading is not Grading.OPEN,
    }
    who = principal(actor, at, suspended=suspended)
    return POLICIES.decide(who, "open-in-emergency", Entity("Child", child, about), {})


def would_open(actor: Actor, child: Id, family: Family, at: datetime, day: date) -> bool:
    """But for what forbids it: only whoever knows the child already is told what that is."""
    unhindered = replace(family, guardians={}, grading=Grading.OPEN, consents=_live(family, day))
    return may_open(actor, child, unhindered, at, day, suspended=False).allowed


def _live(family: Family, day: date) -> dict[Id, Consent]:
    return {one.id: one for one in family.consents.values() if one.live(day)}


def on_emergency(actor: Actor, action: str, emergency: Emergency, family: Family, at: datetime) -> Decision:
    opening = {
        "person": emergency.person, "place": _place(emergency.owner, emergency.unit), "told": emergency.told_family,
        "responsible": sorted(family.responsible),
    }  # fmt: skip
    return POLICIES.decide(principal(actor, at), action, Entity("Emergency", emergency.id, opening), {})


def principal(actor: Actor, at: datetime, *, suspended: bool = False) -> Entity:
    """A time of their own that is to come counts as no time: then one of the two clocks is wrong."""
    ago = abs((at - actor.shown_at).total_seconds()) if actor.shown_at else LONG_AGO
    roles = {
        "employed": actor.role in {Role.EMPLOYEE, Role.LEADER},
        "leads": actor.role is Role.LEADER and bool(actor.unit),
        "officer": actor.role is Role.DPO and actor.owner == "audit",
        "guardian": actor.role is Role.GUARDIAN,
    }
    me = {"person": actor.id, "owner": actor.owner, "place": _place(actor.owner, actor.unit)}
    return Entity("Person", actor.id, {**me, **roles, "shownAgo": int(ago), "suspended": suspended})


def _place(owner: str, unit: str | None) -> str:
    return f"{owner}/{unit or ''}"
