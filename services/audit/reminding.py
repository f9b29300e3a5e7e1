"""Tells the personvernombud that the time to report a breach is nearly over: one notice for each breach."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from services.audit.breaches import SQL, TIME
from shared.background import Background
from shared.bus import Client
from shared.contracts.common import Id, Kommune
from shared.contracts.notify import Remind
from shared.database import leading
from shared.errors import Refused
from shared.ids import derived
from shared.municipality import Municipality

PAUSE = 60.0  # seconds between rounds
BEFORE = timedelta(hours=24)  # of the deadline
Tell = Callable[[Kommune, Remind], Awaitable[bool]]
"""Whether it was taken."""


def asking(client: Client) -> Tell:
    async def tell(kommune: Kommune, request: Remind) -> bool:
        try:
            await client.ask(request, owner="notify", actor=client.itself(kommune))
        except Refused:
            return False
        return True

    return tell


class Reminding:
    """Whoever started the clock hears of it, and whoever else is named personvernombud: one of them may be away."""

    def __init__(self, dsn: str, municipalities: Mapping[Kommune, Municipality], tell: Tell, tasks: Background) -> None:
        self._dsn, self._municipalities, self._tell, self._tasks = dsn, municipalities, tell, tasks

    async def run(self) -> None:
        """Become the leader, then look for ever; keep it running in the background."""
        async with leading(self._dsn, "reminding") as connection:
            while True:
                await self.look(connection, datetime.now(UTC))
                self._tasks.well("reminding")
                await asyncio.sleep(PAUSE)

    async def look(self, connection: asyncpg.Connection, now: datetime) -> None:
        """Told again after a crash, they hear of it once: the command's id follows from the breach."""
        for row in await connection.fetch(SQL["running_out"], now - TIME + BEFORE):
            breach, kommune = row["id"], row["kommune"]
            taken = [await self._tell(kommune, _remind(breach, who)) for who in self._whom(kommune, row["actor"])]
            if all(taken):
                await connection.execute(SQL["reminded"], breach, now)

    def _whom(self, kommune: Kommune, opener: Id) -> list[Id]:
        known = self._municipalities.get(kommune)
        return sorted({opener, *(known.emergency.officers if known else ())})


def _remind(breach: UUID, who: Id) -> Remind:
    # The driver has a UUID of its own kind.
    return Remind(id=derived(UUID(str(breach)), "remind", who), person=who, about=str(breach))
