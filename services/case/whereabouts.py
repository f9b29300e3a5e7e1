"""Who is told where a child is: everybody who may read, unless the population register protects its address."""

from services.case import access, reading
from shared.contracts.common import Category
from shared.days import day_of
from shared.decider import Act
from shared.node import Node


class Whereabouts:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def may_locate(self, child: str, act: Act) -> bool:
        pool, by, owner = self._node.pool, act.by, self._node.settings.owner
        guarded = await reading.protected(pool, by.kommune, child)
        unit, part, let_in = await self._around(child, act) if guarded else ("", False, frozenset[str]())
        decision = access.on_whereabouts(
            by, child, guarded=guarded, at=(owner, unit), taking_part=part, consented=let_in
        )
        return decision.allowed

    async def _around(self, child: str, act: Act) -> tuple[str, bool, frozenset[str]]:
        """Its unit here, whether whoever acts takes part in its stafettlogg, and the services that are let in."""
        pool, by, today = self._node.pool, act.by, day_of(act.at)
        unit: str | None = await pool.fetchval(reading.SQL["unit_of_child"], by.kommune, child)
        part: bool = await pool.fetchval(reading.SQL["takes_part"], by.kommune, child, by.id, by.owner)
        known = await reading.consents(pool, by.kommune, child)
        let_in = frozenset(one.service for one in known if one.covers(Category.AGREEMENTS, today))
        return unit or "", part, let_in
