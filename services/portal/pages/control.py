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
FILTERS = ("child", "actor", "owner", "action", "outcome", "unit", "first", "last")
PAGE = 50


class Asked(BaseModel):
    """The filters as they stand in the address; ids are pseudonyms."""

    child: str = ""
    actor: str = ""
    owner: str = ""
    action: str = ""
    outcome: str = ""
    unit: str = ""
    first: str = ""
    last: str = ""
    before: int | None = None


@routes.get("/kontroll/sok")
async def control(visit: Ombud, asked: Annotated[Asked, Query()]) -> Response:
    chosen = {name: value for name in FILTERS if (value := getattr(asked, name).strip())}
    found = await _search(visit, chosen, asked.before)
    older = "/kontroll/sok?" + urlencode(chosen | ({"before": found.next} if found else {}))
    owners = (*visit.municipality.services, "consent", "notify", "audit", "portal")
    rules = {rule.id: rule.text for rule in found.rules} if found else {}
    shown = {"found": found, "asked": asked, "chosen": chosen, "older": older, "owners": owners, "rules": rules}
    return visit.page("control.html", acts=acts, **shown)


async def _search(visit: Visit, chosen: dict[str, str], before: int | None) -> audit.AuditEntries | None:
    """None: the filters cannot name anything."""
    of_unit = {"actors": _of_unit(visit, chosen["unit"])} if "unit" in chosen else {}
    plain = {name: value for name, value in chosen.items() if name != "unit"}
    try:
        search = audit.SearchAudit.model_validate({**plain, **of_unit, "before": before, "limit": PAGE})
    except ValidationError:
        return None
    return await visit.ask(search, audit.AuditEntries)


def _of_unit(visit: Visit, unit: str) -> list[str]:
    """Who works there: an audit row need not tell where anybody is."""
    there = (visit.me.kommune, unit)
    return [person.id for person in visit.portal.directory if (person.kommune, person.unit) == there]
