"""Begrensning: a guardian asks that something is left alone; whom the municipality has named answers and lifts it."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.pages.family import consents
from services.portal.visit import OfFamily, Staff, Visit
from services.portal.words import FAMILY
from shared.contracts import case
from shared.contracts.common import Id, Owner

routes = APIRouter()


@routes.get("/familie/{child}/begrensning/{owner}/{item}")
async def leave_alone(visit: OfFamily, child: Id, owner: Owner, item: UUID) -> Response:
    return await show_form(visit, child, owner, item)


async def show_form(visit: Visit, child: Id, owner: Owner, item: UUID) -> Response:
    return visit.page("restrict.html", family=await consents(visit, child), owner=owner, item=item)


@routes.post("/familie/{child}/begrensning/{owner}/{item}")
async def ask(visit: OfFamily, child: Id, owner: Owner, item: UUID) -> Response:
    told = {"child": child, "request": visit.key, "item": item}
    told |= {name: visit.given(name) for name in ("ground", "text")}
    done = await visit.send_to(owner, "restrict", case.AskRestriction, **told)
    if done is None:
        return await show_form(visit, child, owner, item)
    return await visit.go(f"/familie/{child}/opplysninger", "restriction-asked", done)


async def restrictions(visit: Visit, child: Id) -> list[tuple[Owner, case.Restriction]]:
    owners = [owner for owner in visit.municipality.services if owner != FAMILY]
    asking = case.ReadRestrictions(child=child)
    found = await asyncio.gather(*(visit.ask(asking, case.Restrictions, owner) for owner in owners))
    return [(owner, one) for owner, told in zip(owners, found, strict=True) for one in told.requests]


# --- Those who answer -------------------------------------------------------------------------------------------------


@routes.get("/begrensning/{child}")
async def asked(visit: Staff, child: Id) -> Response:
    return await show(visit, child)


async def show(visit: Visit, child: Id) -> Response:
    found = await visit.ask(case.ReadRestrictions(child=child), case.Restrictions)
    if not found.requests:
        raise HTTPException(404)
    return visit.page("restrictions.html", child=child, requests=found.requests)


@routes.post("/begrensning/{child}/{request}")
async def answer(visit: Staff, child: Id, request: Id) -> Response:
    """The one choice is a ground to restrict, or a reason in law not to."""
    of = {"child": child, "request": request, "reason": visit.given("reason")}
    basis = visit.given("basis")
    if basis in set(case.NoRestriction):
        done = await visit.send(f"restrict-{request}", case.RefuseRestriction, **of, basis=basis)
    else:
        done = await visit.send(f"restrict-{request}", case.SetRestriction, **of, ground=basis)
    return await visit.go(f"/begrensning/{child}", "restriction-answered", done) if done else await show(visit, child)


@routes.post("/begrensning/{child}/{request}/opphev")
async def lift(visit: Staff, child: Id, request: Id) -> Response:
    told = {"child": child, "request": request, "lift_on": visit.given("lift_on"), "reason": visit.given("reason")}
    done = await visit.send(f"lift-{request}", case.AnnounceLifting, **told)
    return await visit.go(f"/begrensning/{child}", "lifting-announced", done) if done else await show(visit, child)
