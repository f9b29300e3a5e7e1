"""For everybody, without signing in: what BTI and a stafettlogg are, an example of one, privacy and accessibility.

Nothing here knows who reads it, so browsers may keep it; it differs by language alone.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.example import example as made_up
from services.portal.stories import Names, timeline
from services.portal.view import Services
from services.portal.visit import Portal, portal_of
from shared.municipality import Municipality

routes = APIRouter()
KEPT = {"cache-control": "public, max-age=3600", "vary": "accept-language, cookie"}
Ours = Annotated[Portal, Depends(portal_of)]


def _place(portal: Ours, kommune: Annotated[str | None, Query(pattern=r"^[0-9]{4}$")] = None) -> Municipality:
    """None: the one whose name stands on the first page."""
    try:
        return portal.directory.municipality(kommune)
    except KeyError:
        raise HTTPException(404) from None


Place = Annotated[Municipality, Depends(_place)]


@routes.get("/om")
async def about(portal: Ours, place: Place) -> Response:
    return _page(portal, "about.html", place)


@routes.get("/personvern")
async def privacy(portal: Ours, place: Place) -> Response:
    return _page(portal, "privacy.html", place)


@routes.get("/tilgjengelighet")
async def accessibility(portal: Ours, place: Place) -> Response:
    return _page(portal, "accessibility.html", place)


@routes.get("/om/eksempel")
async def example(portal: Ours, place: Place) -> Response:
    """A parent's page of an invented child, made by the templates of the real one."""
    shown = made_up()
    names = Names(shown.log, portal.directory, Services(place))
    lines = list(timeline(shown.log, names))
    told = {"me": shown.reader, "log": shown.log, "looks": shown.looks, "names": names, "lines": lines}
    return _page(portal, "example.html", place, example=True, **told)


def _page(portal: Portal, template: str, place: Municipality, **context: Any) -> Response:
    services = Services(place)
    page = portal.view.page(template, municipality=place, service=services.named, listed=services.listed, **context)
    page.headers.update(KEPT)
    return page
