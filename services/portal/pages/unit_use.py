"""How a unit uses what it has about children, for its leader: who has read and changed how much, never what it says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.visit import Id, Leader
from services.portal.words import _
from shared.contracts import audit, case

routes = APIRouter()


class Row(NamedTuple):
    """One person's uses, or those about one child; beside: each child, or each person, with reads and changes."""

    name: str
    reads: int
    changes: int
    denied: int
    off_hours: int
    beside: tuple[tuple[str, int, int], ...]


@routes.get("/bruk")
async def unit_use(visit: Leader, month: str = "") -> Response:
    """month: as 2026-11; empty is the last thirty days."""
    if visit.me.unit is None:
        raise HTTPException(404)
    mine = await visit.ask(case.MyChildren(), case.Children)
    people = {person.id: person.name for person in visit.portal.directory.unit_of(visit.me)}
    children = {child.child: child.child_name for child in mine.children}
    try:
        first = date.fromisoformat(f"{month}-01") if month else None
        asking = audit.ReadUnitUse(unit=visit.me.unit, children=tuple(children), month=first)
    except ValueError:
        raise HTTPException(404) from None
    found = await visit.ask(asking, audit.UnitUse)
    watch = visit.municipality.watch
    return visit.page(
        "unit_use.html",
        found=found,
        chosen=month,
        watch=None if visit.me.owner in watch.on_duty_at_night else watch,
        strangers=any(one.child and one.child not in children for one in found.uses),
        **rows(found.uses, people, children),
    )


def rows(uses: Sequence[audit.Use], people: Mapping[Id, str], children: Mapping[Id, str]) -> dict[str, list[Row]]:
    """A child whose name the leader does not know here is a code."""
    unnamed = {one.child: _("Barn {code}").format(code=one.child) for one in uses if one.child}
    names = {**unnamed, **people, **children}
    by_person = [(one.person, one.child, one) for one in uses]
    by_child = [(one.child, one.person, one) for one in uses if one.child]
    return {"by_person": _summed(by_person, names), "by_child": _summed(by_child, names)}


def _summed(parts: Sequence[tuple[Id, Id | None, audit.Use]], names: Mapping[Id, str]) -> list[Row]:
    """parts: whose row it is, and who or what stands beside it."""
    found = defaultdict[Id, list[tuple[Id | None, audit.Use]]](list)
    for of, beside, use in parts:
        found[of].append((beside, use))
    return sorted(_row(names.get(of, of), uses, names) for of, uses in found.items())


def _row(name: str, uses: Sequence[tuple[Id | None, audit.Use]], names: Mapping[Id, str]) -> Row:
    told = [one for _beside, one in uses]
    return Row(
        name,
        reads=sum(one.reads for one in told),
        changes=sum(one.changes for one in told),
        denied=sum(one.denied for one in told),
        off_hours=sum(one.off_hours for one in told),
        beside=tuple(sorted((names.get(other, other), one.reads, one.changes) for other, one in uses if other)),
    )
