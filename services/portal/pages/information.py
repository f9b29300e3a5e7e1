"""A parent without foreldreansvar asks about the child (barnelova § 47); whom the municipality has named answers."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.visit import Guardian, Staff, Visit
from shared.contracts import consent
from shared.contracts.common import Id

routes = APIRouter()
NO = "bl-47-nei"


@routes.get("/sporsmal/{child}")
async def questions(visit: Guardian, child: Id) -> Response:
    return await show(visit, child)


async def show(visit: Visit, child: Id) -> Response:
    about = next((one for one in await may_ask_about(visit) if one.child == child), None)
    if about is None:
        raise HTTPException(404)
    found = await visit.ask(consent.ReadInformation(child=child), consent.InformationRequests)
    return visit.page("question.html", about=about, requests=found.requests)


async def may_ask_about(visit: Visit) -> tuple[consent.OwnChild, ...]:
    return (await visit.ask(consent.WhomIMayAskAbout(), consent.OwnChildren)).children


@routes.post("/sporsmal/{child}")
async def ask(visit: Guardian, child: Id) -> Response:
    told = {"child": child, "request": visit.key, "question": visit.given("question")}
    done = await visit.send("question", consent.AskInformation, **told)
    return await visit.go(f"/sporsmal/{child}", "information-asked", done) if done else await show(visit, child)


# --- Those who answer -------------------------------------------------------------------------------------------------


@routes.get("/opplysninger/{child}")
async def asked(visit: Staff, child: Id) -> Response:
    return await show_asked(visit, child)


async def show_asked(visit: Visit, child: Id) -> Response:
    found = await visit.ask(consent.ReadInformation(child=child), consent.InformationRequests)
    if not found.requests:
        raise HTTPException(404)
    return visit.page("questions.html", child=child, requests=found.requests)


@routes.post("/opplysninger/{child}/{request}")
async def answer(visit: Staff, child: Id, request: Id) -> Response:
    """Nothing is told with a no, whatever was written where the answer stands; a yes tells something."""
    basis = visit.given("legal_basis")
    said = None if basis == NO else visit.sent.get("answer", "").strip()
    told = {"child": child, "request": request, "legal_basis": basis, "reason": visit.given("reason"), "answer": said}
    done = await visit.send(f"answer-{request}", consent.DecideInformation, **told)
    if done is None:
        return await show_asked(visit, child)
    return await visit.go(f"/opplysninger/{child}", "information-answered", done)
