"""A giver's own copy of a consent: a page to print, and the same for machines elsewhere."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.attachments import document
from services.portal.pages.family import consents
from services.portal.visit import Id, OfFamily
from shared.contracts import consent

routes = APIRouter()


@routes.get("/familie/{child}/samtykke/{which}")
async def receipt(visit: OfFamily, child: Id, which: Id) -> Response:
    known = await consents(visit, child)
    item = next((item for item in known.consents if item.consent == which), None)
    if item is None:
        raise HTTPException(404)
    return visit.page("receipt.html", family=known, consent=item)


@routes.get("/familie/{child}/samtykke/{which}/{form}.json")
async def export(visit: OfFamily, child: Id, which: Id, form: consent.Format) -> Response:
    asking = consent.ExportConsent(child=child, consent=which, format=form)
    made = await visit.ask(asking, consent.Exported)
    return document(f"samtykke-{form}.json", made.document)
