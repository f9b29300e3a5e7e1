"""Where people are reached: one stream per person, the address sealed under that person's own key."""

from collections.abc import Sequence
from email.headerregistry import Address
from typing import ClassVar

from shared.contracts.common import Category, Id, Personal
from shared.contracts.notify import RegisterContact
from shared.decider import Act, Decider
from shared.errors import InvalidRequest
from shared.events import DomainEvent, Schema


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
