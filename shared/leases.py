"""Fetches data keys from the consent service, each sealed to this service alone.

Leases of own keys are kept as they came, sealed, in this owner's database: while the consent service is away an owner
reads its own, also after a restart. Others' keys are nowhere but in memory.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from shared.bus import Client
from shared.contracts.common import Category
from shared.contracts.consent import Keys, ReleaseKeys, SealedKey, WantedKey
from shared.errors import RemoteRefused, Unavailable
from shared.sealing import DataKey, KeyId, Slot, from_text, open_lease, to_text
from shared.settings import Settings
from shared.statements import statements

log = logging.getLogger(__name__)
SQL = statements(Path(__file__).parent / "sql" / "leases.sql")
RENEWED = timedelta(hours=12)  # before its end
PAUSE = 600.0  # seconds between looks for leases to renew


class Leases:
    """pool: where own leases are kept."""

    def __init__(self, client: Client, settings: Settings, pool: asyncpg.Pool) -> None:
        self._client, self._settings, self._pool = client, settings, pool

    async def fetch(self, kommune: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        """The keys that may be had now, and until when. Raises RemoteRefused, and Unavailable when none is kept."""
        try:
            leases = await self.ask(kommune, child, slots)
        except (Unavailable, RemoteRefused) as error:
            leases = await self._kept(kommune, child, slots) if error.retryable else ()
            if not leases:
                raise
        return [(self._open(lease), lease.until) for lease in leases]

    async def ask(self, kommune: str, child: str, slots: Sequence[Slot]) -> Sequence[SealedKey]:
        wanted = tuple(WantedKey(owner=owner, category=category) for owner, category in slots)
        owner = self._settings.owner
        reply: Keys = await self._client.ask(
            ReleaseKeys(child=child, wanted=wanted), owner=owner, actor=self._client.itself(kommune)
        )
        own = [(KeyId.parse(lease.key), lease) for lease in reply.keys]
        rows = [(key.category, key.epoch, from_text(one.sealed), one.until) for key, one in own if key.owner == owner]
        if rows:
            await self._pool.execute(SQL["keep"], kommune, child, *zip(*rows, strict=True))
        return reply.keys

    async def renew(self) -> None:
        """Keep own leases from ending, so that an outage never finds an owner without; run it in the background."""
        while True:
            await self._pool.execute(SQL["forget_ended"])
            for row in await self._pool.fetch(SQL["ending"], datetime.now(UTC) + RENEWED):
                slots = [(self._settings.owner, Category(category)) for category in row["categories"]]
                await self._renewed(row["kommune"], row["child"], slots)
            await asyncio.sleep(PAUSE)

    async def _renewed(self, kommune: str, child: str, slots: Sequence[Slot]) -> None:
        """One child that is refused must not keep the others' leases from being renewed."""
        try:
            await self.ask(kommune, child, slots)
        except RemoteRefused as error:
            if error.retryable:
                raise
            log.warning("an own lease was not renewed", extra={"code": error.code})

    async def _kept(self, kommune: str, child: str, slots: Sequence[Slot]) -> list[SealedKey]:
        owner = self._settings.owner
        own = [category for of, category in slots if of == owner]
        rows = await self._pool.fetch(SQL["kept"], kommune, child, own) if own else ()
        return [
            SealedKey(
                key=str(KeyId(child, owner, Category(row["category"]), row["epoch"])),
                sealed=to_text(row["sealed"]), until=row["ends_at"],
            )
            for row in rows
        ]  # fmt: skip

    def _open(self, lease: SealedKey) -> DataKey:
        key, reader = KeyId.parse(lease.key), self._settings.owner
        return open_lease(self._settings.hpke_key, key, reader, lease.until, from_text(lease.sealed))
