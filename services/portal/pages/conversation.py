"""The undringssamtale on the unit's side: what the parents have written, who is invited, and the unit's own sheet."""

import asyncio
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal import dates
from services.portal.pages.casework import read_case
from services.portal.texts import checklist, texts
from services.portal.visit import Staff, Visit
from shared.contracts import case, consent
from shared.contracts.common import Id

routes = APIRouter()
CHOSEN = "guardian-"


@routes.get("/undring/{concern}/samtale")
async def conversation(visit: Staff, concern: Id) -> Response:
    return await show(visit, concern)


async def show(visit: Visit, concern: Id) -> Response:
    view = await read_case(visit, concern)
    known, published = await asyncio.gather(
        visit.ask(consent.ReadConsents(child=view.child), consent.Consents), texts(visit)
    )
    return visit.page(
        "conversation.html",
        case=view,
        guardians=known.guardians,
        names={one.person: one.person_name for one in known.guardians},
        answers=[answer for sent in view.invitations for answer in sent.answers],
        begun=list(observed(view)),
        checklist=checklist(published, "forberede-samtale"),
        phrases=published.phrases,
        now=dates.now(),
    )


def observed(view: case.CaseView) -> Iterator[str]:
    """What has been seen and heard, as it was written down: what the sheet begins with."""
    for step in view.steps:
        yield from (step.text[name] for name in ("observations", "observation") if name in step.text)


@routes.post("/undring/{concern}/samtale")
async def prepare(visit: Staff, concern: Id) -> Response:
    said = {name: visit.given(name) for name in ("parents_may_wish", "interpreter")}
    lists = {name: list(_lines(visit, name)) for name in ("episodes", "questions", "phrases")}
    done = await visit.send("sheet", case.PrepareConversation, case=concern, **said, **lists)
    return await visit.go(f"/undring/{concern}/samtale", "prepared", done) if done else await show(visit, concern)


def _lines(visit: Visit, name: str) -> Iterator[str]:
    return (line.strip() for line in visit.sent.get(name, "").split("\n") if line.strip())


@routes.post("/undring/{concern}/samtale/inviter")
async def invite(visit: Staff, concern: Id) -> Response:
    done = await visit.send(
        "invite",
        case.InviteToConversation,
        case=concern,
        invitation=visit.key,
        meets_at=dates.at(visit.sent.get("meets_at", ""), visit.sent.get("clock", "")),
        place=visit.given("place"),
        message=visit.given("message"),
        guardians=visit.checked(CHOSEN),
    )
    if done is None:
        return await show(visit, concern)
    return await visit.go(f"/undring/{concern}/samtale", "invited-to-talk", done)


@routes.post("/undring/{concern}/samtale/{invitation}/avlys")
async def cancel(visit: Staff, concern: Id, invitation: Id) -> Response:
    done = await visit.send("cancel", case.CancelConversation, case=concern, invitation=invitation)
    return await visit.go(f"/undring/{concern}/samtale", "talk-cancelled", done) if done else await show(visit, concern)
