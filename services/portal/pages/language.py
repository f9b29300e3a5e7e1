"""Choosing the language of the pages. Who is signed in keeps it, others have it while the browser is open."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal import languages
from services.portal.visit import Portal, form_of, portal_of

routes = APIRouter()
OURS = re.compile(r"/(?!/)[\w./?&=%+:~,;@!*()'-]{0,500}", re.ASCII)


@routes.post("/sprak")
async def choose(request: Request, portal: Annotated[Portal, Depends(portal_of)]) -> Response:
    sent = await form_of(request)
    chosen = languages.BY_CODE.get(sent.get("language", ""))
    if chosen is None:
        raise HTTPException(404)
    session = await portal.sessions.find(request.cookies.get(portal.cookie, ""))
    if session and chosen in languages.offered(session.actor.role):
        await portal.sessions.speak(session.actor, chosen.code)
    back = sent.get("til", "")
    response = RedirectResponse(back if OURS.fullmatch(back) else "/hjem", 303)
    response.set_cookie(languages.COOKIE, chosen.code, path="/", secure=portal.tls, httponly=True, samesite="lax")
    return response
