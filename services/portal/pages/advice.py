"""An anonymous question to another service: asked from the child's page, answered by people who never know whom.

No mark of what was done goes along to the next page: a mark is shown to every service that is asked there.
"""

from collections.abc import Mapping
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal import refusals
from services.portal.pages.casework import find
from services.portal.visit import Id, Staff, Visit
from services.portal.words import _
from shared.contracts.case import consultation as c
from shared.contracts.case.consultation import Trace

routes = APIRouter()
TRACES: Mapping[Trace, str] = {
    Trace.BIRTH_NUMBER: _("et fødselsnummer"),
    Trace.BORN: _("dagen barnet er født"),
    Trace.PHONE: _("et telefonnummer"),
    Trace.EMAIL: _("en e-postadresse"),
    Trace.ADDRESS: _("en adresse"),
    Trace.ID: _("en kode fra systemet"),
    Trace.NAME: _("et navn"),
    Trace.MAYBE_NAME: _("et ord som også er et navn"),
    Trace.UNIT: _("navnet på en enhet"),
    Trace.POSTCODE: _("et postnummer"),
}


def known(visit: Visit) -> tuple[str, ...]:
    names = (name.strip() for name in visit.sent.get("known", "").split(","))
    return tuple(name for name in names if name)


@routes.get("/barn/{child}/anonymt")
async def ask_page(visit: Staff, child: Id) -> Response:
    return await show_asking(visit, child)


async def show_asking(visit: Visit, child: Id) -> Response:
    takers = [owner for owner in visit.municipality.anonymous_questions if owner != visit.me.owner]
    return visit.page(
        "advice_ask.html",
        child=await find(visit, child),
        takers=takers,
        found=await _found(visit, child),
        traces=TRACES,
        number=visit.sent.get("number") or str(uuid4()),
    )


async def _found(visit: Visit, child: Id) -> tuple[c.Found, ...]:
    """What in a text that was not sent leads to somebody, or may."""
    refused = visit.form("ask")
    if refused.problem not in {refusals.text(code) for code in ("IdentifyingText", "PerhapsIdentifyingText")}:
        return ()
    looked = c.CheckQuestion(child=child, question=visit.sent["question"], known=known(visit))
    return (await visit.ask(looked, c.TextCheck)).found


@routes.post("/barn/{child}/anonymt")
async def ask(visit: Staff, child: Id) -> Response:
    summary = await find(visit, child)
    sent = await visit.send(
        "ask",
        c.AskAnonymously,
        consultation=visit.sent.get("number", ""),
        to=visit.given("to"),
        child=child,
        case=summary.case,
        question=visit.given("question"),
        known=known(visit),
        confirmed="confirmed" in visit.sent,
    )
    return await visit.go(f"/barn/{child}", "asked-anonymously") if sent else await show_asking(visit, child)


@routes.get("/anonymt/spurt/{number}")
async def own(visit: Staff, number: Id) -> Response:
    view = await visit.ask(c.ReadConsultation(consultation=number), c.ConsultationView)
    return visit.page("advice_own.html", view=view)


@routes.post("/anonymt/spurt/{number}")
async def put_away(visit: Staff, number: Id) -> Response:
    done = await visit.send("end", c.EndConsultation, consultation=number)
    return await visit.go(f"/anonymt/spurt/{number}", "") if done else await own(visit, number)


@routes.get("/anonymt/{number}")
async def question(visit: Staff, number: Id) -> Response:
    return await show_question(visit, number)


async def show_question(visit: Visit, number: Id) -> Response:
    view = await visit.ask(c.ReadQuestion(consultation=number), c.QuestionView)
    return visit.page("advice_give.html", view=view)


@routes.post("/anonymt/{number}")
async def answer(visit: Staff, number: Id) -> Response:
    said = {"text": visit.given("text"), "confirmed": "confirmed" in visit.sent}
    done = await visit.send("advise", c.AnswerAnonymously, consultation=number, **said)
    return await visit.go(f"/anonymt/{number}", "advised") if done else await show_question(visit, number)
