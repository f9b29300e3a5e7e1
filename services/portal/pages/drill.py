"""Who could have read about a child between two days, by every owner's rules; and who did, by the audit log."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from services.portal import acts
from services.portal.visit import Ombud, Visit
from shared.contracts import audit, case
from shared.contracts.common import SHARED_CATEGORIES, Id, Owner

routes = APIRouter()
MOST = 2000  # acts that are gone through; the page says when there are more
READ = "read-stafettlogg"


class Asked(BaseModel):
    """As they stand in the address."""

    child: str = ""
    first: str = ""
    last: str = ""
    category: str = ""


class Did(NamedTuple):
    """What one person has done of one kind."""

    actor: audit.AuditEntry
    times: int
    first: datetime
    last: datetime


class Found(NamedTuple):
    """outside: reads of the stafettlogg for which no owner has found an opening."""

    reach: Mapping[Owner, case.Reach]
    did: Sequence[Did]
    outside: Sequence[audit.AuditEntry]
    more: int

    @property
    def readers(self) -> int:
        return len({one.person for told in self.reach.values() for one in told.readers})

    @property
    def read(self) -> int:
        """How many have read the stafettlogg."""
        return len({one.actor.actor.id for one in self.did if one.actor.action == READ})


@routes.get("/kontroll/hvem-kunne")
async def drill(visit: Ombud, asked: Annotated[Asked, Query()]) -> Response:
    wanted = {name: value.strip() for name, value in asked if value.strip()}
    found = await _look(visit, wanted) if wanted else None
    shown = {"found": found, "asked": asked, "wrong": bool(wanted) and found is None, "kinds": SHARED_CATEGORIES}
    return visit.page("drill.html", acts=acts, **shown)


async def _look(visit: Visit, wanted: Mapping[str, str]) -> Found | None:
    """None: what is asked cannot be read."""
    try:
        asking = case.WhoCouldRead.model_validate(wanted)
    except ValidationError:
        return None
    if asking.last < asking.first or (asking.last - asking.first).days > case.LONGEST_REACH:
        return None
    owners = tuple(visit.municipality.services)
    told = await asyncio.gather(*(visit.ask(asking, case.Reach, owner) for owner in owners))
    entries, total = await _acts(visit, asking)
    reach = dict(zip(owners, told, strict=True))
    return Found(reach, _grouped(entries), _outside(entries, reach), total - len(entries))


async def _acts(visit: Visit, asking: case.WhoCouldRead) -> tuple[list[audit.AuditEntry], int]:
    entries: list[audit.AuditEntry] = []
    search = audit.SearchAudit(child=asking.child, first=asking.first, last=asking.last, limit=200)
    while True:
        page = await visit.ask(search, audit.AuditEntries)
        entries += page.entries
        if page.next is None or len(entries) >= MOST:
            break
        search = search.model_copy(update={"before": page.next})
    if asking.category is None:
        return entries, page.total
    kept = [one for one in entries if asking.category in one.categories]
    return kept, len(kept) + page.total - len(entries)


def _grouped(entries: Iterable[audit.AuditEntry]) -> list[Did]:
    ordered = sorted(entries, key=lambda one: (*_kind(one), one.at))
    groups = (list(group) for _, group in groupby(ordered, key=_kind))
    return [Did(group[-1], len(group), group[0].at, group[-1].at) for group in groups]


def _kind(entry: audit.AuditEntry) -> tuple[str, ...]:
    return entry.actor.owner, entry.actor.id, entry.owner, entry.action, entry.outcome


def _outside(entries: Iterable[audit.AuditEntry], reach: Mapping[Owner, case.Reach]) -> list[audit.AuditEntry]:
    spans: dict[Id, list[case.CouldRead]] = {}
    for told in reach.values():
        for one in told.readers:
            spans.setdefault(one.person, []).append(one)
    reads = (one for one in entries if one.action == READ and one.outcome is audit.Outcome.DONE)
    return [one for one in reads if not any(s.since <= one.at < s.until for s in spans.get(one.actor.id, ()))]
