"""What an employee does with consents: writes down an answer, looks at one again, tells of what a law has shared."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.consents import STANDING, child_heard
from services.portal.pages.casework import find, show
from services.portal.visit import Id, Staff, Visit
from services.portal.words import FAMILY
from shared.contracts import consent
from shared.contracts.common import SHARED_CATEGORIES

routes = APIRouter()


@routes.post("/barn/{child}/samtykke/{which}/sett-paa")
async def review(visit: Staff, child: Id, which: Id) -> Response:
    needed = {"yes": True, "no": False}.get(visit.sent.get("needed", ""))
    done = await visit.send("review", consent.ReviewConsent, child=child, consent=which, needed=needed)
    said = "reviewed" if needed else "not-needed"
    return await visit.go(f"/barn/{child}#samtykke", said, done) if done else await show(visit, child)


@routes.get("/barn/{child}/samtykke/{which}/svar")
async def answer_page(visit: Staff, child: Id, which: Id) -> Response:
    return await show_answer(visit, child, which)


async def show_answer(visit: Visit, child: Id, which: Id) -> Response:
    known = await visit.ask(consent.ReadConsents(child=child), consent.Consents)
    item = next((one for one in known.consents if one.consent == which and one.state in STANDING), None)
    if item is None or item.asked_by_owner != visit.me.owner:
        raise HTTPException(404)
    deciding = {child, *(guardian.person for guardian in known.guardians)}
    givers = [giver for giver in item.givers if giver.person in deciding]
    return visit.page("answer.html", child=await find(visit, child), consent=item, givers=givers)


@routes.post("/barn/{child}/samtykke/{which}/svar")
async def register_answer(visit: Staff, child: Id, which: Id) -> Response:
    by = visit.me.id if visit.given("heard_by") == "me" else visit.sent.get("giver", "")
    done = await visit.send(
        "spoken",
        consent.RegisterAnswer,
        child=child,
        consent=which,
        giver=visit.given("giver"),
        answer=visit.given("answer"),
        method=visit.given("method"),
        evidence=visit.given("evidence"),
        told_of_rights="told_of_rights" in visit.sent,
        said_freely="said_freely" in visit.sent,
        child_heard=child_heard(visit.given("heard"), by),
        note=visit.given("note"),
    )
    return (
        await visit.go(f"/barn/{child}#samtykke", "written-down", done)
        if done
        else await show_answer(visit, child, which)
    )


# --- Shared by a law: no consent, and never shown as one --------------------------------------------------------------


@routes.get("/barn/{child}/delt-etter-lov")
async def by_law_page(visit: Staff, child: Id) -> Response:
    return await show_by_law(visit, child)


async def show_by_law(visit: Visit, child: Id) -> Response:
    known = await visit.ask(consent.ReadConsents(child=child), consent.Consents)
    others = [owner for owner in visit.municipality.services if owner not in {FAMILY, visit.me.owner}]
    return visit.page(
        "by_law.html", child=await find(visit, child), services=others, laws=known.laws, categories=SHARED_CATEGORIES
    )


@routes.post("/barn/{child}/delt-etter-lov")
async def by_law(visit: Staff, child: Id) -> Response:
    done = await visit.send(
        "by-law",
        consent.RegisterSharingByLaw,
        child=child,
        sharing=visit.key,
        to=visit.given("to"),
        legal_basis=visit.given("legal_basis"),
        categories=[category for category in SHARED_CATEGORIES if f"category-{category}" in visit.sent],
        on=visit.given("on"),
        what=visit.given("what"),
    )
    return await visit.go(f"/barn/{child}#samtykke", "told-by-law", done) if done else await show_by_law(visit, child)
