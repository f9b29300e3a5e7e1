"""Meetings: those to come, those that were held, and what is asked of one that stands in the log."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal import dates
from services.portal.pages.log import page_of
from services.portal.texts import checklist, texts
from services.portal.visit import Around, Id, Staff, Visit
from shared.contracts import case

routes = APIRouter()
INVITED = "invited-"


@routes.get("/logg/{log}/mote")
async def meetings(visit: Around, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    listed = checklist(await texts(visit), "forste-mote")
    return await page_of(visit, "meetings.html", log, checklist=listed)


@routes.post("/logg/{log}/mote")
async def call(visit: Staff, log: Id) -> Response:
    done = await visit.send(
        "call",
        case.CallMeeting,
        stafettlogg=log,
        meeting=visit.key,
        starts_at=dates.at(visit.sent.get("starts_at", ""), visit.sent.get("clock", "")),
        where=visit.given("where"),
        video="video" in visit.sent,
        agenda=visit.given("agenda"),
        invited=visit.checked(INVITED),
        evaluation="evaluation" in visit.sent,
    )
    return await visit.go(f"/logg/{log}/mote", "meeting-called", done) if done else await show(visit, log)


@routes.post("/logg/{log}/mote/{meeting}/avlys")
async def cancel(visit: Staff, log: Id, meeting: Id) -> Response:
    said = {"meeting": meeting, "reason": visit.given("reason")}
    done = await visit.send(f"cancel-{meeting}", case.CancelMeeting, stafettlogg=log, **said)
    return await visit.go(f"/logg/{log}/mote", "meeting-cancelled", done) if done else await show(visit, log)
