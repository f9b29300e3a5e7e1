"""Tells a kommuneadministrator how many deadlines of each kind are running here; whose, nobody can see from it."""

from collections.abc import Mapping
from pathlib import Path

from shared.access import Entity, Policies
from shared.contracts.case.clocks import FEWEST, Clocks, CountClocks, RunningClocks
from shared.contracts.common import Actor, Role
from shared.decider import Act
from shared.errors import AccessDenied
from shared.node import Node
from shared.statements import statements

POLICIES = Policies(Path(__file__).parent)
SQL = statements(Path(__file__).parents[1] / "sql" / "clocks.sql")
COUNTED: Mapping[str, str] = {
    "decide": "decide-case-days",
    "baton": "baton-answer-days",
    "invitation-reminder": "invitation-reminder-days",
    "invitation": "invitation-answer-days",
    "evaluate-late": "evaluation-grace-days",
    "meeting": "meeting-reminder-days",
    "silence": "silence-days",
}
"""The deadline that each kind of timer keeps."""


class CountingClocks:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def count(self, query: CountClocks, act: Act) -> Clocks:
        decision = POLICIES.decide(person(act.by), query.name, Entity("Municipality", act.by.kommune, {}), {})
        if not decision.allowed:
            raise AccessDenied
        await self._node.trail.record(self._node.trail.entry(act, query.name, decision=decision))
        rows = await self._node.pool.fetch(SQL["running"], act.by.kommune, [*COUNTED])
        return Clocks(clocks=tuple(told(row["kind"], row["running"]) for row in rows))


def person(actor: Actor) -> Entity:
    administers = actor.role is Role.ADMINISTRATOR and actor.owner == "consent"
    return Entity("Person", actor.id, {"administrator": administers})


def told(kind: str, running: int) -> RunningClocks:
    return RunningClocks(deadline=COUNTED[kind], running=running if running >= FEWEST else None)
