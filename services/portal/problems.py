"""Every no and every failure becomes a calm page; what went wrong inside is never shown."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal import languages, refusals
from services.portal.visit import NOT_FOR_THEM, SignedOut, portal_of
from shared.database import LOST
from shared.errors import Refused

OURS = 500  # and above: the fault is not the person's


def handle(app: FastAPI) -> None:
    app.add_exception_handler(SignedOut, _signed_out)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_found)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Exception, _failed)
    for lost in LOST:
        app.add_exception_handler(lost, _unavailable)


def _page(request: Request, status: int) -> Response:
    """The same whether the portal came as far as knowing who asks."""
    with languages.asked_for(request, back=False):
        return portal_of(request).view.page("problem.html", status=status, problem=refusals.page(status))


async def _signed_out(request: Request, _error: Exception) -> Response:
    portal = portal_of(request)
    ended = portal.cookie in request.cookies
    return RedirectResponse("/?melding=ended" if ended else "/", 303)


async def _http(request: Request, error: Exception) -> Response:
    return _page(request, error.status_code if isinstance(error, HTTPException) else OURS)


async def _not_found(request: Request, _error: Exception) -> Response:
    return _page(request, 404)


async def _refused(request: Request, error: Exception) -> Response:
    """What is not there, not theirs or hidden is answered alike."""
    status = error.status if isinstance(error, Refused) else OURS
    if status in NOT_FOR_THEM:
        return _page(request, 404)
    return _page(request, 503 if status >= OURS else 422)


async def _unavailable(request: Request, _error: Exception) -> Response:
    return _page(request, 503)


async def _failed(request: Request, _error: Exception) -> Response:
    return _page(request, OURS)
