"""Signing in by a provider, and out again when the provider says so."""

import logging
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import StringConstraints
from starlette.exceptions import HTTPException

from services.portal.pages.start import BACK, enter
from services.portal.refusals import Page
from services.portal.sessions import Login
from services.portal.signin.doors import person_of
from services.portal.signin.kept import Kept
from services.portal.signin.party import Party
from services.portal.signin.refusals import NotLetIn, Unproven, Why
from services.portal.visit import Portal, form_of, portal_of
from services.portal.words import _

AT = "/inn/{kommune}/{provider}"
routes = APIRouter(prefix=AT)
machines = APIRouter(prefix=AT)
"""What no browser sends: it proves itself by a signature, and by nothing that a browser would add."""
log = logging.getLogger(__name__)
MAX_AGE = 600  # seconds that the cookie of a sign-in under way lives
NO: Mapping[Why, Page] = {
    Why.STOPPED: Page(_("Du er ikke logget inn"), _("Innloggingen ble avbrutt. Du kan prøve igjen når du vil.")),
    Why.UNPROVEN: Page(
        _("Innloggingen gikk ikke"),
        _("Den tok for lang tid, eller den ble startet et annet sted. Prøv igjen herfra, i ett vindu om gangen."),
    ),
    Why.TOO_WEAK: Page(
        _("Du må logge inn på en sikrere måte"),
        _("Her står det opplysninger om barn. Velg en innlogging på høyeste sikkerhetsnivå, for eksempel BankID."),
    ),
    Why.NO_SUBJECT: Page(
        _("Vi kan ikke se hvem du er"),
        _("Innloggingen sa ikke hvilket nummer du har hos oss. Ta kontakt med barnehagen eller kommunen."),
    ),
    Why.AWAY: Page(_("Innloggingen svarer ikke"), _("Vent litt, og prøv igjen. Feilen er ikke hos deg.")),
}
NOBODY = {
    "family": Page(
        _("Vi finner ikke deg her"),
        _(
            "Folkeregisteret har ikke sagt at du er forelder til et barn i en tjeneste i kommunen. Bor barnet i en "
            "annen kommune, logger du inn der. Er dette feil, tar du kontakt med barnehagen eller kommunen."
        ),
    ),
    "staff": Page(
        _("Du står ikke på listen over ansatte"),
        _(
            "Innloggingen gikk bra, men kommunen har ikke meldt at du arbeider med dette. Be lederen din om å legge "
            "deg til, og gi kjennemerket under."
        ),
    ),
}
Part = Annotated[str, StringConstraints(pattern=r"^[0-9a-z-]{1,40}$")]
Ours = Annotated[Portal, Depends(portal_of)]


async def _party(portal: Ours, kommune: Part, provider: Part) -> Party:
    found = portal.doors.party(f"/inn/{kommune}/{provider}")
    if found is None:
        raise HTTPException(404)
    return found


At = Annotated[Party, Depends(_party)]


@routes.get("")
async def begin(request: Request, portal: Ours, party: At) -> Response:
    """Only from our own pages: another site starts nothing here."""
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return RedirectResponse("/", 303)
    if portal.doors.begun.full(request.client.host if request.client else ""):
        raise HTTPException(429)
    asked = request.query_params
    back = asked.get("til", "")
    back = back if BACK.fullmatch(back) else ""
    attempt = await portal.doors.attempts.begin(party.door.path, back, fresh=bool(back or asked.get("igjen")))
    try:
        where = await party.begin(attempt)
    except NotLetIn as no:
        return _refused(portal, party, no)
    response = RedirectResponse(where, 303)
    response.set_cookie(
        portal.doors.cookie(tls=portal.tls), attempt.secret, path="/", secure=portal.tls, httponly=True, samesite="lax",
        max_age=MAX_AGE,
    )  # fmt: skip
    return response


@routes.get("/svar")
async def answer(request: Request, portal: Ours, party: At) -> Response:
    try:
        response = await _let_in(request, portal, party)
    except NotLetIn as no:
        response = _refused(portal, party, no)
    name = portal.doors.cookie(tls=portal.tls)
    response.delete_cookie(name, path="/", secure=portal.tls, httponly=True, samesite="lax")
    return response


async def _let_in(request: Request, portal: Portal, party: Party) -> Response:
    """Who signs in gets a session that nobody has seen before, whatever cookies came along."""
    attempt = await portal.doors.attempts.take(request.cookies.get(portal.doors.cookie(tls=portal.tls), ""))
    if attempt is None or attempt.door != party.door.path:
        raise Unproven("no-attempt-here")
    told = request.query_params.multi_items()
    if len({name for name, _value in told}) < len(told):
        raise Unproven("said-twice")
    shown = await party.finish(attempt, dict(told))
    try:
        person, name = await person_of(party.door, shown, portal.directory, portal.client)
    except NotLetIn as no:
        known = shown.subject if party.door.provider.who == "staff" else None
        return _refused(portal, party, no, known)
    kept = Kept(name=name, id_token=shown.id_token)
    login = Login(party.door.path, shown.at, shown.sub, shown.sid, kept)
    return await enter(request, portal, person, attempt.back, login, party.door.provider.level)


def _refused(portal: Portal, party: Party, no: NotLetIn, known: str | None = None) -> Response:
    """known: what a leader needs to let them in next time."""
    log.warning("sign-in refused", extra={"kind": no.why.value, "code": no.detail})
    says = NO.get(no.why) or NOBODY[party.door.provider.who]
    status = 503 if no.why is Why.AWAY else 403
    again = f"{party.door.path}?igjen=1"
    named = party.door.provider.name
    return portal.view.page("not_let_in.html", status=status, problem=says, again=again, provider=named, known=known)


@routes.get("/jwks")
async def keys(party: At) -> Response:
    """By what the provider knows that it is us."""
    return JSONResponse({"keys": [party.door.public_key]})


@routes.get("/ut")
async def from_the_front(request: Request, portal: Ours, party: At) -> Response:
    """The provider's page asks for it in a frame: without our cookie, and nothing is shown in a frame.

    Whoever knows the provider's own session could end ours by it, which tells and opens nothing.
    """
    told = request.query_params
    if told.get("iss") == party.door.provider.issuer:
        await portal.sessions.close_by_provider(party.door.path, None, told.get("sid"))
    return Response(status_code=200)


@machines.post("/ut")
async def from_behind(request: Request, portal: Ours, party: At) -> Response:
    sent = await form_of(request)
    try:
        sub, sid = await party.ended(sent.get("logout_token", ""))
    except NotLetIn as no:
        log.warning("logout refused", extra={"kind": no.why.value, "code": no.detail})
        return JSONResponse({"error": "invalid_request"}, 400)
    await portal.sessions.close_by_provider(party.door.path, sub, sid)
    return Response(status_code=200)
