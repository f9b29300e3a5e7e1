"""Whether this process lives, and whether it does its work."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

routes = APIRouter()


@routes.get("/livez")
async def livez() -> PlainTextResponse:
    return PlainTextResponse("ok")


@routes.get("/readyz")
async def readyz(request: Request) -> PlainTextResponse:
    wrong = await request.app.state.node.ready()
    return PlainTextResponse("\n".join(wrong or ["ready"]), 503 if wrong else 200)
