"""One tiltak or proposal, for whoever is around the child: answered, evaluated, then continued, changed or ended."""

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.effects import EFFECTS
from services.portal.pages.log import read
from services.portal.stories import Names
from services.portal.visit import Around, Id, Visit
from services.portal.words import FAMILY
from shared.contracts import case
from shared.contracts.common import Command, Owner, Role

routes = APIRouter()
WORDS = ("title", "description")


class Doing(NamedTuple):
    command: type[Command]
    fields: tuple[str, ...]
    notice: str


DOING: Mapping[str, Doing] = {
    "avtal": Doing(case.AgreeMeasure, (*WORDS, "responsible", "evaluate_on"), "agreed"),
    "si-nei": Doing(case.DeclineMeasure, ("reason",), "not-agreed"),
    "evaluer": Doing(case.EvaluateMeasure, ("effect", "happened", "childs_view", "parents_view"), "evaluated"),
    "fortsett": Doing(case.ContinueMeasure, ("evaluate_on",), "changed"),
    "endre": Doing(case.ChangeMeasure, (*WORDS, "responsible", "evaluate_on"), "changed"),
    "avslutt": Doing(case.EndMeasure, ("reason",), "measure-ended"),
}


def back(visit: Visit, log: case.StafettloggView) -> str:
    if visit.me.role is Role.GUARDIAN:
        return f"/familie/{log.child}#avtalt"
    return f"/logg/{log.stafettlogg}#tiltak"


def offered(visit: Visit, log: case.StafettloggView, item: case.Measure | case.Proposal) -> tuple[str, ...]:
    """What this person may do with it now, as the services will say too."""
    me, parent = visit.me.id, visit.me.role is Role.GUARDIAN
    if log.closed_at:
        return ()
    if isinstance(item, case.Proposal):
        agree = me == log.holder or (parent and item.at_home)
        decline = parent or (me == log.holder and not item.at_home)
        return (*(["avtal"] if agree else []), *(["si-nei"] if decline else []))
    if not (parent if item.at_home else me in {item.responsible, log.holder}):
        return ()
    return ("evaluer", "endre") if item.stage is case.MeasureStage.AGREED else ("fortsett", "endre", "avslutt")


@routes.get("/tiltak/{log}/{measure}")
async def one_measure(visit: Around, log: Id, measure: Id) -> Response:
    return await show(visit, log, measure)


async def show(visit: Visit, log: Id, measure: Id) -> Response:
    view = await read(visit, log)
    item = find(view, measure)
    at_home = FAMILY if item.at_home else None
    return visit.page(
        "measure.html",
        log=view,
        item=item,
        names=Names(view, visit.portal.directory, visit.services),
        offered=offered(visit, view, item),
        able=[one for one in view.participants if _theirs(one.owner, at_home)],
        proposed=isinstance(item, case.Proposal),
        effects=EFFECTS,
        back=back(visit, view),
    )


def _theirs(owner: Owner, at_home: Owner | None) -> bool:
    return (owner == FAMILY) == (at_home is not None)


def find(view: case.StafettloggView, measure: Id) -> case.Measure | case.Proposal:
    every: tuple[case.Measure | case.Proposal, ...] = (*view.proposals, *view.measures, *view.ended_measures)
    if (item := next((one for one in every if one.measure == measure), None)) is None:
        raise HTTPException(404)
    return item


@routes.post("/tiltak/{log}/{measure}/{what}")
async def do(visit: Around, log: Id, measure: Id, what: str) -> Response:
    if (doing := DOING.get(what)) is None:
        raise HTTPException(404)
    view = await read(visit, log)
    item = find(view, measure)
    fields = {name: visit.given(name) for name in doing.fields}
    if isinstance(item, case.Proposal) and what == "avtal":
        fields |= item.model_dump(include={"goal", "bank", "at_home"})
    done = await visit.send(what, doing.command, stafettlogg=log, measure=measure, **fields)
    return await visit.go(back(visit, view), doing.notice, done) if done else await show(visit, log, measure)


@routes.post("/tiltak/{log}")
async def propose(visit: Around, log: Id) -> Response:
    """From a small form on the page of the log, which is shown again by its own page when something is missing."""
    view = await read(visit, log)
    said = {name: visit.given(name) for name in WORDS} | {"at_home": "at_home" in visit.sent}
    done = await visit.send("proposal", case.ProposeMeasure, stafettlogg=log, measure=visit.key, **said)
    return (
        await visit.go(back(visit, view), "proposed", done)
        if done
        else visit.page("proposal.html", log=view, back=back(visit, view))
    )
