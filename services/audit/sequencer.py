"""`entries` → logs: one leader gives every entry its place, commits to it, and signs how far the log has come.

Beside the intake, never before it. A crash at any line leaves a log that goes on: what is not committed was seen by
nobody, and what is stands as it was signed.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.audit import log as logs
from services.audit.findings import Findings, Kind
from services.audit.log import SQL, Log
from services.audit.openings import Openings
from services.audit.witnesses import Witnesses
from shared.background import Background
from shared.database import leading
from shared.errors import Refused
from shared.transparency import note
from shared.transparency.checkpoint import Checkpoint, open_checkpoint
from shared.transparency.errors import Malformed, Unproven
from shared.witnessing import log_key

log_ = logging.getLogger(__name__)
BATCH = 512
PAUSE = 1.0  # seconds between looks
BETWEEN = 10  # looks between two times that the witnesses are asked


class Sequencer:
    """clock: gives the year of a log; it never goes back."""

    def __init__(
        self, dsn: str, key: Ed25519PrivateKey, openings: Openings, witnesses: Witnesses, tasks: Background,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._dsn, self._key, self._openings, self._tasks, self._clock = dsn, key, openings, tasks, clock
        self._witnesses, self._agreed = witnesses, dict[int, int]()  # how large a log was then

    async def run(self) -> None:
        """Become the leader, then sequence for ever; keep it running in the background."""
        async with leading(self._dsn, "sequencer") as connection:
            self._agreed.clear()  # this database may have been restored
            for turn in count():
                await self.look(connection)
                if turn % BETWEEN == 0:
                    await self.show(connection)
                self._tasks.well("sequencer")
                await asyncio.sleep(PAUSE)

    async def look(self, connection: asyncpg.Connection) -> None:
        """Take in all that waits. What stops one owner's log does not stop another's."""
        for row in await connection.fetch(SQL["behind"]):
            try:
                await self._catch_up(connection, row["kommune"], row["owner"])
            except Refused as error:  # the consent service is away: what is not sealed is not taken in
                if not error.retryable:
                    raise
                log_.warning("entries wait for keys", extra={"owner": row["owner"]})

    async def _catch_up(self, connection: asyncpg.Connection, kommune: str, owner: str) -> None:
        log: Log | None = await self._current(connection, kommune, owner)
        while log and await self._is_whole(connection, log) and await self._is_agreed(connection, log):
            log = await self._grow(connection, log)

    async def show(self, connection: asyncpg.Connection) -> None:
        """Let the witnesses see how far each log has come."""
        for row in await connection.fetch(SQL["every"]):
            log = Log(*row)
            if self._agreed.get(log.id) != log.size and await self._is_whole(connection, log):
                await self._agree(connection, log)

    async def _is_agreed(self, connection: asyncpg.Connection, log: Log) -> bool:
        """Nothing more is signed until the witnesses have seen what is there, and remember nothing else."""
        return log.id in self._agreed or await self._agree(connection, log)

    async def _agree(self, connection: asyncpg.Connection, log: Log) -> bool:
        signed = await connection.fetchrow(SQL["latest_checkpoint"], log.id)
        if signed is None:
            empty = await logs.grown(connection, log, ())
            await logs.save(connection, empty, self._signed(log, empty.checkpoint))
            return await self._agree(connection, log)
        checkpoint = open_checkpoint(signed["note"], [self._vkey(log)]).checkpoint
        self._agreed.pop(log.id, None)
        if not await self._witnesses.agree(connection, log, signed["note"], checkpoint):
            return False
        self._agreed[log.id] = checkpoint.size
        return True

    async def _current(self, connection: asyncpg.Connection, kommune: str, owner: str) -> Log:
        """The newest year's; a new year's goes on where the last one ended."""
        found, year = await connection.fetchrow(SQL["newest"], kommune, owner), self._clock().year
        if found and found["year"] >= year:
            return Log(*found)
        position = found["position"] if found else 0
        return Log(*(await connection.fetch(SQL["begin"], kommune, owner, year, position))[0])

    async def _is_whole(self, connection: asyncpg.Connection, log: Log) -> bool:
        """Whether the stored tree is what was signed last. Otherwise nothing more is signed."""
        findings = Findings(connection, log.kommune, log.owner)
        signed = await connection.fetchrow(SQL["latest_checkpoint"], log.id)
        if await self._agrees(connection, log, signed):
            await findings.end(Kind.CHANGED)
            return True
        await findings.tell(Kind.CHANGED, log.origin)
        return False

    async def _agrees(self, connection: asyncpg.Connection, log: Log, signed: asyncpg.Record | None) -> bool:
        root = await logs.root(connection, log, log.size)
        if signed is None:
            return log.size == 0
        try:
            promised = open_checkpoint(signed["note"], [self._vkey(log)]).checkpoint
        except (Malformed, Unproven):
            return False
        return promised == Checkpoint(log.origin, log.size, root or b"")

    async def _grow(self, connection: asyncpg.Connection, log: Log) -> Log | None:
        """None: there is nothing more."""
        waiting = await connection.fetch(SQL["waiting"], log.kommune, log.owner, log.position, BATCH)
        if not waiting:
            return None
        leaves = [await self._openings.commit(log, entry) for entry in waiting]
        growth = await logs.grown(connection, log, leaves)
        await logs.save(connection, growth, self._signed(log, growth.checkpoint))
        log_.info("sequenced", extra={"owner": log.owner, "size": growth.checkpoint.size})
        return Log(log.id, log.kommune, log.owner, log.year, growth.checkpoint.size, leaves[-1].position)

    def _signed(self, log: Log, checkpoint: Checkpoint) -> bytes:
        text = checkpoint.text()
        return note.signed(text, note.log_line(text, self._vkey(log), self._key.sign))

    def _vkey(self, log: Log) -> note.Key:
        return log_key(log.origin, self._key.public_key().public_bytes_raw())
