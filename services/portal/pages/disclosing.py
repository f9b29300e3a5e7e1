"""Whom the municipality has named goes through what a service holds; the personvernombud looks after deadlines."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.visit import Ombud, Staff, Visit
from shared.contracts import case, consent
from shared.contracts.common import Id

routes = APIRouter()
GIVE = "give"


@routes.get("/innsyn/{child}/{request}")
async def go_through(visit: Staff, child: Id, request: Id) -> Response:
    return await show(visit, child, request)


async def show(visit: Visit, child: Id, request: Id) -> Response:
    held, decided = await _held(visit, child, request)
    return visit.page(
        "disclosing.html", held=held, decided=decided, child=child, request=request,
        chosen={one.item.id: _chosen(visit, one) for one in held},
    )  # fmt: skip


def _chosen(visit: Visit, one: case.Draft) -> str:
    """What was chosen before the page was sent; of what is acute nothing is chosen beforehand."""
    return visit.sent.get(f"item-{one.item.id}", "" if one.careful else GIVE)


@routes.post("/innsyn/{child}/{request}")
async def decide(visit: Staff, child: Id, request: Id) -> Response:
    answers = dict(_answers(visit))
    done = await visit.send(
        "disclosing",
        case.DecideAccess,
        child=child,
        request=request,
        given=[item for item, answer in answers.items() if answer == GIVE],
        withheld=[{"item": item, "basis": answer} for item, answer in answers.items() if answer not in {GIVE, ""}],
    )
    return await visit.go("/oppgaver", "disclosed", done) if done else await show(visit, child, request)


def _answers(visit: Visit) -> Iterator[tuple[str, str]]:
    for name, answer in visit.sent.items():
        if name.startswith("item-"):
            yield name.removeprefix("item-"), answer


async def _held(visit: Visit, child: Id, request: Id) -> tuple[list[case.Draft], bool]:
    found: list[case.Draft] = []
    first = 0
    while True:
        asking = case.ReadAccessDraft(child=child, request=request, first=first)
        page = await visit.ask(asking, case.AccessDraft)
        found.extend(page.items)
        if page.next is None:
            return found, page.decided
        first = page.next


@routes.get("/retting/{child}")
async def wrong(visit: Staff, child: Id) -> Response:
    return await show_wrong(visit, child)


async def show_wrong(visit: Visit, child: Id) -> Response:
    found = await visit.ask(case.ReadRectifications(child=child), case.Rectifications)
    if not found.requests:
        raise HTTPException(404)
    return visit.page("rectifications.html", child=child, requests=found.requests)


@routes.post("/retting/{child}/{request}")
async def answer(visit: Staff, child: Id, request: Id) -> Response:
    of = {"child": child, "request": request}
    if visit.sent.get("answer") == "yes":
        done = await visit.send(f"rectify-{request}", case.AcceptRectification, **of, correction=visit.given("text"))
    else:
        done = await visit.send(f"rectify-{request}", case.RefuseRectification, **of, reason=visit.given("text"))
    return (
        await visit.go(f"/retting/{child}", "rectification-answered", done) if done else await show_wrong(visit, child)
    )


# --- The personvernombud ----------------------------------------------------------------------------------------------


@routes.get("/kontroll/frister")
async def deadlines(visit: Ombud) -> Response:
    return await show_deadlines(visit)


async def show_deadlines(visit: Visit) -> Response:
    found = await visit.ask(consent.OpenRights(), consent.Rights)
    return visit.page("deadlines.html", requests=found.requests)


@routes.post("/kontroll/frister/{child}/{request}")
async def extend(visit: Ombud, child: Id, request: Id) -> Response:
    await _must_wait(visit, child, request)
    reason = visit.given("reason")
    done = await visit.send(f"extend-{request}", consent.ExtendRight, child=child, request=request, reason=reason)
    return await visit.go("/kontroll/frister", "extended", done) if done else await show_deadlines(visit)


@routes.post("/kontroll/frister/{child}/{request}/svar")
async def answer_erasure(visit: Ombud, child: Id, request: Id) -> Response:
    await _must_wait(visit, child, request)
    said = {"granted": visit.given("granted"), "answer": visit.given("answer")}
    done = await visit.send(f"answer-{request}", consent.AnswerErasure, child=child, request=request, **said)
    return await visit.go("/kontroll/frister", "advised", done) if done else await show_deadlines(visit)


async def _must_wait(visit: Visit, child: Id, request: Id) -> None:
    waiting = await visit.ask(consent.OpenRights(), consent.Rights)
    if (child, request) not in {(one.child, one.request) for one in waiting.requests}:
        raise HTTPException(404)
