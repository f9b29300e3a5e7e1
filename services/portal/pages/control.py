"""The personvernombud's list: who did what to whose information, when and on what basis. Acts, never content."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from services.portal import acts
from services.portal.visit import Ombud, Visit
from shared.contracts import audit

routes = APIRouter()
FILTERS = ("child", "actor", "owner", "action", "outcome")
PAGE = 50


class Asked(BaseModel):
    """The filters as they stand in the address; ids are pseudonyms."""

    child: str = ""
    actor: str = ""
    owner: str = ""
    action: str = ""
    outcome: str = ""
    before: int | None = None


@routes.get("/kontroll/sok")
async def control(visit: Ombud, asked: Annotated[Asked, Query()]) -> Response:
    chosen = {name: value for name in FILTERS if (value := getattr(asked, name).strip())}
    found = await _search(visit, chosen, asked.before)
    older = "/kontroll/sok?" + urlencode(chosen | ({"before": found.next} if found else {}))
    owners = (*visit.municipality.services, "consent", "notify", "audit", "portal")
    return visit.page("control.html", found=found, asked=asked, chosen=chosen, acts=acts, older=older, owners=owners)


async def _search(visit: Visit, chosen: dict[str, str], before: int | None) -> audit.AuditEntries | None:
    """None: the filters cannot name anything."""
    try:
        search = audit.SearchAudit.model_validate({**chosen, "before": before, "limit": PAGE})
    except ValidationError:
        return None
    return await visit.ask(search, audit.AuditEntries)
