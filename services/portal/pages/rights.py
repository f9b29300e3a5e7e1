"""«Mine opplysninger»: a guardian asks for everything that is held about the child, and fetches it."""

from typing import Any

import orjson
from fastapi import APIRouter
from fastapi.responses import Response

from services.portal import insight
from services.portal.acts import ACTS
from services.portal.package import own_words, parts, portable
from services.portal.pages.family import consents
from services.portal.visit import Guardian, Visit
from shared.contracts import case, consent
from shared.contracts.common import Id

routes = APIRouter()


@routes.get("/familie/{child}/opplysninger")
async def mine(visit: Guardian, child: Id) -> Response:
    return await show(visit, child)


async def show(visit: Visit, child: Id) -> Response:
    found = await visit.ask(consent.ReadRights(child=child), consent.Rights)
    return visit.page("rights.html", family=await consents(visit, child), requests=found.requests)


@routes.post("/familie/{child}/innsyn")
async def ask(visit: Guardian, child: Id) -> Response:
    done = await visit.send("access", consent.RequestAccess, child=child, request=visit.key)
    return await visit.go(f"/familie/{child}/opplysninger", "access-asked", done) if done else await show(visit, child)


@routes.get("/familie/{child}/innsyn/{request}")
async def read(visit: Guardian, child: Id, request: Id) -> Response:
    given = await parts(visit, case.ReadAccessPart(child=child, request=request))
    family = await consents(visit, child)
    return visit.page("access.html", family=family, request=request, parts=given, insight=insight, acts=ACTS)


@routes.get("/familie/{child}/innsyn/{request}/alt.json")
async def download(visit: Guardian, child: Id, request: Id) -> Response:
    return _file("innsyn", await portable(visit, child, request))


@routes.get("/familie/{child}/eget.json")
async def take_along(visit: Guardian, child: Id) -> Response:
    return _file("eget", await own_words(visit, child))


def _file(name: str, content: dict[str, Any]) -> Response:
    return Response(
        orjson.dumps(content, option=orjson.OPT_INDENT_2), media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{name}.json"', "cache-control": "no-store"},
    )  # fmt: skip
