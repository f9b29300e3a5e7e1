"""Hears which stafettlogger there are, which the archive has, and when each was closed. Nothing of their content."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg

from services.consent.erasure.ledger import SQL
from shared.contracts import case
from shared.contracts.common import Envelope, Fact, Kommune
from shared.timers import Timer, set_timers
from shared.tokens import KeyOf
from shared.wire import Message, known_facts

SUBJECTS = "evt.*.familie.stafettlogg.>"
RETENTION = "retention-ended"
BEGUN = (case.StafettloggOpened, case.StafettloggReopened)
HEARD = {fact.wire_name(): fact for fact in (*BEGUN, case.StafettloggClosed, case.ArchiveDeposited)}


class Archived:
    """years: how long each municipality keeps what is closed."""

    def __init__(self, key_of: KeyOf, years: Mapping[Kommune, int]) -> None:
        self._key_of, self._years = key_of, years

    async def apply(self, connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        for found, fact in known_facts(messages, self._key_of, HEARD):
            await self._take(connection, found, fact)

    async def _take(self, connection: asyncpg.Connection, found: Envelope, fact: Fact) -> None:
        opened = found.position if isinstance(fact, BEGUN) else 0
        deposited = found.position if isinstance(fact, case.ArchiveDeposited) else 0
        closed_at = found.at if isinstance(fact, case.StafettloggClosed) else None
        of = (found.kommune, found.stream, found.child)
        await connection.execute(SQL["heard"], *of, found.position, opened, deposited, closed_at)
        if closed_at and (years := self._years.get(found.kommune)):
            item = f"{found.stream}@{found.position}"
            await set_timers(
                connection, [Timer(found.kommune, RETENTION, found.child, item, kept_until(closed_at, years))]
            )


def kept_until(closed_at: datetime, years: int) -> datetime:
    """A log that was closed on 29 February is kept until 1 March."""
    try:
        return closed_at.replace(year=closed_at.year + years)
    except ValueError:
        return closed_at.replace(year=closed_at.year + years, month=3, day=1)
