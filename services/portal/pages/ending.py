"""The family ends a stafettlogg."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.pages.family import log_of
from services.portal.visit import OfFamily, Visit
from shared.contracts import case
from shared.contracts.common import Id

routes = APIRouter()


@routes.get("/familie/{child}/avslutt")
async def closing(visit: OfFamily, child: Id) -> Response:
    return await show_closing(visit, child)


async def show_closing(visit: Visit, child: Id) -> Response:
    if (log := await log_of(visit, child)) is None:
        raise HTTPException(404)
    return visit.page("closing.html", log=log, back=f"/familie/{child}", reasons={})


@routes.post("/familie/{child}/avslutt")
async def close(visit: OfFamily, child: Id) -> Response:
    if (log := await log_of(visit, child)) is None:
        raise HTTPException(404)
    done = await visit.send("closing", case.CloseStafettlogg, stafettlogg=log.stafettlogg, reason=visit.given("reason"))
    return await visit.go(f"/familie/{child}", "closed", done) if done else await show_closing(visit, child)
