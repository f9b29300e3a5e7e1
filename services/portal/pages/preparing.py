"""A parent's side of the undringssamtale: the invitation, and what they wish to write before it."""

import asyncio
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal import dates
from services.portal.visit import Guardian, Visit
from services.portal.words import FAMILY
from shared.contracts import case
from shared.contracts.common import Id, Owner
from shared.errors import Refused

routes = APIRouter()
OURS = 500


class Invited(NamedTuple):
    owner: Owner
    invitation: case.ConversationInvitation


async def ahead(visit: Visit, child: Id) -> list[Invited]:
    """What this parent is invited to, soonest first, also what was called off.

    A service that does not answer now must not keep a parent from everything else.
    """
    owners = [owner for owner in visit.municipality.services if owner != FAMILY]
    found = await asyncio.gather(*(_of(visit, owner) for owner in owners))
    mine = (one for of_owner in found for one in of_owner if one.invitation.child == child)
    return sorted(
        (one for one in mine if one.invitation.meets_at > dates.now()), key=lambda one: one.invitation.meets_at
    )


async def _of(visit: Visit, owner: Owner) -> tuple[Invited, ...]:
    try:
        told = await visit.ask(case.MyConversations(), case.Conversations, owner)
    except Refused as refusal:
        if refusal.status < OURS:
            raise
        return ()
    return tuple(Invited(owner, one) for one in told.invitations)


@routes.get("/familie/{child}/samtale/{owner}/{invitation}")
async def invited(visit: Guardian, child: Id, owner: Owner, invitation: Id) -> Response:
    return await show(visit, child, owner, invitation)


async def show(visit: Visit, child: Id, owner: Owner, invitation: Id) -> Response:
    """Also one that has been: what was written stands."""
    _must_be_a_service(visit, owner)
    told = await visit.ask(case.MyConversations(), case.Conversations, owner)
    for one in told.invitations:
        if (one.child, one.invitation) == (child, invitation):
            return visit.page("preparing.html", one=one, owner=owner, waits=one.meets_at > dates.now())
    raise HTTPException(404)


@routes.post("/familie/{child}/samtale/{owner}/{invitation}")
async def prepare(visit: Guardian, child: Id, owner: Owner, invitation: Id) -> Response:
    _must_be_a_service(visit, owner)
    said = {name: visit.given(name) for name in ("works_well", "wondering", "wishes", "interpreter")}
    done = await visit.send_to(owner, "prepare", case.PrepareForConversation, invitation=invitation, **said)
    if done is None:
        return await show(visit, child, owner, invitation)
    return await visit.go(f"/familie/{child}", "parents-prepared", done)


def _must_be_a_service(visit: Visit, owner: Owner) -> None:
    if owner not in visit.municipality.services or owner == FAMILY:
        raise HTTPException(404)
