"""The child moves on, as from barnehage to skole: the baton is offered there, and the old service leaves on the day."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.pages.log import read, shown
from services.portal.texts import checklist, texts
from services.portal.visit import Id, Staff, Visit
from services.portal.words import FAMILY
from shared.contracts import case

routes = APIRouter()


@routes.get("/logg/{log}/overgang")
async def onward(visit: Staff, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    view = await read(visit, log)
    elsewhere = [one for one in view.participants if one.owner not in {FAMILY, visit.me.owner}]
    listed = checklist(await texts(visit), "overgang-skole")
    return shown(visit, "onward.html", view, elsewhere=elsewhere, checklist=listed)


@routes.post("/logg/{log}/overgang")
async def offer(visit: Staff, log: Id) -> Response:
    fields = {name: visit.given(name) for name in ("to", "on", "reason")}
    done = await visit.send("onward", case.OfferTransition, stafettlogg=log, **fields)
    return await visit.go(f"/logg/{log}", "transition-offered", done) if done else await show(visit, log)
