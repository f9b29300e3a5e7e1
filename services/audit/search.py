"""What the personvernombud may ask: who did or saw what, in the own municipality; never what was seen."""

from datetime import timedelta

from services.audit import access, rules
from services.audit.intake import SQL
from shared.contracts.audit import AuditEntries, AuditEntry, SearchAudit
from shared.days import midnight
from shared.decider import Act
from shared.errors import InvalidRequest
from shared.node import Node

HIGHEST = 2**63 - 1  # a position is a bigint
LAST_YEAR = 3000


class Search:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def search(self, request: SearchAudit, act: Act) -> AuditEntries:
        decision = access.on_log(act, request.name)
        if request.before is not None and not 0 < request.before <= HIGHEST:
            raise InvalidRequest
        if request.last is not None and request.last.year > LAST_YEAR:
            raise InvalidRequest
        found = await self._find(act.by.kommune, request)
        about = [request.actor] if request.actor else []
        await self._node.trail.record(
            self._node.trail.entry(act, request.name, child=request.child, resources=about, decision=decision)
        )
        return found

    async def _find(self, kommune: str, request: SearchAudit) -> AuditEntries:
        actors = None if request.actors is None else list(request.actors)
        first = request.first and midnight(request.first)
        end = request.last and midnight(request.last + timedelta(days=1))
        plain = (request.child, request.actor, request.owner, request.action, request.outcome)
        filters = (kommune, *plain, actors, first, end)
        async with self._node.pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            await connection.execute(SQL["plan_anew"])
            ((total, lowest, highest),) = await connection.fetch(SQL["count"], *filters)
            last = highest if request.before is None else min(request.before - 1, highest or 0)
            rows = await connection.fetch(SQL["search"], *filters, lowest, last, request.limit + 1)
        page = rows[: request.limit]
        entries = tuple(AuditEntry.model_validate_json(row["body"]) for row in page)
        return AuditEntries(
            entries=entries,
            rules=rules.named(policy for entry in entries for policy in entry.policies),
            next=page[-1]["position"] if len(rows) > len(page) else None,
            total=total,
        )
