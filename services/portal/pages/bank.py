"""The municipality's tiltaksbank, for a child with a stafettlogg: the stafettholder agrees one, others propose it."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.pages.log import holds, read, shown
from services.portal.pages.measures import back
from services.portal.texts import HOME, begun_with, texts
from services.portal.texts import bank as suited
from services.portal.visit import Around, Id, Visit
from services.portal.words import FAMILY, _
from shared.contracts import case

routes = APIRouter()
THEMES: Mapping[str, str] = {
    "trygghet": _("Trygghet"),
    "samspill": _("Samspill og lek"),
    "sprak": _("Språk"),
    "overganger": _("Overganger"),
    "folelser": _("Følelser"),
    "mat": _("Mat"),
    "sovn": _("Søvn og hvile"),
    "helse": _("Helse"),
    "foreldre": _("Foreldre"),
    "nettverk": _("Nettverk"),
    "egen-praksis": _("Egen praksis"),
}
"""Those that are shipped; another is called by its code."""


@routes.get("/logg/{log}/tiltaksbank")
async def browse(visit: Around, log: Id) -> Response:
    view = await read(visit, log)
    places = {HOME} if visit.me.owner == FAMILY else {HOME, *(one.owner for one in view.participants)}
    found = suited(await texts(visit), view.level, places)
    return shown(visit, "bank.html", view, bank=found, themes=THEMES)


@routes.get("/logg/{log}/tiltaksbank/{bank}")
async def one(visit: Around, log: Id, bank: Id) -> Response:
    return await show(visit, log, bank)


async def show(visit: Visit, log: Id, bank: Id) -> Response:
    view, taken = await read(visit, log), await find(visit, bank)
    at_home = taken.place == HOME
    able = [one for one in view.participants if (one.owner == FAMILY) == at_home]
    filled = begun_with(visit.form("taken"), taken)
    agrees = _agrees(visit, view, at_home=at_home)
    return shown(visit, "bank_one.html", view, taken=taken, able=able, f=filled, agrees=agrees)


async def find(visit: Visit, bank: Id) -> case.BankMeasure:
    found = next((one for one in (await texts(visit)).tiltaksbank if one.id == bank), None)
    if found is None:
        raise HTTPException(404)
    return found


def _agrees(visit: Visit, view: case.StafettloggView, *, at_home: bool) -> bool:
    """The parents themselves agree what is theirs to do; everybody else but the stafettholder proposes."""
    return holds(visit, view) or (at_home and visit.me.owner == FAMILY)


@routes.post("/logg/{log}/tiltaksbank/{bank}")
async def take(visit: Around, log: Id, bank: Id) -> Response:
    view, taken = await read(visit, log), await find(visit, bank)
    at_home = taken.place == HOME
    said = {name: visit.given(name) for name in ("title", "description")}
    of = {"stafettlogg": log, "measure": visit.key, "bank": taken.id, "at_home": at_home, **said}
    if _agrees(visit, view, at_home=at_home):
        who = {name: visit.given(name) for name in ("responsible", "evaluate_on")}
        done, notice = await visit.send("taken", case.AgreeMeasure, **of, **who), "agreed"
    else:
        done, notice = await visit.send("taken", case.ProposeMeasure, **of), "proposed"
    return await visit.go(back(visit, view), notice, done) if done else await show(visit, log, bank)
