"""Who may ask an owner to do something with what it has given them, and who answers for the owner."""

from collections.abc import Mapping, Sequence

import orjson

from services.case.rights import access
from services.case.writes import SQL
from shared.access import Decision
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Category, Id, Kommune
from shared.contracts.consent import CheckEntitled, Entitled
from shared.decider import Act
from shared.events import Recorded
from shared.node import Node


class Entitlement:
    def __init__(self, node: Node, handlers: Mapping[Kommune, tuple[Id, ...]]) -> None:
        """handlers: whom each municipality has named for this owner."""
        self._node, self._named = node, handlers

    def handlers(self, kommune: Kommune) -> tuple[Id, ...]:
        return self._named.get(kommune, ())

    async def given(self, kommune: Kommune, child: Id, item: object) -> Recorded | None:
        """An item that the family has been given. What is withheld and what there is not are answered alike."""
        decided = await self._node.pool.fetch(SQL["decisions"], kommune, child)
        if not any(str(item) in orjson.loads(row["data"])["given"] for row in decided):
            return None
        rows = await self._node.pool.fetch(SQL["held"], kommune, child)
        return next((Recorded(*row) for row in rows if row["event_id"] == item), None)

    async def by_family(self, act: Act, child: Id, action: str) -> Decision:
        """Raises AccessDenied."""
        found: Entitled = await self._node.client.ask(
            CheckEntitled(child=child, person=act.by.id), owner=self._node.settings.owner,
            actor=self._node.client.itself(act.by.kommune), correlation=act.correlation,
        )  # fmt: skip
        return access.on_words(act.by, action, child, entitled=found.entitled)

    def at_desk(self, action: str, act: Act) -> Decision:
        """Raises AccessDenied."""
        return access.at_desk(act.by, action, self._node.settings.owner, self.handlers(act.by.kommune))

    def entry(self, act: Act, action: str, child: Id, resources: Sequence[Id], decision: Decision | None) -> AuditEntry:
        return self._node.trail.entry(
            act, action, child=child, resources=resources, decision=decision, categories=(Category.PRIVATE,)
        )
