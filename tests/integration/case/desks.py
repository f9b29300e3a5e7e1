"""The task lists of several owners on PostgreSQL, folded from what a stafettlogg tells; no service runs."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from services.case.projections import fold_shared
from services.case.reading import SQL
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.state import Stafettlogg
from shared.contracts.case import TaskKind
from shared.contracts.common import Actor, Role
from shared.municipality import Deadlines
from shared.projector import Fact as Stored
from tests.property.copies import Copy
from tests.servers import Installation
from tests.unit.case.log import adviser, employee, parent, teacher
from tests.unit.spec import Given

colleague = employee("colleague", "ppt")
father = Actor(id="father", role=Role.GUARDIAN, kommune="4999", owner="familie")
PEOPLE = (teacher, adviser, colleague, parent, father)


@dataclass
class Desks:
    """connections: by owner."""

    connections: dict[str, asyncpg.Connection]
    state: Stafettlogg = field(default_factory=Stafettlogg)
    told: Copy = field(default_factory=Copy)

    async def asked(self, command: Any, by: Actor) -> None:
        for event in Given(DECIDER, self.state).when(command, by=by).events:
            await self.happened(event, by)

    async def happened(self, event: StafettloggEvent, by: Actor = teacher) -> None:
        self.state = DECIDER.evolve(self.state, event)
        known = len(self.told.envelopes)
        self.told.hear(event, by)
        await self._folded(known)

    async def said_yes(self, service: str, asker: Actor) -> None:
        known = len(self.told.envelopes)
        self.told.hear_consent(service, asker, given=True)
        await self._folded(known)

    async def _folded(self, known: int) -> None:
        for found in self.told.envelopes[known:]:
            for owner, connection in self.connections.items():
                await fold_shared(owner, {"4999": Deadlines()})(connection, [Stored(found.position, found)])

    async def waiting(self) -> list[tuple[str, TaskKind]]:
        """What is on whose list, each in their own owner's database."""
        found = [(one.id, row["kind"]) for one in PEOPLE for row in await self._list(one)]
        return sorted((who, TaskKind(kind)) for who, kind in found)

    async def _list(self, who: Actor) -> list[asyncpg.Record]:
        return await self.connections[who.owner].fetch(SQL["tasks"], who.kommune, who.id, "-")


@asynccontextmanager
async def desks(system: Installation) -> AsyncIterator[Desks]:
    """Everything that is written is taken back."""
    async with AsyncExitStack() as stack:
        connections = {}
        for owner in sorted({one.owner for one in PEOPLE}):
            connections[owner] = connection = await system.superuser(f"case_{owner}")
            stack.push_async_callback(connection.close)
            writing = connection.transaction()
            await writing.start()
            stack.push_async_callback(writing.rollback)
        yield Desks(connections)
