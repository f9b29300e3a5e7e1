"""Fetches data keys from the consent service, each sealed to this service alone."""

import base64
from collections.abc import Sequence
from datetime import datetime

from shared.bus import Client
from shared.contracts.consent import Keys, ReleaseKeys, SealedKey, WantedKey
from shared.sealing import DataKey, KeyId, Slot, open_lease
from shared.settings import Settings


class Leases:
    def __init__(self, client: Client, settings: Settings) -> None:
        self._client, self._settings = client, settings

    async def fetch(self, kommune: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        """The keys that may be had now, and until when. Raises Unavailable, RemoteRefused."""
        wanted = tuple(WantedKey(owner=owner, category=category) for owner, category in slots)
        reply: Keys = await self._client.ask(
            ReleaseKeys(child=child, wanted=wanted),
            owner=self._settings.owner,
            actor=self._client.itself(kommune),
        )
        return [(self._open(key), key.until) for key in reply.keys]

    def _open(self, lease: SealedKey) -> DataKey:
        sealed = base64.b64decode(lease.sealed, validate=True)
        reader = self._settings.owner
        return open_lease(self._settings.hpke_key, KeyId.parse(lease.key), reader, lease.until, sealed)
