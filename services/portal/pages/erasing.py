"""Erasure of a child's keys: two people agree, the personvernombud may say no, and the family sees how far it is."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.attachments import document
from services.portal.pages.family import consents
from services.portal.visit import Employed, Guardian, Id, Ombud, Visit
from services.portal.words import _
from shared.contracts import consent
from shared.contracts.common import Done

routes = APIRouter()
GROUNDS: Mapping[Id, str] = {
    "pvf-17-1": _(
        "Opplysningene trengs ikke lenger, eller er behandlet ulovlig (personvernforordningen art. 17 nr. 1)"
    ),
    "pvf-17-1-e": _("Et vedtak eller en dom krever det (personvernforordningen art. 17 nr. 1 e)"),
}
STOPPED: Mapping[str, type[consent.ErasureCommand]] = {"avbryt": consent.CancelErasure, "nei": consent.VetoErasure}
KEPT: Mapping[str, type[consent.ErasureCommand]] = {
    "ta-vare": consent.SetLegalHold, "slipp": consent.LiftLegalHold, "ikke-arkiv": consent.DecideNothingToArchive
}  # fmt: skip


@routes.get("/sletting/{child}")
async def one(visit: Employed, child: Id) -> Response:
    return await show(visit, child)


async def show(visit: Visit, child: Id) -> Response:
    found = await visit.ask(consent.ReadErasure(child=child), consent.ErasureView)
    return visit.page("erasing.html", found=found, grounds=GROUNDS)


@routes.post("/sletting/{child}/foresla")
async def propose(visit: Employed, child: Id) -> Response:
    said = {name: visit.given(name) for name in ("legal_basis", "reason")}
    done = await visit.send("propose", consent.ProposeErasure, child=child, **said)
    return await _then(visit, child, "erasure-proposed", done)


@routes.post("/sletting/{child}/bekreft/{erasure}")
async def confirm(visit: Employed, child: Id, erasure: Id) -> Response:
    done = await visit.send("confirm", consent.ConfirmErasure, child=child, erasure=erasure)
    return await _then(visit, child, "erasure-confirmed", done)


@routes.post("/sletting/{child}/avbryt/{erasure}")
async def cancel(visit: Employed, child: Id, erasure: Id) -> Response:
    return await _stop(visit, child, erasure, "avbryt")


@routes.post("/sletting/{child}/nei/{erasure}")
async def veto(visit: Ombud, child: Id, erasure: Id) -> Response:
    return await _stop(visit, child, erasure, "nei")


async def _stop(visit: Visit, child: Id, erasure: Id, how: str) -> Response:
    done = await visit.send(how, STOPPED[how], child=child, erasure=erasure, reason=visit.given("reason"))
    return await _then(visit, child, "erasure-stopped", done)


@routes.post("/sletting/{child}/{what}")
async def keep(visit: Employed, child: Id, what: str) -> Response:
    if what not in KEPT:
        raise HTTPException(404)
    done = await visit.send(what, KEPT[what], child=child, reason=visit.given("reason"))
    return await _then(visit, child, "erasure-decided", done)


async def _then(visit: Visit, child: Id, notice: str, done: Done | None) -> Response:
    return await visit.go(f"/sletting/{child}", notice, done) if done else await show(visit, child)


# --- The proof --------------------------------------------------------------------------------------------------------


@routes.get("/sletting/{child}/bevis.json")
async def proof(visit: Employed, child: Id) -> Response:
    return await _proof(visit, child)


@routes.get("/familie/{child}/sletting")
async def for_the_family(visit: Guardian, child: Id) -> Response:
    found = await visit.ask(consent.ReadErasure(child=child), consent.ErasureView)
    return visit.page("erased.html", family=await consents(visit, child), found=found)


@routes.get("/familie/{child}/sletting/bevis.json")
async def proof_for_the_family(visit: Guardian, child: Id) -> Response:
    return await _proof(visit, child)


async def _proof(visit: Visit, child: Id) -> Response:
    found = await visit.ask(consent.ReadErasure(child=child), consent.ErasureView)
    if found.certificate is None:
        raise HTTPException(404)
    return document("bevis-sletting.json", found.certificate.model_dump(mode="json"))
