"""What has come to barnevernet, for its own people: read, assessed, and answered as far as may be told."""

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.pages.reports import SAYS, WAITS
from services.portal.visit import Id, Staff, Visit
from shared.contracts.case import report as r
from shared.letters import RECEIVER


async def received(visit: Staff) -> None:
    """Nothing comes to other services."""
    if visit.me.owner != RECEIVER:
        raise HTTPException(404)


routes = APIRouter(dependencies=[Depends(received)])


@routes.get("/mottatt")
async def all_of_them(visit: Staff) -> Response:
    found = await visit.ask(r.IncomingReports(), r.Incoming)
    return visit.page("incoming_list.html", reports=found.reports, waits=WAITS)


@routes.get("/mottatt/{report}")
async def one(visit: Staff, report: Id) -> Response:
    return await show(visit, report)


async def show(visit: Visit, report: Id) -> Response:
    view = await visit.ask(r.ReadIncoming(report=report), r.IncomingView)
    return visit.page("incoming.html", report=view, says=SAYS, waits=WAITS)


@routes.post("/mottatt/{report}")
async def answer(visit: Staff, report: Id) -> Response:
    said = {"feedback": visit.given("feedback"), "text": visit.given("text")}
    done = await visit.send("feedback", r.AnswerReport, report=report, **said)
    return await visit.go(f"/mottatt/{report}", "advised") if done else await show(visit, report)
