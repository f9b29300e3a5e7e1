"""What barnevernet's leaders write down that changes who decides for a child. Nobody else finds these pages."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.visit import Id, Leader, Visit
from services.portal.words import _
from shared.contracts import consent
from shared.contracts.common import Done

routes = APIRouter()
GROUNDS: Mapping[Id, str] = {
    "bvl-5-1": _("Vedtak om omsorgsovertakelse (barnevernsloven § 5-1)"),
    "bvl-4-2": _("Akuttvedtak om omsorgsovertakelse (barnevernsloven § 4-2)"),
}
SUSPECTED: Id = "bvl-13-2"


@routes.get("/omsorg/{child}")
async def one(visit: Leader, child: Id) -> Response:
    return await show(visit, child)


async def show(visit: Visit, child: Id) -> Response:
    found = await visit.ask(consent.ReadCare(child=child), consent.CareView)
    return visit.page("care.html", found=found, grounds=GROUNDS)


@routes.post("/omsorg/{child}/overta")
async def take_over(visit: Leader, child: Id) -> Response:
    said = {name: visit.given(name) for name in ("legal_basis", "valid_from", "valid_to")}
    return await _then(visit, child, await visit.send("care", consent.RegisterCareOrder, child=child, **said))


@routes.post("/omsorg/{child}/slutt")
async def give_back(visit: Leader, child: Id) -> Response:
    return await _then(visit, child, await visit.send("over", consent.EndCareOrder, child=child))


@routes.post("/omsorg/{child}/mistanke/{guardian}")
async def suspect(visit: Leader, child: Id, guardian: Id) -> Response:
    about = {"child": child, "guardian": guardian}
    said = {name: visit.given(name) for name in ("valid_from", "valid_to")}
    done = await visit.send(guardian, consent.RegisterSuspicion, **about, legal_basis=SUSPECTED, **said)
    return await _then(visit, child, done)


@routes.post("/omsorg/{child}/mistanke/{guardian}/slutt")
async def no_longer(visit: Leader, child: Id, guardian: Id) -> Response:
    about = {"child": child, "guardian": guardian}
    return await _then(visit, child, await visit.send(guardian, consent.LiftSuspicion, **about))


async def _then(visit: Visit, child: Id, done: Done | None) -> Response:
    return await visit.go(f"/omsorg/{child}", "care-registered", done) if done else await show(visit, child)
