"""How a unit uses what it has about children, for its leader: counted from rows, never of the shielded track.

Rows do not tell where anybody works. Who works in the unit is read here from the municipality's own list of staff, so
that no question can be about anybody else's people. Which children are the unit's own comes with the question.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import asyncpg

from services.audit import access
from shared.contracts.audit import ReadUnitUse, UnitUse, Use
from shared.contracts.case import (
    ReadCase,
    ReadChild,
    ReadContribution,
    ReadStafettlogg,
    baton,
    casework,
    closing,
    contribution,
    conversation,
    goals,
    journal,
    level,
    level_one,
    measures,
    meetings,
    participation,
    stafettlogg,
    voices,
)
from shared.contracts.common import Command, Id, Kommune, defined_in
from shared.days import day_of, midnight, months_after
from shared.decider import Act
from shared.errors import AccessDenied
from shared.municipality import Municipality, Unit
from shared.node import Node
from shared.staff import Staff
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "units.sql")
FAMILY = "familie"  # where the shared log is changed
DAYS = timedelta(days=29)  # and today
READS = (*(one.name for one in (ReadChild, ReadCase, ReadStafettlogg, ReadContribution)), ReadStafettlogg.printing)
CASEWORK = (
    ReadChild.name,
    ReadCase.name,
    *(one.name for one in defined_in((casework, conversation, level_one), Command)),
)
LOG_FILES = (
    stafettlogg, participation, baton, measures, goals, meetings, voices, level, closing, journal, contribution,
)  # fmt: skip
LOG = (
    ReadStafettlogg.name, ReadStafettlogg.printing, ReadContribution.name,
    *(one.name for one in defined_in(LOG_FILES, Command)),
)  # fmt: skip
Hours = tuple[int, int]


class Units:
    def __init__(self, node: Node, municipalities: Mapping[Kommune, Municipality], staff: Staff) -> None:
        self._node, self._municipalities, self._staff = node, municipalities, staff

    async def read(self, request: ReadUnitUse, act: Act) -> UnitUse:
        municipality = self._municipalities[act.by.kommune]
        unit = next((one for one in municipality.units if one.id == request.unit), None)
        if unit is None:
            raise AccessDenied
        decision = access.on_unit(act, request.name, unit)
        first, last = span(request.month, act.at)
        hours = municipality.watch.day_begins, municipality.watch.day_ends
        rows = await self._counted(act.by.kommune, unit, request, (first, last), hours)
        told_of = sorted({row["person"] for row in rows})
        await self._node.trail.record(self._node.trail.entry(act, request.name, resources=told_of, decision=decision))
        return UnitUse(first=first, last=last, uses=tuple(Use(**row) for row in rows))

    async def _counted(
        self, kommune: Kommune, unit: Unit, request: ReadUnitUse, days: tuple[date, date], hours: Hours
    ) -> list[asyncpg.Record]:
        return await self._node.pool.fetch(
            SQL["use"], kommune, unit.owner, [unit.owner, FAMILY], self._people(kommune, unit), list(request.children),
            midnight(days[0]), midnight(days[1] + timedelta(days=1)), list(READS), list(CASEWORK), list(LOG), *hours,
        )  # fmt: skip

    def _people(self, kommune: Kommune, unit: Unit) -> list[Id]:
        """No names are kept of them."""
        where = (kommune, unit.owner, unit.id)
        return [who for (at, who), one in self._staff.people.items() if (at, one.owner, one.unit) == where]


def span(month: date | None, now: datetime) -> tuple[date, date]:
    """The first and the last day."""
    today = day_of(now)
    if month is None:
        return today - DAYS, today
    first = month.replace(day=1)
    return first, max(first, min(today, months_after(first, 1) - timedelta(days=1)))
