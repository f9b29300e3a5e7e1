"""What one owner has said reaches another one later: whoever acts for many people waits for it, as a person would."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

import asyncpg

from shared.contracts.common import Done, Owner
from tests.servers import Installation
from tests.waiting import until

# The owner's own tables have got as far as its log, and what another has said has arrived and been folded in.
REACHED = """
SELECT ($1::text <> $2::text OR NOT EXISTS (SELECT FROM checkpoints WHERE epoch = 'log' AND position < $4::bigint))
    AND (NOT $5::boolean OR NOT EXISTS (SELECT FROM checkpoints WHERE epoch = 'facts') OR coalesce(
        (SELECT min(position) FROM facts WHERE owner = $2 AND kommune = $3 AND source_position >= $4)
        <= (SELECT min(position) FROM checkpoints WHERE epoch = 'facts'), false))
"""


@dataclass
class Hearing:
    """The last change of every owner, and who has heard of it."""

    platform: Installation
    _said: dict[tuple[str, Owner], tuple[int, bool]] = field(default_factory=dict)
    _databases: dict[str, asyncpg.Connection] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)  # of those who ask at once

    def said(self, kommune: str, done: Done) -> None:
        if done.event:
            log, position, public = done.event.rsplit("-", 2)
            self._said[kommune, log] = int(position), public == "p"

    async def reached(self, service: str, owner: Owner) -> None:
        """Until this service has heard everything that was said."""
        if service not in {"case", "consent"}:
            return
        database = f"case_{owner}" if service == "case" else service
        async with self._one_at_a_time:
            asked = self._databases.get(database)
            if asked is None or asked.is_closed():
                asked = self._databases[database] = await self.platform.superuser(database)
            for (kommune, of), (position, public) in self._said.items():
                await until(partial(asked.fetchval, REACHED, owner, of, kommune, position, public))

    async def aclose(self) -> None:
        for connection in self._databases.values():
            await connection.close()
