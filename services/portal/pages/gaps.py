"""Where a consent ends soon or is not there, and who has not said that copies are struck."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.visit import Ombud
from services.portal.words import FAMILY
from shared.contracts import case, consent

routes = APIRouter()


@routes.get("/kontroll/samtykker")
async def gaps(visit: Ombud) -> Response:
    found, missing = await asyncio.gather(
        visit.ask(case.ReadConsentGaps(), case.ConsentGaps, FAMILY),
        visit.ask(consent.ReadMissingReceipts(), consent.MissingReceipts),
    )
    return visit.page("gaps.html", found=found, receipts=missing.receipts)
