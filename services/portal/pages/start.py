"""The first page, coming in and going out. In the demo a visitor may choose whom to be."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

import uuid_utils.compat as uuid
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal import dates
from services.portal.directory import Directory, Person
from services.portal.sessions import Login, Session
from services.portal.signin.refusals import NotLetIn
from services.portal.view import Services
from services.portal.visit import Anyone, Portal, Visit, form_of, portal_of
from services.portal.words import _
from shared.contracts.common import Kommune, Owner, Role
from shared.decider import Act
from shared.municipality import Municipality

routes = APIRouter()
HOMES: Mapping[Role, str] = {
    Role.EMPLOYEE: "/oppgaver",
    Role.LEADER: "/oppgaver",
    Role.GUARDIAN: "/familie",
    Role.YOUTH: "/familie",
    Role.DPO: "/kontroll",
    Role.ADMINISTRATOR: "/administrasjon",
}
TRY: Mapping[str, str] = {
    "barnehage": _("Skriv en undring, snakk med foreldrene, be om samtykke og åpne stafettloggen. Siv er leder."),
    "helsestasjon": _("Svar på en invitasjon og ta imot stafettpinnen."),
    "ppt": _("Svar på en invitasjon og skriv en vurdering."),
    "barnevern": _("Se at det som ikke er delt med barnevernet, ikke finnes der."),
    "familie": _("Svar på spørsmål om samtykke, se hva som er avtalt, del et lysglimt, trekk et samtykke."),
    "audit": _("Se hvem som har gjort hva, uten å se hva som står der."),
    "consent": _("Se og endre frister og ord for hele kommunen. Ingen barn er med i noe av det."),
}
OUTSIDE: Mapping[Owner, str] = {"audit": _("Personvernombudet"), "consent": _("Kommuneadministratoren")}
BACK = re.compile(r"/barn/[0-9a-z-]{1,64}/nodapning")  # where somebody is asked to sign in once more
Group = tuple[str, Owner, str, list[Person]]
PICKUPS = ((_("Papir"), 2), (_("Mat"), 4), (_("Rest"), 9), (_("Glass og metall"), 16))


@routes.get("/")
async def start(
    portal: Annotated[Portal, Depends(portal_of)], melding: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    doors = [(portal.directory.municipality(kommune), own) for kommune, own in portal.doors.by_place()]
    return portal.view.page("start.html", places=_places(portal.directory), doors=doors, notice=melding)


def _places(directory: Directory) -> list[tuple[Municipality, list[Group]]]:
    """Everybody whom a visitor may choose to be, by municipality."""
    kommuner = dict.fromkeys(person.kommune for person in directory)
    return [(directory.municipality(kommune), list(_groups(directory, kommune))) for kommune in kommuner]


def _groups(directory: Directory, kommune: Kommune) -> Iterator[Group]:
    services = Services(directory.municipality(kommune))
    for owner, about in TRY.items():
        people = [person for person in directory if person.owner == owner and person.kommune == kommune]
        heading = OUTSIDE.get(owner) or services.named(owner).name
        if people:
            yield heading, owner, about, people


@routes.post("/inn")
async def choose(request: Request, portal: Annotated[Portal, Depends(portal_of)]) -> Response:
    """Of the invented people of a demo; without it there is nobody to choose."""
    sent = await form_of(request)
    person = portal.directory.invented(sent.get("person", ""))
    if person is None:
        raise HTTPException(404)
    return await enter(request, portal, person, sent.get("til", ""))


async def enter(
    request: Request, portal: Portal, person: Person, to: str, login: Login | None = None, level: str | None = None
) -> Response:
    """level: how surely they have shown who they are."""
    await portal.sessions.close(request.cookies.get(portal.cookie, ""))
    session = await portal.sessions.open(person.actor.model_copy(update={"level": level}), login)
    await _record(portal, session, "sign-in")
    response = RedirectResponse(to if BACK.fullmatch(to) else HOMES[person.role], 303)
    response.set_cookie(portal.cookie, session.secret, path="/", secure=portal.tls, httponly=True, samesite="lax")
    return response


@routes.post("/ut")
async def sign_out(visit: Anyone) -> Response:
    """Also at the provider. Its page is no part of the form's own answer, so that forms lead nowhere but to us."""
    where = await _way_out(visit)
    onward = visit.portal.view.page("leaving.html", where=where) if where else None
    if onward:
        onward.headers["refresh"] = f"0;url={where}"
    return await _leave(visit, onward or RedirectResponse("/?melding=signed-out", 303))


@routes.get("/ut")
async def left() -> Response:
    """Where the provider sends people when they have left it."""
    return RedirectResponse("/?melding=signed-out", 303)


async def _way_out(visit: Visit) -> str | None:
    party = visit.portal.doors.party(visit.session.door)
    if party is None or visit.session.kept is None:
        return None
    try:
        return await party.way_out(visit.session.kept.id_token)
    except NotLetIn:  # it does not answer; here they are signed out all the same
        return None


@routes.post("/rask-ut")
async def quick_exit(visit: Anyone) -> Response:
    """For someone who is being watched: the session ends, and what shows next says nothing about this place."""
    return await _leave(visit, RedirectResponse("/kalender", 303))


async def _leave(visit: Visit, response: Response) -> Response:
    await visit.portal.sessions.close(visit.session.secret)
    await _record(visit.portal, visit.session, "sign-out")
    response.headers["clear-site-data"] = '"cache"'
    response.delete_cookie(visit.portal.cookie, path="/", secure=visit.portal.tls, httponly=True, samesite="lax")
    return response


async def _record(portal: Portal, session: Session, action: str) -> None:
    once = uuid.uuid7()
    act = Act(by=session.actor, at=datetime.now(UTC), id=once, correlation=once)
    await portal.trail.record(portal.trail.entry(act, action))


@routes.get("/kalender")
async def neutral(portal: Annotated[Portal, Depends(portal_of)]) -> Response:
    coming = [(kind, dates.today() + timedelta(days=days)) for kind, days in PICKUPS]
    return portal.view.page("neutral.html", pickups=coming)


@routes.get("/hjem")
async def home(visit: Anyone) -> Response:
    return RedirectResponse(HOMES[visit.me.role], 303)
