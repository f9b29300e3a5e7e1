"""Where people are reached: one stream per person, the address sealed under that person's own key."""

import re
from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from shared.contracts.common import Category, Id, Personal
from shared.contracts.notify import RegisterContact
from shared.decider import Act, Decider
from shared.errors import InvalidRequest
from shared.events import DomainEvent, Schema

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
# RFC 5321's dot-string at a host name: what no mail header or server can read as anything but one address.
MAILABLE = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


class ContactRegistered(DomainEvent):
    """From the contact register: this is where the person is reached from now on."""

    type: ClassVar[str] = "contact-registered"
    person: Id
    language: str = Field(pattern="^[a-z]{2,3}$")
    email: Personal[str]

    def sealed_under(self) -> Category:
        return Category.CONTACT


def decide(command: RegisterContact, _state: str, _act: Act) -> Sequence[ContactRegistered]:
    if not MAILABLE.fullmatch(command.email):
        raise InvalidRequest
    return [ContactRegistered(person=command.person, language=command.language, email=command.email)]


SCHEMA: Schema[ContactRegistered] = Schema((ContactRegistered,))
DECIDER: Decider[RegisterContact, str, ContactRegistered] = Decider(
    # The key belongs to the person reached, who is nobody's child here.
    initial="",
    decide=decide,
    evolve=lambda _state, event: event.person,
    child=lambda person: person,
)
