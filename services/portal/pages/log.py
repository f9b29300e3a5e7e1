"""The stafettlogg as staff see it: who holds the baton, what is agreed, what has happened, and who may see what."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.attachments import attachment
from services.portal.pages.emergency import going_on
from services.portal.stories import FACTS, Names, timeline
from services.portal.uploads.contributing import contribute, downloaded
from services.portal.visit import NOT_FOR_THEM, Around, Staff, Visit
from services.portal.words import FAMILY, WRITING, Writing, _
from shared.contracts import case
from shared.contracts.common import Category, Command, Id, Owner, Role
from shared.errors import Refused

routes = APIRouter()
ANSWERS: Mapping[str, tuple[type[Command], str]] = {
    "ta-imot": (case.AcceptBaton, "taken"),
    "si-nei": (case.DeclineBaton, "turned-down"),
    "trekk": (case.WithdrawBatonOffer, "kept"),
}
REASONS: Mapping[case.Because, str] = {
    case.Because.GOAL_REACHED: _("Målet er nådd"),
    case.Because.INDIVIDUAL_PLAN: _("Individuell plan tar over"),
    case.Because.FAMILY: _("Familien ønsker det"),
    case.Because.MOVED: _("Familien har flyttet"),
    case.Because.OTHER: _("Noe annet"),
}
"""A log that goes along to another service is not closed: that is an overgang."""


@routes.get("/logg/{log}")
async def one_log(visit: Staff, log: Id) -> Response:
    return await show(visit, log)


async def show(visit: Visit, log: Id) -> Response:
    try:
        view = await read(visit, log)
    except Refused as refusal:
        if refusal.status not in NOT_FOR_THEM:
            raise
        return await why_closed(visit, log)
    return await whole(visit, view)


async def readable(visit: Visit, log: Id) -> Response:
    """As `show`, but for those who may read it now alone."""
    return await whole(visit, await read(visit, log))


async def whole(visit: Visit, view: case.StafettloggView) -> Response:
    log, names = view.stafettlogg, Names(view, visit.portal.directory, visit.services)
    me = visit.me.owner
    kinds = {} if view.closed_at else kinds_for(me)
    covered = {category for standing in view.services for category in standing.categories if standing.owner == me}
    wanted = {kind.category for kind in kinds.values() if me == FAMILY or kind.category in covered}
    readers = await audiences(visit, log, wanted)
    return visit.page(
        "log.html",
        log=view,
        names=names,
        lines=list(timeline(view, names)),
        kinds={name: kind for name, kind in kinds.items() if kind.category in readers},
        audiences=readers,
        emergency=await going_on(visit, view),
    )


async def why_closed(visit: Visit, log: Id) -> Response:
    """To those who may know that it is there; to everybody else this is refused too, and so a page like any other."""
    closed = await visit.ask(case.WhyClosed(stafettlogg=log), case.Closed)
    if not closed.because:
        raise HTTPException(404)
    return visit.page("closed.html", closed=closed, ended=FACTS.get(closed.fact or ""))


async def read(visit: Visit, log: Id) -> case.StafettloggView:
    return await visit.ask(case.ReadStafettlogg(stafettlogg=log), case.StafettloggView)


def home(visit: Visit, log: case.StafettloggView) -> str:
    return f"/familie/{log.child}" if visit.me.role is Role.GUARDIAN else f"/logg/{log.stafettlogg}"


def holds(visit: Visit, log: case.StafettloggView) -> bool:
    return log.holder == visit.me.id and not log.closed_at


async def page_of(visit: Visit, template: str, log: Id, **more: Any) -> Response:
    """One of the pages about a part of the log."""
    return shown(visit, template, await read(visit, log), **more)


def shown(visit: Visit, template: str, view: case.StafettloggView, **more: Any) -> Response:
    names = Names(view, visit.portal.directory, visit.services)
    return visit.page(template, log=view, names=names, home=home(visit, view), mine=holds(visit, view), **more)


def kinds_for(owner: Owner) -> dict[str, Writing]:
    return {name: kind for name, kind in WRITING.items() if not kind.only or owner in kind.only}


async def audiences(visit: Visit, log: Id, categories: set[Category]) -> dict[Category, case.Audience]:
    """Who would see a text, by the policy that is enforced: the writer knows before anything is saved.

    A category that the writer may not write in now is left out.
    """
    found = await asyncio.gather(*(_audience(visit, log, category) for category in categories))
    return {category: readers for category, readers in zip(categories, found, strict=True) if readers}


async def _audience(visit: Visit, log: Id, category: Category) -> case.Audience | None:
    try:
        return await visit.ask(case.PreviewAudience(stafettlogg=log, category=category), case.Audience)
    except Refused as refusal:
        if refusal.status not in NOT_FOR_THEM:
            raise
        return None


# --- Writing ----------------------------------------------------------------------------------------------------------


@routes.post("/logg/{log}/skriv")
async def write(visit: Staff, log: Id) -> Response:
    kind = kinds_for(visit.me.owner).get(visit.sent.get("kind", ""))
    done = await contribute(visit, "write", log, kind and kind.kind, kind and kind.category)
    return await visit.go(f"/logg/{log}", "written", done) if done else await show(visit, log)


@routes.get("/logg/{log}/vedlegg/{writer}/{contribution}")
async def download(visit: Around, log: Id, writer: Owner, contribution: Id) -> Response:
    form, content = await downloaded(visit, log, writer, contribution)
    return attachment(f"vedlegg.{form}", content)


@routes.post("/logg/{log}/tiltak")
async def agree(visit: Staff, log: Id) -> Response:
    fields = {name: visit.given(name) for name in ("title", "description", "responsible", "evaluate_on")}
    done = await visit.send("measure", case.AgreeMeasure, stafettlogg=log, measure=visit.key, **fields)
    return await visit.go(f"/logg/{log}#tiltak", "agreed", done) if done else await show(visit, log)


# --- The baton --------------------------------------------------------------------------------------------------------


@routes.post("/logg/{log}/pinnen/tilby")
async def offer(visit: Staff, log: Id) -> Response:
    done = await visit.send("baton", case.OfferBaton, stafettlogg=log, to=visit.given("to"))
    return await visit.go(f"/logg/{log}", "offered", done) if done else await show(visit, log)


@routes.post("/logg/{log}/pinnen/{answer}")
async def answer_baton(visit: Staff, log: Id, answer: str) -> Response:
    if answer not in ANSWERS:
        raise HTTPException(404)
    command, notice = ANSWERS[answer]
    done = await visit.send("baton", command, stafettlogg=log)
    return await visit.go(f"/logg/{log}", notice, done) if done else await show(visit, log)


# --- Who takes part ---------------------------------------------------------------------------------------------------


@routes.post("/logg/{log}/inviter")
async def invite(visit: Staff, log: Id) -> Response:
    done = await visit.send("invite", case.InviteService, stafettlogg=log, invited=visit.given("invited"))
    return await visit.go(f"/logg/{log}", "invited", done) if done else await show(visit, log)


@routes.get("/invitasjon/{log}")
async def invitation(visit: Staff, log: Id) -> Response:
    return await show_invitation(visit, log)


async def show_invitation(visit: Visit, log: Id) -> Response:
    """The invited do not see the log yet: only that they are asked, and of whom as far as they may know."""
    tasks = (await visit.ask(case.MyTasks(), case.Tasks)).tasks
    asked = next((task for task in tasks if task.kind is case.TaskKind.INVITATION and task.ref == log), None)
    if asked is None:
        raise HTTPException(404)
    return visit.page("invitation.html", task=asked, log=log)


@routes.post("/invitasjon/{log}/bli-med")
async def join(visit: Staff, log: Id) -> Response:
    done = await visit.send("invitation", case.AcceptInvitation, stafettlogg=log, participant_name=visit.me.name)
    return await visit.go(f"/logg/{log}", "joined", done) if done else await show_invitation(visit, log)


@routes.post("/invitasjon/{log}/takk-nei")
async def decline(visit: Staff, log: Id) -> Response:
    done = await visit.send("invitation", case.DeclineInvitation, stafettlogg=log)
    return await visit.go("/oppgaver", "declined", done) if done else await show_invitation(visit, log)


# --- What waits for somebody ------------------------------------------------------------------------------------------


@routes.post("/logg/{log}/minn")
async def nudge(visit: Staff, log: Id) -> Response:
    done = await visit.send("nudge", case.NudgeService, stafettlogg=log, owner=visit.given("owner"))
    return await visit.go(f"/logg/{log}", "nudged", done) if done else await show(visit, log)


@routes.post("/logg/{log}/gjenapne")
async def reopen(visit: Staff, log: Id) -> Response:
    done = await visit.send("reopen", case.ReopenStafettlogg, stafettlogg=log, opener_name=visit.me.name)
    return await visit.go(f"/logg/{log}", "reopened", done) if done else await show(visit, log)


# --- The end ----------------------------------------------------------------------------------------------------------


@routes.get("/logg/{log}/avslutt")
async def closing(visit: Staff, log: Id) -> Response:
    return await show_closing(visit, log)


async def show_closing(visit: Visit, log: Id) -> Response:
    return visit.page("closing.html", log=await read(visit, log), back=f"/logg/{log}", reasons=REASONS)


@routes.post("/logg/{log}/avslutt")
async def close(visit: Staff, log: Id) -> Response:
    said = {name: visit.given(name) for name in ("because", "reason")}
    done = await visit.send("closing", case.CloseStafettlogg, stafettlogg=log, **said)
    return await visit.go(f"/logg/{log}", "closed", done) if done else await show_closing(visit, log)
