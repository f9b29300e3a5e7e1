"""Before anything is shared: asking the family, and opening the stafettlogg when they have said yes."""

from calendar import monthrange
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal import dates, refusals, words
from services.portal.consents import LOG, ordered, sharing, standing
from services.portal.pages.casework import find, opener, read
from services.portal.visit import Staff, Visit
from services.portal.words import FAMILY
from shared.contracts import case, consent
from shared.contracts.common import SHARED_CATEGORIES, Id
from shared.municipality import Municipality

routes = APIRouter()
MONTHS = (3, 6, 12)


@routes.get("/barn/{child}/samtykke")
async def ask_page(visit: Staff, child: Id, formaal: str = LOG, forny: Id | None = None) -> Response:
    return await show_asking(visit, child, formaal, forny)


async def show_asking(visit: Visit, child: Id, purpose: str, renew: Id | None = None) -> Response:
    """renew: the consent that is asked for anew, whose choices the form begins with."""
    known = await visit.ask(consent.ReadConsents(child=child), consent.Consents)
    summary = await find(visit, child)
    offered = {one.purpose for one in known.askable if visit.me.owner in one.services} & words.PURPOSES.keys()
    if purpose != LOG:
        return await _show_other(visit, summary, known, purpose, offered)
    others = [owner for owner in visit.municipality.services if owner not in {FAMILY, visit.me.owner}]
    return visit.page(
        "asking.html",
        child=summary,
        services=others,
        categories=SHARED_CATEGORIES,
        months=terms(dates.today(), visit.municipality),
        standing=standing(known.consents, LOG, dates.today()),
        renewed=next((item for item in known.consents if item.consent == renew), None),
        opened=await _opened(visit, summary),
        asks=sorted(offered - {LOG}),
    )


async def _show_other(
    visit: Visit, child: case.ChildSummary, known: consent.Consents, purpose: str, offered: AbstractSet[str]
) -> Response:
    """Another kind of yes, for the own service alone: nothing is shared by it."""
    if purpose not in offered:
        raise HTTPException(404)
    months = terms(dates.today(), visit.municipality)
    asked = standing(known.consents, purpose, dates.today()).get(visit.me.owner)
    return visit.page("asking_other.html", child=child, purpose=purpose, months=months, asked=asked)


async def _opened(visit: Visit, child: case.ChildSummary) -> date | None:
    """The day on which the stafettlogg was opened, for those who take part in it."""
    mine = (await visit.ask(case.MyLogs(), case.Logs)).logs
    if child.stafettlogg not in {log.stafettlogg for log in mine}:
        return None
    log = await visit.ask(case.ReadStafettlogg(stafettlogg=child.stafettlogg), case.StafettloggView)
    return log.opened_at.astimezone(dates.HERE).date()


@routes.post("/barn/{child}/samtykke")
async def ask(visit: Staff, child: Id) -> Response:
    purpose = visit.sent.get("purpose", LOG)
    concern = await read(visit, (await find(visit, child)).case)
    if concern and concern.acute:
        visit.refuse("asking", refusals.text("AcuteConcern"))
        return await show_asking(visit, child, purpose)
    asked = await _wanted(visit, child) if purpose == LOG else {"services": [visit.me.owner], "categories": []}
    asked |= {
        "expires_on": in_months(dates.today(), visit.sent.get("months", "")),
        "language": visit.sent.get("language", "nb"),
    }
    done = await visit.send("asking", consent.AskConsent, child=child, purpose=purpose, **asked)
    return await visit.go(f"/barn/{child}", "asked", done) if done else await show_asking(visit, child, purpose)


async def _wanted(visit: Visit, child: Id) -> dict[str, Any]:
    chosen = [name.removeprefix("service-") for name in visit.sent if name.startswith("service-")]
    return {
        "services": [visit.me.owner, *chosen] if chosen else [],
        "categories": [category for category in SHARED_CATEGORIES if f"category-{category}" in visit.sent],
        "covers_from": await _from(visit, child),
    }


async def _from(visit: Visit, child: Id) -> date | str | None:
    """None: from today on, which the consent service fills in."""
    match visit.sent.get("covers"):
        case "opening":
            return await _opened(visit, await find(visit, child))
        case "date":
            return visit.sent.get("covers_from", "")
        case _:
            return None


def terms(start: date, municipality: Municipality) -> list[int]:
    """The terms that the municipality lets a consent last from a day on."""
    longest = start + timedelta(days=municipality.deadlines.consent_days)
    return [number for number in MONTHS if (end := in_months(start, str(number))) and end <= longest]


def in_months(start: date, number: str) -> date | None:
    """The same day so many months on, or the last day of a month that has no such day. None: not a term we offer."""
    if number not in {str(term) for term in MONTHS}:
        return None
    years, month = divmod(start.month - 1 + int(number), 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@routes.get("/barn/{child}/stafettlogg")
async def open_page(visit: Staff, child: Id) -> Response:
    return await show_opening(visit, child)


async def show_opening(visit: Visit, child: Id) -> Response:
    known = await visit.ask(consent.ReadConsents(child=child), consent.Consents)
    asked = sharing(known.consents)
    active = ordered(item for item in asked if item.state is consent.State.ACTIVE)
    return visit.page("opening.html", child=await find(visit, child), active=active, other=opener(visit, asked))


@routes.post("/barn/{child}/stafettlogg")
async def open_log(visit: Staff, child: Id) -> Response:
    done = await visit.send(
        "opening",
        case.OpenStafettlogg,
        stafettlogg=visit.key,
        child=child,
        attention=visit.given("attention"),
        goal=visit.given("goal"),
        opener_name=visit.me.name,
    )
    return await visit.go(f"/logg/{visit.key}", "opened", done) if done else await show_opening(visit, child)
