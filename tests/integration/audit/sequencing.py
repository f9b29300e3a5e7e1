"""A sequencer on the real database, with keys of a keyring of our own and a connection that breaks where we say."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.audit.intake import EntryIntake
from services.audit.openings import Openings
from services.audit.sequencer import Sequencer
from services.audit.witnesses import Witnesses
from shared.background import Background
from shared.contracts.common import Category
from shared.contracts.witness import AddCheckpoint, Witnessed
from shared.errors import Unavailable
from shared.sealing import DataKey, KeyId, Keyring, Slot
from shared.transparency import merkle
from shared.transparency.policy import Policy
from shared.wire import Message

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TABLES = "entries, left_out, logs, leaves, nodes, log_checkpoints, cosignatures, findings, trails, walks"


class Broken(Exception):
    """The process ended here."""


class Keys:
    """A consent service in a dictionary. Erase a child by removing its key."""

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}
        self.erased: set[str] = set()

    async def fetch(self, _: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        if child in self.erased:
            return []
        secret = self.secrets.setdefault(child, os.urandom(32))
        ends = datetime.now(UTC) + timedelta(hours=1)
        return [(DataKey(KeyId(child, owner, Category(category), 1), secret), ends) for owner, category in slots]

    def ring(self) -> Keyring:
        return Keyring("audit", self.fetch)


class Breaking:
    """Ends at the step numbered `at`: before it was done, or when it was done and nobody heard."""

    def __init__(self, connection: asyncpg.Connection, at: int, *, done: bool) -> None:
        self._connection, self._left, self._done = connection, at, done

    async def _step(self, name: str, *words: Any) -> Any:
        self._left -= 1
        if self._left == 0 and not self._done:
            raise Broken
        answer = await getattr(self._connection, name)(*words)
        if self._left == 0:
            raise Broken
        return answer

    async def fetch(self, *words: Any) -> Any:
        return await self._step("fetch", *words)

    async def fetchrow(self, *words: Any) -> Any:
        return await self._step("fetchrow", *words)

    async def fetchval(self, *words: Any) -> Any:
        return await self._step("fetchval", *words)

    async def execute(self, *words: Any) -> Any:
        return await self._step("execute", *words)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        async with self._connection.transaction():
            yield
            self._left -= 1
            if self._left == 0 and not self._done:
                raise Broken
        if self._left == 0:
            raise Broken


async def nobody(_: str, __: AddCheckpoint) -> Witnessed:
    raise Unavailable


def sequencer(keys: Keys, year: int = 2026, witnesses: Witnesses | None = None) -> Sequencer:
    """Without witnesses it agrees with itself."""
    seen_by = witnesses or Witnesses(Policy(), nobody)
    return Sequencer("", KEY, Openings(keys.ring(), {"4999"}), seen_by, Background(), lambda: NOW.replace(year=year))


async def store(connection: asyncpg.Connection, key_of: Any, messages: Sequence[Message]) -> None:
    """As the intake does it."""
    async with connection.transaction():
        await EntryIntake(key_of).apply(connection, messages)


async def tree(connection: asyncpg.Connection, year: int = 2026, owner: str = "barnehage") -> tuple[int, bytes]:
    """Size and root of the stored leaves, counted anew."""
    rows = await connection.fetch(
        "SELECT commitment FROM leaves JOIN logs ON logs.id = log WHERE owner = $1 AND year = $2 ORDER BY index",
        owner, year,
    )  # fmt: skip
    return len(rows), merkle.root(merkle.leaf_hash(row["commitment"]) for row in rows)
