"""The child's voice: who is to hear the child before an evaluation, and what the child has said."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.pages.log import page_of
from services.portal.texts import checklist, texts
from services.portal.visit import Around, Id, Staff, Visit
from shared.contracts import case

routes = APIRouter()


@routes.get("/logg/{log}/stemme")
async def voice(visit: Around, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    return await page_of(visit, "voice.html", log, checklist=checklist(await texts(visit), "barnets-stemme"))


@routes.post("/logg/{log}/stemme")
async def hear(visit: Around, log: Id) -> Response:
    fields = {name: visit.given(name) for name in ("heard_on", "said", "how")}
    done = await visit.send("voice", case.RecordVoice, stafettlogg=log, **fields)
    return await visit.go(f"/logg/{log}/stemme", "heard", done) if done else await show(visit, log)


@routes.post("/logg/{log}/stemme/velg")
async def appoint(visit: Staff, log: Id) -> Response:
    done = await visit.send("appoint", case.AppointVoice, stafettlogg=log, person=visit.given("person"))
    return await visit.go(f"/logg/{log}/stemme", "voice-appointed", done) if done else await show(visit, log)
