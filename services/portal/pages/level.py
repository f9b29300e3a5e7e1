"""The level with its reason, and individuell plan, which is considered before nivå 3."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.pages.log import page_of
from services.portal.visit import Id, Staff, Visit
from shared.contracts import case

routes = APIRouter()
BROAD = "3"
PLAN = ("entitled", "wanted", "reason")


@routes.get("/logg/{log}/niva")
async def level(visit: Staff, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    return await page_of(visit, "level.html", log)


def _plan(visit: Visit) -> dict[str, str | None]:
    """As far as it is filled in."""
    return {part: said for part in PLAN if (said := visit.given(f"plan-{part}"))}


@routes.post("/logg/{log}/niva")
async def change(visit: Staff, log: Id) -> Response:
    chosen, plan = visit.given("level"), _plan(visit)
    fields = {"level": chosen, "reason": visit.given("reason"), "plan": plan if chosen == BROAD and plan else None}
    done = await visit.send("level", case.ChangeLevel, stafettlogg=log, **fields)
    return await visit.go(f"/logg/{log}", "level-changed", done) if done else await show(visit, log)


@routes.post("/logg/{log}/plan")
async def consider(visit: Staff, log: Id) -> Response:
    if done := await visit.send("plan", case.ConsiderIndividualPlan, stafettlogg=log, **_plan(visit)):
        return await visit.go(f"/logg/{log}", "plan-considered", done)
    visit.point(**{part: f"plan-{part}" for part in PLAN})
    return await show(visit, log)
