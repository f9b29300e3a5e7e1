"""Answers the personvernombud: who here could have read, and where a consent ends or is not there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from services.case import reading
from services.case.access import POLICIES
from services.case.reach import access
from services.case.reach.past import Past
from shared.contracts.audit import Rule
from shared.contracts.case import (
    LONGEST_REACH,
    ConsentEnding,
    ConsentGap,
    ConsentGaps,
    CouldRead,
    Reach,
    ReadConsentGaps,
    UnitHad,
    WhoCouldRead,
)
from shared.days import day_of, midnight
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

    async def gaps(self, query: ReadConsentGaps, act: Act) -> ConsentGaps:
        decision = access.on_reach(act.by, query.name, "every")
        pool, kommune, today = self._node.pool, act.by.kommune, day_of(act.at)
        until = today + timedelta(days=query.days)
        ending = await pool.fetch(SQL["consents_ending"], kommune, today, until)
        found = ConsentGaps(
            ending=tuple(ConsentEnding(**row) for row in ending),
            gaps=tuple(ConsentGap(**row) for row in await pool.fetch(SQL["consent_gaps"], kommune, today)),
        )
        children = sorted({one.child for one in found.ending} | {one.child for one in found.gaps})
        entry = self._node.trail.entry(act, query.name, resources=children, decision=decision)
        await self._node.trail.record(entry)
        return found

    async def _units(self, kommune: str, query: WhoCouldRead, end: datetime) -> tuple[UnitHad, ...]:
        rows = await self._node.pool.fetch(SQL["units_had"], kommune, query.child)
        until: Sequence[datetime | None] = [row["recorded_at"] for row in rows[1:]]
        spans = zip(rows, [*until, None], strict=False)
        return tuple(
            UnitHad(unit=row["unit"], since=row["recorded_at"], until=left)
            for row, left in spans
            if row["recorded_at"] < end and (left is None or left > midnight(query.first))
        )


def _named(rules: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(Rule(id=one, text=POLICIES.annotations[one]["tekst"]) for one in rules)
