"""What a parent sees, phone first: one question on top, who to ask, what is agreed, who may see, and a way to stop."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.consents import STANDING, child_heard, current, ordered, sharing
from services.portal.duties import DUTIES, Duty
from services.portal.languages import reading
from services.portal.pages.information import may_ask_about
from services.portal.pages.log import audiences
from services.portal.pages.preparing import ahead
from services.portal.pages.tour import offered
from services.portal.stories import Names, timeline
from services.portal.uploads.contributing import contribute
from services.portal.visit import Guardian, OfFamily, Visit
from services.portal.words import FAMILY
from shared.contracts import case, consent
from shared.contracts.common import Category, Command, Done, Id, Owner, Role

routes = APIRouter()
NEWEST = 5


class Asked(NamedTuple):
    """What a guardian sees of consent: the questions that wait for them, whom they let in, and other yes and no."""

    waiting: tuple[consent.ConsentView, ...]
    latest: tuple[consent.ConsentView, ...]
    others: tuple[consent.ConsentView, ...]


ON_THE_PAGE: Mapping[case.TaskKind, str] = {
    case.TaskKind.CONFIRM_MINUTES: "#moter",
    case.TaskKind.ANSWER_AT_HOME: "#avtalt",
    case.TaskKind.EVALUATE_MEASURE: "#avtalt",
    case.TaskKind.FIND_RESPONSIBLE: "#avtalt",
}
"""Where a parent finds what other kinds of readers find on pages of the log."""


class Turn(NamedTuple):
    task: case.Task
    duty: Duty
    href: str


@routes.get("/familie")
async def my_family(visit: OfFamily) -> Response:
    if visit.me.role is Role.YOUTH:
        return RedirectResponse(f"/familie/{visit.me.id}", 303)
    family, others = await asyncio.gather(visit.ask(consent.MyFamily(), consent.Family), may_ask_about(visit))
    if len(family.children) == 1 and not others:
        return RedirectResponse(f"/familie/{family.children[0].child}", 303)
    return visit.page("family.html", children=family.children, others=others)


@routes.get("/familie/{child}")
async def one_child(request: Request, visit: OfFamily, child: Id) -> Response:
    return await show(visit, child, tour=offered(request))


async def show(visit: Visit, child: Id, *, everything: bool = False, tour: bool = False) -> Response:
    """tour: whether it is offered here."""
    young = visit.me.role is Role.YOUTH
    known, log = await asyncio.gather(consents(visit, child), log_of(visit, child))
    waiting, invited = ([], []) if young else await asyncio.gather(turns(visit, child), ahead(visit, child))
    asked = sort_out(known)
    names = log and Names(log, visit.portal.directory, visit.services)
    lines = list(timeline(log, names)) if log and names else []
    notes = {Category.NOTES} if log and not log.closed_at else set[Category]()
    return visit.page(
        "youth.html" if young else "family_child.html",
        family=known,
        tour=tour,
        asked=asked,
        previews=await previews(visit, child, asked.waiting),
        turns=waiting,
        invited=invited,
        log=log,
        names=names,
        lines=lines if everything else lines[:NEWEST],
        more=0 if everything else max(0, len(lines) - NEWEST),
        audiences=await audiences(visit, log.stafettlogg, notes) if log else {},
    )


async def turns(visit: Visit, child: Id) -> list[Turn]:
    """What waits for this parent, and where on the page it is."""
    mine = (task for task in (await visit.ask(case.MyTasks(), case.Tasks)).tasks if task.child == child)
    return [
        Turn(
            task,
            DUTIES[task.kind],
            ON_THE_PAGE.get(task.kind) or DUTIES[task.kind].href.format(ref=task.ref, child=task.child),
        )
        for task in sorted(mine, key=lambda task: (task.due or date.max, task.created_at))
    ]


@routes.get("/familie/{child}/alt")
async def whole_timeline(visit: OfFamily, child: Id) -> Response:
    return await show(visit, child, everything=True)


async def consents(visit: Visit, child: Id) -> consent.Consents:
    return await visit.ask(consent.ReadConsents(child=child, language=reading().language.code), consent.Consents)


async def log_of(visit: Visit, child: Id) -> case.StafettloggView | None:
    mine = (await visit.ask(case.MyLogs(), case.Logs)).logs
    which = next((log for log in mine if log.child == child), None)
    if which is None:
        return None
    return await visit.ask(case.ReadStafettlogg(stafettlogg=which.stafettlogg), case.StafettloggView)


def sort_out(known: consent.Consents) -> Asked:
    now = current(known.consents)
    let_in = sharing(now)
    waiting = ordered(item for item in known.consents if item.consent in known.mine)
    return Asked(waiting, let_in, tuple(item for item in now if item not in let_in))


async def previews(visit: Visit, child: Id, waiting: tuple[consent.ConsentView, ...]) -> dict[Id, consent.Consequences]:
    """What a yes to each question would change, were it given now."""
    found = await asyncio.gather(*(preview(visit, child, item.consent, consent.Said.YES) for item in waiting))
    return {item.consent: then for item, then in zip(waiting, found, strict=True)}


async def preview(visit: Visit, child: Id, which: Id, answer: consent.Said) -> consent.Consequences:
    asking = consent.PreviewAnswer(child=child, consent=which, answer=answer)
    return await visit.ask(asking, consent.Consequences)


@routes.post("/familie/{child}/svar")
async def answer(visit: OfFamily, child: Id) -> Response:
    """One form, one answer for each service; a service without an answer is asked about again."""
    known = await consents(visit, child)
    freely, heard = "freely" in visit.sent, child_heard(visit.given("heard"), visit.me.id)
    done = None
    for item in known.mine:
        if (said := visit.sent.get(f"answer-{item}")) in {"yes", "no"}:
            rests_on = {"told_of_rights": freely, "said_freely": freely, "child_heard": heard}
            answered = {"child": child, "consent": item, "yes": said == "yes", **rests_on}
            done = await visit.send("answer", consent.AnswerConsent, id=visit.part_of_key(item), **answered)
            if done is None:
                return await show(visit, child)
    return await visit.go(f"/familie/{child}", "answered" if done else "unanswered", done)


# --- Withdrawing: one tap to see what it means, one to do it ----------------------------------------------------------


@routes.get("/familie/{child}/trekk/{which}")
async def withdrawal(visit: OfFamily, child: Id, which: Id) -> Response:
    return await show_withdrawal(visit, child, which)


async def show_withdrawal(visit: Visit, child: Id, which: Id) -> Response:
    known, log = await asyncio.gather(consents(visit, child), log_of(visit, child))
    item = next((item for item in known.consents if item.consent == which and item.state in STANDING), None)
    if item is None:
        raise HTTPException(404)
    then = await preview(visit, child, which, consent.Said.WITHDRAWN)
    lost = _consequence(log if item.kind is consent.Kind.SECRECY else None, item.service)
    return visit.page("withdrawal.html", family=known, consent=item, then=then, **lost)


def _consequence(log: case.StafettloggView | None, service: Owner) -> dict[str, object]:
    """What the family gives up: whose measures lose their responsible, and where the baton goes."""
    if log is None:
        return {"measures": (), "holds_baton": False, "last": False}
    staff = [person for person in log.participants if person.owner != FAMILY]
    leaving = {person.person for person in staff if person.owner == service}
    return {
        "measures": [measure.title for measure in log.measures if measure.responsible in leaving],
        "holds_baton": log.holder in leaving,
        "last": len(leaving) == len(staff),
    }


@routes.post("/familie/{child}/trekk/{which}")
async def withdraw(visit: OfFamily, child: Id, which: Id) -> Response:
    done: Done | None = await visit.send("withdrawal", consent.WithdrawConsent, child=child, consent=which)
    if done is None:
        return await show_withdrawal(visit, child, which)
    return await visit.go(f"/familie/{child}#hvem", "withdrawn", done)


# --- Taking part ------------------------------------------------------------------------------------------------------


@routes.post("/familie/{child}/lysglimt")
async def share_glimpse(visit: OfFamily, child: Id) -> Response:
    log = await log_of(visit, child)
    if log is None:
        raise HTTPException(404)
    kind = case.Kind.NOTE if visit.me.role is Role.YOUTH else case.Kind.LYSGLIMT
    done = await contribute(visit, "glimpse", log.stafettlogg, kind, Category.NOTES)
    return await visit.go(f"/familie/{child}#nytt", "written", done) if done else await show(visit, child)


@routes.post("/familie/{child}/referat")
async def confirm(visit: Guardian, child: Id) -> Response:
    fields = {name: visit.given(name) for name in ("meeting", "edition")}
    return await _in_log(visit, child, "minutes", case.ConfirmMinutes, "confirmed", fields)


@routes.post("/familie/{child}/minn")
async def nudge(visit: OfFamily, child: Id) -> Response:
    return await _in_log(visit, child, "nudge", case.NudgeService, "nudged", {"owner": visit.given("owner")})


@routes.post("/familie/{child}/gjenapne")
async def ask_back(visit: OfFamily, child: Id) -> Response:
    return await _in_log(visit, child, "back", case.AskReopening, "asked-back", {"reason": visit.given("reason")})


async def _in_log(
    visit: Visit, child: Id, form: str, command: type[Command], notice: str, fields: Mapping[str, str | None]
) -> Response:
    if (log := await log_of(visit, child)) is None:
        raise HTTPException(404)
    done = await visit.send(form, command, stafettlogg=log.stafettlogg, **fields)
    return await visit.go(f"/familie/{child}", notice, done) if done else await show(visit, child)
