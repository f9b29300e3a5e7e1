"""`/api/v1`: an application of its own beside the pages, which shares no cookie, no form and no page with them."""

from functools import cache

import orjson
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.routing import Route

from services.portal import refusals
from services.portal.api import problems
from services.portal.api.description import document
from services.portal.api.serving import JSON, serve
from services.portal.api.tokens import token

AT = "/api/v1"


@cache
def _described() -> bytes:
    return orjson.dumps(document())


async def described(_: Request) -> Response:
    return Response(_described(), media_type=JSON)


async def codes(_: Request) -> Response:
    """What each code means, in bokmål."""
    return JSONResponse({code: str(text) for code, text in refusals.TEXTS.items()})


def api(state: State) -> Starlette:
    """state: the portal's own, whose `api` is there when it has started."""
    app = Starlette(
        routes=[
            Route("/openapi.json", described),
            Route("/problems", codes),
            Route("/token", token, methods=["POST"]),
            Route("/{owner}/{name}", serve, methods=["GET", "POST"]),
        ]
    )
    app.state = state
    problems.handle(app)
    return app
