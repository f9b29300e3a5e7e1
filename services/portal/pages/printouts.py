"""Pages that people take along on paper."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.package import package
from services.portal.pages import family, meeting, receipts, rights
from services.portal.pages import log as logs
from services.portal.paper import printed
from services.portal.visit import Around, Id, OfFamily, Staff

routes = APIRouter()


@routes.get("/logg/{log}/utskrift.pdf")
async def one_log(visit: Staff, log: Id) -> Response:
    return await printed(visit, "stafettlogg.pdf", logs.readable(visit, log))


@routes.get("/logg/{log}/mote/{held}/utskrift.pdf")
async def minutes(visit: Around, log: Id, held: Id) -> Response:
    return await printed(visit, "referat.pdf", meeting.show(visit, log, held))


@routes.get("/familie/{child}/utskrift.pdf")
async def own_child(visit: OfFamily, child: Id) -> Response:
    return await printed(visit, "stafettlogg.pdf", family.show(visit, child, everything=True))


@routes.get("/familie/{child}/samtykke/{which}/utskrift.pdf")
async def receipt(visit: OfFamily, child: Id, which: Id) -> Response:
    return await printed(visit, "samtykke.pdf", receipts.receipt(visit, child, which))


@routes.get("/familie/{child}/innsyn/{request}/utskrift.pdf")
async def answer(visit: OfFamily, child: Id, request: Id) -> Response:
    whole = await package(visit, child, request)
    if not whole.printable:
        return await visit.go(f"/familie/{child}/innsyn/{request}", "too-much-to-print")
    return await printed(visit, "innsyn.pdf", rights.show_answer(visit, whole, request))
