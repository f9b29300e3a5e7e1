"""«Hvem har sett på dette?»: which service, when and why, for guardians; and a way to ask for an explanation."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.pages.family import consents
from services.portal.visit import Id, OfFamily, Visit
from shared.contracts import audit

routes = APIRouter()


@routes.get("/familie/{child}/innsyn")
async def looks(visit: OfFamily, child: Id) -> Response:
    return await show(visit, child)


async def show(visit: Visit, child: Id) -> Response:
    known = await consents(visit, child)
    found = await visit.ask(audit.WhoHasLooked(child=child), audit.Looks)
    return visit.page("looks.html", family=known, looks=found.looks)


@routes.post("/familie/{child}/innsyn/{look}")
async def explain(visit: OfFamily, child: Id, look: Id) -> Response:
    done = await visit.send("explanation", audit.AskExplanation, child=child, look=look)
    return await visit.go(f"/familie/{child}/innsyn", "explanation-asked", done) if done else await show(visit, child)
