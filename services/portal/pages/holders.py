"""A leader gives the baton to somebody, where its holder is away or nobody answers: names, and no more of the log."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.visit import Id, Leader, Visit
from shared.contracts import case

routes = APIRouter()


@routes.get("/logg/{log}/stafettholder")
async def choose(visit: Leader, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    found = await visit.ask(case.WhoMayHold(stafettlogg=log), case.Candidates)
    return visit.page("holder.html", log=log, candidates=found.candidates)


@routes.post("/logg/{log}/stafettholder")
async def appoint(visit: Leader, log: Id) -> Response:
    chosen = {name: visit.given(name) for name in ("to", "reason")}
    done = await visit.send("holder", case.AppointHolder, stafettlogg=log, **chosen)
    return await visit.go("/oppgaver", "appointed", done) if done else await show(visit, log)


@routes.post("/logg/{log}/stafettholder/borte")
async def away(visit: Leader, log: Id) -> Response:
    days = {name: visit.given(name) for name in ("person", "first", "last")}
    done = await visit.send("away", case.SetAbsence, stafettlogg=log, **days)
    return await visit.go("/oppgaver", "said-away", done) if done else await show(visit, log)
