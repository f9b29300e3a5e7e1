"""Who takes part for a service: a colleague is asked too, somebody is away for a while, or goes."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.directory import Person
from services.portal.pages.log import page_of, read
from services.portal.texts import texts
from services.portal.visit import Id, Staff, Visit
from shared.contracts import case
from shared.contracts.common import Role

routes = APIRouter()


@routes.get("/logg/{log}/med")
async def taking_part(visit: Staff, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    view = await read(visit, log)
    return await page_of(visit, "taking_part.html", log, colleagues=_to_ask(visit, view))


def _to_ask(visit: Visit, view: case.StafettloggView) -> list[Person]:
    """Whom they may ask: their own colleagues, and the stafettholder those of every service that takes part."""
    inside = {one.person for one in view.participants}
    services = {one.owner for one in view.services if one.participation == "taking-part"}
    whose = services if view.holder == visit.me.id else services & {visit.me.owner}
    staff = (one for one in visit.portal.directory if one.kommune == visit.me.kommune and one.owner in whose)
    found = (one for one in staff if one.role in {Role.EMPLOYEE, Role.LEADER} and one.id not in inside)
    return sorted(found, key=lambda one: (one.owner != visit.me.owner, one.owner, one.name))


@routes.post("/logg/{log}/med/kollega")
async def ask_colleague(visit: Staff, log: Id) -> Response:
    asked = visit.portal.directory.person(visit.sent.get("person", ""))
    fields = {"person": asked and asked.id, "owner": asked and asked.owner}
    done = await visit.send("colleague", case.InviteColleague, stafettlogg=log, **fields)
    return await visit.go(f"/logg/{log}", "invited", done) if done else await show(visit, log)


@routes.post("/logg/{log}/med/borte")
async def away(visit: Staff, log: Id) -> Response:
    days = {name: visit.given(name) for name in ("first", "last")}
    done = await visit.send("away", case.SetAbsence, stafettlogg=log, person=visit.me.id, **days)
    return await visit.go(f"/logg/{log}", "away", done) if done else await show(visit, log)


@routes.post("/logg/{log}/med/tilbake")
async def back(visit: Staff, log: Id) -> Response:
    done = await visit.send("back", case.EndAbsence, stafettlogg=log, person=visit.me.id)
    return await visit.go(f"/logg/{log}", "back", done) if done else await show(visit, log)


@routes.post("/logg/{log}/med/ut")
async def leave(visit: Staff, log: Id) -> Response:
    done = await visit.send("leave", case.LeaveStafettlogg, stafettlogg=log)
    return await visit.go("/barn", "left", done) if done else await show(visit, log)


# --- What stands in the service's own record too ----------------------------------------------------------------------


@routes.get("/logg/{log}/journal/{item}")
async def recording(visit: Staff, log: Id, item: Id) -> Response:
    return await show_recording(visit, log, item)


async def show_recording(visit: Visit, log: Id, item: Id) -> Response:
    published = await texts(visit)
    bases = [one for one in published.journal if visit.me.owner in (one.services or {visit.me.owner})]
    return await page_of(visit, "own_journal.html", log, item=item, bases=bases)


@routes.post("/logg/{log}/journal/{item}")
async def record(visit: Staff, log: Id, item: Id) -> Response:
    said = {"stafettlogg": log, "item": item, "basis": visit.given("basis")}
    done = await visit.send("journal", case.RecordInOwnJournal, **said)
    return await visit.go(f"/logg/{log}", "journalled", done) if done else await show_recording(visit, log, item)
