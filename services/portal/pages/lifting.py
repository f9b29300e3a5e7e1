"""A stuck case is lifted to koordinerende enhet: openly where the family has let it in, else without whom it is about.

The advice is written down by whoever was asked, or by the stafettholder.
"""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal import refusals
from services.portal.pages.advice import TRACES, known
from services.portal.pages.log import read, shown
from services.portal.visit import Id, Staff, Visit
from shared.contracts import case
from shared.contracts.case.consultation import Found, TextCheck

routes = APIRouter()
LOOKED_THROUGH = frozenset(refusals.text(code) for code in ("IdentifyingText", "PerhapsIdentifyingText"))


@routes.get("/logg/{log}/loft")
async def lifting(visit: Staff, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    view, unit = await read(visit, log), visit.municipality.coordinating
    if unit is None:
        raise HTTPException(404)
    let_in = any(one.owner == unit.owner and one.consent == "active" for one in view.services)
    found = await _found(visit, log)
    return shown(visit, "lifting.html", view, unit=unit, let_in=let_in, found=found, traces=TRACES)


async def _found(visit: Visit, log: Id) -> tuple[Found, ...]:
    """What in a text that was not sent leads to somebody, or may."""
    if visit.form("lift").problem not in LOOKED_THROUGH:
        return ()
    looked = case.CheckLift(stafettlogg=log, question=visit.sent["question"], known=known(visit))
    return (await visit.ask(looked, TextCheck)).found


@routes.post("/logg/{log}/loft")
async def lift(visit: Staff, log: Id) -> Response:
    done = await visit.send(
        "lift",
        case.LiftToCoordination,
        stafettlogg=log,
        lift=visit.key,
        question=visit.given("question"),
        anonymous=visit.sent.get("how") != "open",
        known=known(visit),
        confirmed="confirmed" in visit.sent,
    )
    return await visit.go(f"/logg/{log}/loft", "lifted", done) if done else await show(visit, log)


@routes.post("/logg/{log}/loft/{lift}")
async def write_down(visit: Staff, log: Id, lift: Id) -> Response:
    said = {"lift": lift, "advice": visit.given("advice")}
    done = await visit.send(f"advice-{lift}", case.RecordAdvice, stafettlogg=log, **said)
    return await visit.go(f"/logg/{log}/loft", "advice-recorded", done) if done else await show(visit, log)
