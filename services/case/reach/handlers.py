"""Answers who of this owner's people could have read about a child; nothing leaves before its audit row is stored."""

from datetime import datetime, timedelta
from pathlib import Path

from services.case import reading
from services.case.access import POLICIES
from services.case.reach import access
from services.case.reach.past import Past
from shared.contracts.audit import Rule
from shared.contracts.case import LONGEST_REACH, CouldRead, Reach, UnitHad, WhoCouldRead
from shared.days import midnight
from shared.decider import Act
from shared.errors import InvalidRequest
from shared.node import Node
from shared.statements import statements

SQL = statements(Path(__file__).parents[1] / "sql" / "reach.sql")


class Reaching:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def read(self, query: WhoCouldRead, act: Act) -> Reach:
        decision = access.on_reach(act.by, query.name, query.child)
        if not timedelta() <= query.last - query.first <= timedelta(days=LONGEST_REACH):
            raise InvalidRequest
        first, end = midnight(query.first), min(midnight(query.last + timedelta(days=1)), act.at)
        facts = await reading.facts_of(self._node.pool, act.by.kommune, query.child)
        found = Past(facts, act.by.kommune, self._node.settings.owner).reach(first, end)
        units = await self._units(act.by.kommune, query, end)
        await self._node.trail.record(
            self._node.trail.entry(act, query.name, child=query.child, decision=decision)
        )  # fmt: skip
        readers = (
            CouldRead(**could._asdict(), since=span.since, until=span.until, rules=_named(span.rules))
            for could, spans in found.items()
            for span in spans
            if query.category in (None, could.category)
        )
        return Reach(child=query.child, readers=tuple(readers), units=units)

    async def _units(self, kommune: str, query: WhoCouldRead, end: datetime) -> tuple[UnitHad, ...]:
        rows = await self._node.pool.fetch(SQL["units_had"], kommune, query.child)
        begun = [row["recorded_at"] for row in rows]
        spans = zip(rows, begun, [*begun[1:], None], strict=True)
        return tuple(
            UnitHad(unit=row["unit"], since=since, until=until)
            for row, since, until in spans
            if since < end and (until is None or until > midnight(query.first))
        )


def _named(rules: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(Rule(id=one, text=POLICIES.annotations[one]["tekst"]) for one in rules)
