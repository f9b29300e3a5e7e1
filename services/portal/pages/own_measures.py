"""Tiltak at nivå 1, inside the own unit: agreed, evaluated where they are read, and ended by the leader."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.effects import EFFECTS, NEXT, WHOSE
from services.portal.pages.casework import read_case
from services.portal.texts import bank, begun_with, checklist, texts
from services.portal.visit import Leader, Staff, Visit
from shared.contracts import case
from shared.contracts.common import Id

routes = APIRouter()
LEVEL = 1


@routes.get("/undring/{concern}/tiltak")
async def own_measures(visit: Staff, concern: Id, bank: Id | None = None) -> Response:
    return await show(visit, concern, bank)


async def show(visit: Visit, concern: Id, chosen: Id | None = None) -> Response:
    """chosen: what in the tiltaksbank the form begins with."""
    view, published = await read_case(visit, concern), await texts(visit)
    choices = bank(published, LEVEL, {visit.me.owner})
    return visit.page(
        "own_measures.html",
        case=view,
        running=[one for one in view.measures if one.evaluate_on],
        ended=[one for one in view.measures if not one.evaluate_on],
        open=view.outcome is case.Outcome.LEVEL_1 and view.ended is None,
        able=visit.portal.directory.unit_of(visit.me),
        bank=choices,
        f=begun_with(visit.form("own"), next((one for one in choices if one.id == chosen), None)),
        checklist=checklist(published, "egne-tiltak"),
        effects=EFFECTS,
        nexts=NEXT,
        whose=WHOSE,
    )


@routes.post("/undring/{concern}/tiltak")
async def agree(visit: Staff, concern: Id) -> Response:
    fields = ("whose", "title", "description", "goal", "responsible", "evaluate_on")
    said = {name: visit.given(name) for name in fields}
    done = await visit.send("own", case.AgreeOwnMeasure, case=concern, measure=visit.key, **said)
    return await visit.go(f"/undring/{concern}/tiltak", "own-agreed", done) if done else await show(visit, concern)


@routes.post("/undring/{concern}/tiltak/{measure}")
async def evaluate(visit: Staff, concern: Id, measure: Id) -> Response:
    fields = ("effect", "seen", "childs_view", "not_heard_because", "parents_view", "next", "changed", "evaluate_on")
    said = {name: visit.given(name) for name in fields}
    done = await visit.send(f"eval-{measure}", case.EvaluateOwnMeasure, case=concern, measure=measure, **said)
    return await visit.go(f"/undring/{concern}/tiltak", "own-evaluated", done) if done else await show(visit, concern)


@routes.post("/undring/{concern}/slutt")
async def end(visit: Leader, concern: Id) -> Response:
    said = {name: visit.given(name) for name in ("outcome", "reason", "not_reported_because")}
    done = await visit.send("end", case.EndLevelOne, case=concern, **said)
    return await visit.go(f"/undring/{concern}", "own-ended", done) if done else await show(visit, concern)
