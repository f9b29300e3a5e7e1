"""Every no as `application/problem+json` (RFC 9457), with the stable code that services and pages know it by."""

from collections.abc import Mapping

import orjson
from fastapi import Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from services.portal import refusals
from services.portal.visit import NOT_FOR_THEM
from shared.database import LOST
from shared.errors import InternalError, InvalidRequest, Refused, Unavailable, Unknown

MEDIA = "application/problem+json"
OURS = 500


class NoToken(Refused):
    """There is no access token, or it has ended."""

    status = 401


class OtherMethod(Refused):
    """The operation has another method."""

    status = 405


class TooLarge(Refused):
    """The request is too large."""

    status = 413


class NotJson(Refused):
    """The body must be JSON."""

    status = 415


class KeyMissing(Refused):
    """A command needs an Idempotency-Key, a UUID."""

    status = 400


class KeyTaken(Refused):
    """This Idempotency-Key belongs to another request."""


class TooMany(Refused):
    """Too many requests in a minute."""

    status = 429
    retryable = True


HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"www-authenticate": "Bearer"},
    429: {"retry-after": "60"},
    503: {"retry-after": "2"},
}
BY_STATUS: Mapping[int, type[Refused]] = {
    404: Unknown, 405: OtherMethod, 413: TooLarge, 415: NotJson, 503: Unavailable,
}  # fmt: skip


def handle(api: Starlette) -> None:
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Exception, _failed)
    for lost in LOST:
        api.add_exception_handler(lost, _unavailable)


def invalid(error: ValidationError) -> Response:
    return problem(InvalidRequest(), refusals.by_field(error))


def problem(
    refusal: Refused, errors: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """errors: by field, what is wrong with it."""
    told = {
        "type": f"/api/v1/problems#{refusal.code}", "title": refusals.text(refusal.code), "status": refusal.status,
        "code": refusal.code, "retryable": refusal.retryable,
    }  # fmt: skip
    more = {**HEADERS.get(refusal.status, {}), **(headers or {})}
    return Response(orjson.dumps(told | ({"errors": errors} if errors else {})), refusal.status, more, MEDIA)


async def _refused(_request: Request, error: Exception) -> Response:
    """What is not there, not theirs or hidden is answered alike; a missing token is told before anything is asked."""
    if not isinstance(error, Refused):
        raise error
    if error.status in NOT_FOR_THEM and not isinstance(error, NoToken):
        return problem(Unknown())
    return problem(error)


async def _http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    kind = BY_STATUS.get(error.status_code, InvalidRequest if error.status_code < OURS else InternalError)
    return problem(kind(), headers=error.headers)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return problem(Unavailable())


async def _failed(_request: Request, _error: Exception) -> Response:
    return problem(InternalError())
