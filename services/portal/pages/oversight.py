"""Where the personvernombud begins: one sentence of truth, how each log stands, and what is looked into."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal import dates, findings
from services.portal.breaching import clock
from services.portal.visit import Id, Ombud, Visit
from shared.contracts import audit, consent

routes = APIRouter()
HOME = "/kontroll"
BARS = 30  # days


@routes.get(HOME)
async def oversight(visit: Ombud) -> Response:
    return await show(visit)


async def show(visit: Visit) -> Response:
    found, breaches, rights, missing = await asyncio.gather(
        visit.ask(audit.ReadOversight(), audit.Oversight),
        visit.ask(audit.ReadBreaches(), audit.Breaches),
        visit.ask(consent.OpenRights(), consent.Rights),
        visit.ask(consent.ReadMissingReceipts(), consent.MissingReceipts),
    )
    looked_into = {one.about: one for one in found.investigations if one.closed_at is None}
    return visit.page(
        "oversight.html",
        found=found,
        truth=findings.truth(found, visit.services),
        wrong=[(one, findings.told(one, visit.services)) for one in found.findings],
        looked_into=looked_into,
        most=max((day.acts for day in found.days), default=0) or 1,
        findings=findings,
        deadlines=rights.requests,
        receipts=missing.receipts,
        clocks=[(one, clock(one, dates.now())) for one in breaches.breaches if one.ended_at is None],
    )


@routes.post(HOME + "/undersok/{about}")
async def investigate(visit: Ombud, about: Id) -> Response:
    done = await visit.send("investigate", audit.OpenInvestigation, about=about)
    return await visit.go(f"{HOME}/undersokelse/{done.stream}", "", done) if done else await show(visit)


@routes.get(HOME + "/undersokelse/{which}")
async def investigation(visit: Ombud, which: Id) -> Response:
    return await show_investigation(visit, which)


async def show_investigation(visit: Visit, which: Id) -> Response:
    found = await visit.ask(audit.ReadOversight(), audit.Oversight)
    one = next((one for one in found.investigations if one.investigation == which), None)
    if one is None:
        raise HTTPException(404)
    told = findings.told(one.finding, visit.services) if one.finding else None
    shown = {"about": one.finding, "odd": one.anomaly, "told": told, "logs": found.logs}
    return visit.page("investigation.html", one=one, findings=findings, **shown)


@routes.post(HOME + "/undersokelse/{which}/identitet")
async def identity(visit: Ombud, which: Id) -> Response:
    asked = {"person": visit.given("person"), "why": visit.given("why")}
    done = await visit.send("identity", audit.OpenIdentity, investigation=which, **asked)
    where = f"{HOME}/undersokelse/{which}"
    return await visit.go(where, "identity-opened", done) if done else await show_investigation(visit, which)


@routes.post(HOME + "/undersokelse/{which}/avslutt")
async def close(visit: Ombud, which: Id) -> Response:
    said = {"verdict": visit.given("verdict"), "case": visit.given("case")}
    done = await visit.send("verdict", audit.CloseInvestigation, investigation=which, **said)
    return await visit.go(HOME, "investigated", done) if done else await show_investigation(visit, which)
