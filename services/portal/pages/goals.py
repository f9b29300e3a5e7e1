"""What the log is about, and what those around the child hope for; earlier words stay readable."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.pages.log import page_of
from services.portal.visit import Around, Id, Staff, Visit
from shared.contracts import case
from shared.contracts.common import Command

routes = APIRouter()


class Doing(NamedTuple):
    command: type[Command]
    fields: Mapping[str, str]  # of the command, as the form calls them
    notice: str


DOING: Mapping[str, Doing] = {
    "endre": Doing(case.ChangeGoal, {"text": "goal"}, "goal-changed"),
    "avslutt": Doing(case.EndGoal, {"reached": "reached", "reason": "reason"}, "goal-ended"),
}


@routes.get("/logg/{log}/mal")
async def goals(visit: Around, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    return await page_of(visit, "goals.html", log)


@routes.post("/logg/{log}/mal")
async def add(visit: Staff, log: Id) -> Response:
    fields = {"goal": visit.key, "text": visit.given("goal")}
    return await _do(visit, log, "add", Doing(case.AddGoal, {"text": "goal"}, "goal-added"), fields)


@routes.post("/logg/{log}/oppmerksomhet")
async def change_attention(visit: Staff, log: Id) -> Response:
    doing = Doing(case.ChangeAttention, {}, "attention-changed")
    return await _do(visit, log, "about", doing, {"attention": visit.given("attention")})


@routes.post("/logg/{log}/mal/{goal}/{what}")
async def do(visit: Staff, log: Id, goal: Id, what: str) -> Response:
    if (doing := DOING.get(what)) is None:
        raise HTTPException(404)
    fields = {name: visit.given(sent) for name, sent in doing.fields.items()}
    return await _do(visit, log, f"{what}-{goal}", doing, fields | {"goal": goal})


async def _do(visit: Visit, log: Id, form: str, doing: Doing, fields: Mapping[str, Any]) -> Response:
    if done := await visit.send(form, doing.command, stafettlogg=log, **fields):
        return await visit.go(f"/logg/{log}/mal", doing.notice, done)
    visit.point(**doing.fields)
    return await show(visit, log)
