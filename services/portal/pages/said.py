"""What somebody has written in the log: their own is corrected or taken back, and a parent may disagree with any."""

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.pages.log import home, read, shown
from services.portal.stories import Names, timeline
from services.portal.visit import Around, Id, OfFamily, Visit
from shared.contracts import case
from shared.contracts.common import Command

routes = APIRouter()


class Doing(NamedTuple):
    command: type[Command]
    field: str
    notice: str


DOING: Mapping[str, Doing] = {
    "rett": Doing(case.CorrectContribution, "text", "corrected"),
    "trekk": Doing(case.RetractContribution, "reason", "retracted"),
}


@routes.get("/logg/{log}/tekst/{contribution}")
async def own(visit: Around, log: Id, contribution: Id) -> Response:
    return await show(visit, log, contribution)


async def show(visit: Visit, log: Id, contribution: Id) -> Response:
    view = await read(visit, log)
    history = await visit.ask(case.ReadContribution(contribution=contribution), case.ContributionHistory)
    if history.stafettlogg != log:
        raise HTTPException(404)
    return shown(visit, "own_text.html", view, history=history)


@routes.post("/logg/{log}/tekst/{contribution}/{what}")
async def mend(visit: Around, log: Id, contribution: Id, what: str) -> Response:
    if (doing := DOING.get(what)) is None:
        raise HTTPException(404)
    view = await read(visit, log)
    fields = {"contribution": contribution, doing.field: visit.given(doing.field)}
    done = await visit.send(what, doing.command, **fields)
    return await visit.go(home(visit, view), doing.notice, done) if done else await show(visit, log, contribution)


@routes.get("/logg/{log}/uenig/{entry}")
async def disagreeing(visit: OfFamily, log: Id, entry: Id) -> Response:
    return await show_disagreeing(visit, log, entry)


async def show_disagreeing(visit: Visit, log: Id, entry: Id) -> Response:
    view = await read(visit, log)
    names = Names(view, visit.portal.directory, visit.services)
    line = next((one for one in timeline(view, names) if one.id == entry), None)
    if line is None:
        raise HTTPException(404)
    return shown(visit, "disagreeing.html", view, line=line)


@routes.post("/logg/{log}/uenig/{entry}")
async def disagree(visit: OfFamily, log: Id, entry: Id) -> Response:
    view = await read(visit, log)
    done = await visit.send("disagree", case.Disagree, stafettlogg=log, entry=entry, text=visit.given("text"))
    return await visit.go(home(visit, view), "disagreed", done) if done else await show_disagreeing(visit, log, entry)
