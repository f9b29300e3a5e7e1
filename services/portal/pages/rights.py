"""«Mine opplysninger»: a guardian asks for everything that is held about the child, and fetches it."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.acts import ACTS
from services.portal.attachments import document
from services.portal.package import Package, own_words, package, portable
from services.portal.pages.family import consents
from services.portal.pages.restriction import restrictions
from services.portal.visit import OfFamily, Visit
from services.portal.words import FAMILY
from shared.contracts import case, consent
from shared.contracts.common import Id, Owner

routes = APIRouter()


@routes.get("/familie/{child}/opplysninger")
async def mine(visit: OfFamily, child: Id) -> Response:
    return await show(visit, child)


async def show(visit: Visit, child: Id) -> Response:
    found, wrong, left_alone = await asyncio.gather(
        visit.ask(consent.ReadRights(child=child), consent.Rights),
        rectifications(visit, child),
        restrictions(visit, child),
    )
    family = await consents(visit, child)
    return visit.page("rights.html", family=family, requests=found.requests, wrong=wrong, left_alone=left_alone)


@routes.post("/familie/{child}/innsyn")
async def ask(visit: OfFamily, child: Id) -> Response:
    done = await visit.send("access", consent.RequestAccess, child=child, request=visit.key)
    return await visit.go(f"/familie/{child}/opplysninger", "access-asked", done) if done else await show(visit, child)


@routes.post("/familie/{child}/sletting")
async def ask_erasure(visit: OfFamily, child: Id) -> Response:
    done = await visit.send("erasure", consent.RequestErasure, child=child, request=visit.key)
    return await visit.go(f"/familie/{child}/opplysninger", "erasure-asked", done) if done else await show(visit, child)


@routes.get("/familie/{child}/innsyn/{request}")
async def read(visit: OfFamily, child: Id, request: Id) -> Response:
    return await show_answer(visit, await package(visit, child, request), request)


async def show_answer(visit: Visit, whole: Package, request: Id) -> Response:
    return visit.page("access.html", family=whole.consents, request=request, whole=whole, acts=ACTS)


@routes.get("/familie/{child}/innsyn/{request}/alt.json")
async def download(visit: OfFamily, child: Id, request: Id) -> Response:
    return document("innsyn.json", portable(visit, await package(visit, child, request), request))


@routes.get("/familie/{child}/eget.json")
async def take_along(visit: OfFamily, child: Id) -> Response:
    return document("eget.json", await own_words(visit, child))


# --- Retting ----------------------------------------------------------------------------------------------------------


@routes.get("/familie/{child}/retting/{owner}/{item}")
async def wrong(visit: OfFamily, child: Id, owner: Owner, item: UUID) -> Response:
    return await show_wrong(visit, child, owner, item)


async def show_wrong(visit: Visit, child: Id, owner: Owner, item: UUID) -> Response:
    return visit.page("rectify.html", family=await consents(visit, child), owner=owner, item=item)


@routes.post("/familie/{child}/retting/{owner}/{item}")
async def rectify(visit: OfFamily, child: Id, owner: Owner, item: UUID) -> Response:
    told = {"child": child, "request": visit.key, "item": item, "text": visit.given("text")}
    done = await visit.send_to(owner, "rectify", case.AskRectification, **told)
    if done is None:
        return await show_wrong(visit, child, owner, item)
    return await visit.go(f"/familie/{child}/opplysninger", "rectification-asked", done)


async def rectifications(visit: Visit, child: Id) -> list[tuple[Owner, case.Rectification]]:
    owners = [owner for owner in visit.municipality.services if owner != FAMILY]
    asking = case.ReadRectifications(child=child)
    found = await asyncio.gather(*(visit.ask(asking, case.Rectifications, owner) for owner in owners))
    return [(owner, one) for owner, told in zip(owners, found, strict=True) for one in told.requests]
