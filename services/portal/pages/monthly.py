"""The monthly report, as a file to keep in the municipality's archive."""

import asyncio
from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.attachments import attachment
from services.portal.monthly import Reported, sheet
from services.portal.pages.oversight import HOME
from services.portal.printing import pdf
from services.portal.visit import Ombud
from shared.contracts import audit, consent

routes = APIRouter()


@routes.get(HOME + "/manedsrapport")
async def report(visit: Ombud, month: str) -> Response:
    """month: as 2026-11."""
    try:
        first = date.fromisoformat(f"{month}-01")
        asking = audit.ReadMonth(month=first)
    except ValueError:
        raise HTTPException(404) from None
    told, oversight, rights = await asyncio.gather(
        visit.ask(asking, audit.Month),
        visit.ask(audit.ReadOversight(), audit.Oversight),
        visit.ask(consent.OpenRights(), consent.Rights),
    )
    made = sheet(Reported(told, oversight, rights.requests), first, visit.services, visit.municipality.name)
    return attachment(f"manedsrapport-{first:%Y-%m}.pdf", await pdf(made))
