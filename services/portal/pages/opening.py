"""Before anything is shared: asking the family, and opening the stafettlogg when they have said yes."""

from calendar import monthrange
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal import dates, refusals
from services.portal.consents import STANDING, ordered
from services.portal.pages.casework import find, opener, read
from services.portal.visit import Staff, Visit
from services.portal.words import FAMILY
from shared.contracts import case, consent
from shared.contracts.common import SHARED_CATEGORIES, Id
from shared.municipality import Municipality

routes = APIRouter()
MONTHS = (3, 6, 12)


@routes.get("/barn/{child}/samtykke")
async def ask_page(visit: Staff, child: Id) -> Response:
    return await show_asking(visit, child)


async def show_asking(visit: Visit, child: Id) -> Response:
    known = await visit.ask(consent.ReadConsents(child=child), consent.Consents)
    summary = await find(visit, child)
    others = [owner for owner in visit.municipality.services if owner not in {FAMILY, visit.me.owner}]
    return visit.page(
        "asking.html",
        child=summary,
        services=others,
        categories=SHARED_CATEGORIES,
        months=terms(dates.today(), visit.municipality),
        standing={item.service: item for item in known.consents if item.state in STANDING},
    )


@routes.post("/barn/{child}/samtykke")
async def ask(visit: Staff, child: Id) -> Response:
    concern = await read(visit, (await find(visit, child)).case)
    if concern and concern.acute:
        visit.refuse("asking", refusals.text("AcuteConcern"))
        return await show_asking(visit, child)
    chosen = [name.removeprefix("service-") for name in visit.sent if name.startswith("service-")]
    done = await visit.send(
        "asking",
        consent.AskConsent,
        child=child,
        services=[visit.me.owner, *chosen] if chosen else [],
        categories=[category for category in SHARED_CATEGORIES if f"category-{category}" in visit.sent],
        expires_on=in_months(dates.today(), visit.sent.get("months", "")),
    )
    return await visit.go(f"/barn/{child}", "asked", done) if done else await show_asking(visit, child)


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
    active = ordered(item for item in known.consents if item.state is consent.State.ACTIVE)
    return visit.page(
        "opening.html", child=await find(visit, child), active=active, other=opener(visit, known.consents)
    )  # fmt: skip


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
