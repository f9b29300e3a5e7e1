"""Opens the address of one person, to send one mail."""

from dataclasses import dataclass

from services.notify.contacts import SCHEMA
from shared.contracts.common import Category
from shared.event_store import EventStore
from shared.sealing import KeyId, Keyring, place

OWNER = "notify"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    email: str
    language: str


class Addresses:
    def __init__(self, store: EventStore, keyring: Keyring) -> None:
        self._store, self._keyring = store, keyring

    async def find(self, kommune: str, person: str) -> Address:
        """The newest. Raises LookupError when there is none, or when its key is not to be had."""
        row = (await self._store.read(kommune, person))[-1]
        key_id = KeyId.parse(row.key_id or "")
        key = (await self._keyring.keys(kommune, person, [(OWNER, Category.CONTACT)]))[key_id]
        where = place(kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key_id)
        event = SCHEMA.read(row, key.open(where, row.sealed or b""))
        return Address(event.email, event.language)
