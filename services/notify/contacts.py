"""Where people are reached: one stream per person, the address sealed under that person's own key."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from typing import ClassVar

from shared.contracts.common import Category, Id, Personal
from shared.contracts.notify import RegisterContact
from shared.decider import Act, Decider
from shared.errors import InvalidRequest
from shared.event_store import EventStore
from shared.events import DomainEvent, Schema
from shared.sealing import KeyId, Keyring, place

OWNER = "notify"


class ContactRegistered(DomainEvent):
    """From the contact register: this is where the person is reached from now on."""

    type: ClassVar[str] = "contact-registered"
    person: Id
    language: str
    email: Personal[str]

    def sealed_under(self) -> Category:
        return Category.CONTACT


def decide(command: RegisterContact, _state: str, _act: Act) -> Sequence[ContactRegistered]:
    try:
        Address(addr_spec=command.email)
    except ValueError:
        # Without the cause: its text repeats the address.
        raise InvalidRequest from None
    return [ContactRegistered(person=command.person, language=command.language, email=command.email)]


SCHEMA: Schema[ContactRegistered] = Schema((ContactRegistered,))
DECIDER: Decider[RegisterContact, str, ContactRegistered] = Decider(
    # The key belongs to the person reached, who is nobody's child here.
    initial="",
    decide=decide,
    evolve=lambda _state, event: event.person,
    child=lambda person: person,
)


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    email: str
    language: str


class Contacts:
    def __init__(self, store: EventStore, keyring: Keyring) -> None:
        self._store, self._keyring = store, keyring

    async def find(self, kommune: str, person: str) -> Contact:
        """The newest address. Raises LookupError when there is none, or when its key is not to be had."""
        row = (await self._store.read(kommune, person))[-1]
        key_id = KeyId.parse(row.key_id or "")
        key = (await self._keyring.keys(kommune, person, [(OWNER, Category.CONTACT)]))[key_id]
        where = place(kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key_id)
        event = SCHEMA.read(row, key.open(where, row.sealed or b""))
        return Contact(event.email, event.language)
