"""One meeting: shown on the wall while it lasts, its minutes written at the end in one form, read and mended after."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.effects import EFFECTS
from services.portal.pages.log import read, shown
from services.portal.recording import carry_out, parts
from services.portal.texts import HOME, bank, checklist, texts
from services.portal.view import Filled
from services.portal.visit import Around, Id, Staff, Visit
from shared.contracts import case

routes = APIRouter()
NOW = "na"  # a meeting that nobody called
AT_FIRST, MOST = 2, 10


@routes.get("/logg/{log}/mote/{meeting}")
async def meeting(visit: Around, log: Id, meeting: Id) -> Response:
    return await show(visit, log, meeting)


async def show(visit: Visit, log: Id, meeting: Id) -> Response:
    view = await read(visit, log)
    item = find(view, meeting)
    if item is None or item.stage is case.MeetingStage.CALLED:
        return shown(visit, "meeting.html", view, item=item, meeting=meeting, **await _at_hand(visit, view))
    agreed = [one for one in (*view.measures, *view.ended_measures) if one.meeting == meeting]
    return shown(visit, "minutes.html", view, item=item, agreed=agreed)


def find(log: case.StafettloggView, meeting: Id) -> case.Meeting | None:
    """None: it begins now, and nobody called it."""
    found = next((one for one in log.meetings if one.meeting == meeting), None)
    if found is None and meeting != NOW:
        raise HTTPException(404)
    return found


async def _at_hand(visit: Visit, view: case.StafettloggView) -> dict[str, Any]:
    """What a meeting needs beside the log itself."""
    published, filled = await texts(visit), visit.form("meeting")
    written = sum(f"measures-{n}-title" in filled.values for n in range(MOST))
    return {
        "effects": EFFECTS,
        "bank": bank(published, view.level, _places(view)),
        "checklist": checklist(published, "evaluering"),
        "rows": min(max(AT_FIRST, written + ("more" in filled.values)), MOST),
    }


def _places(view: case.StafettloggView) -> set[str]:
    return {HOME, *(one.owner for one in view.participants)}


@routes.post("/logg/{log}/mote/{meeting}")
async def record(visit: Staff, log: Id, meeting: Id) -> Response:
    view = await read(visit, log)
    find(view, meeting)
    if "more" in visit.sent:
        visit.refused = Filled("meeting", visit.sent)
        return await show(visit, log, meeting)
    published = {one.id: one for one in (await texts(visit)).tiltaksbank}
    wanted = parts(visit, view, visit.key if meeting == NOW else meeting, published)
    done = await carry_out(visit, "meeting", wanted)
    return await visit.go(f"/logg/{log}/mote", "meeting-held", done) if done else await show(visit, log, meeting)


@routes.post("/logg/{log}/mote/{meeting}/rett")
async def correct(visit: Staff, log: Id, meeting: Id) -> Response:
    said = {"meeting": meeting, "minutes": visit.given("minutes")}
    done = await visit.send("correct", case.CorrectMinutes, stafettlogg=log, **said)
    if done is None:
        return await show(visit, log, meeting)
    return await visit.go(f"/logg/{log}/mote/{meeting}", "minutes-corrected", done)
