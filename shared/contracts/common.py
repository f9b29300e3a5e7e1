"""The vocabulary every contract is made of."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import UUID

import uuid_utils.compat as uuid
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

# A pseudonym: leads to nobody by itself. Digits alone are a birth number, a telephone number or an account.
Id = Annotated[str, StringConstraints(pattern=r"^(?:[a-z]|[0-9]+[a-z-])[0-9a-z-]*$", max_length=64)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]  # a name chosen by us, never by a user
Owner = Slug  # who owns data: barnehage, helsestasjon, ppt, barnevern, familie, … by configuration
WireName = Annotated[str, StringConstraints(pattern=r"^[a-z-]+\.[a-z-]+\.v[0-9]+$")]
Kommune = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
# No number passes for a moment: 7 would be a second of 1970.
Moment = Annotated[AwareDatetime, Field(gt=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))]


class _Personal:
    """Marks a field that says something about a person. In events and facts it is stored and sent sealed only."""

    def __repr__(self) -> str:
        return "personal"


class _Public:
    """Marks words that a municipality publishes: the same for everybody, about nobody. Only replies hold them."""

    def __repr__(self) -> str:
        return "public"


class _Locating:
    """Marks a field that tells where a child is. In a reply it may be None: see shared/locating.py."""

    def __repr__(self) -> str:
        return "locating"


PERSONAL, PUBLIC, LOCATING = _Personal(), _Public(), _Locating()
_T = TypeVar("_T")
_C = TypeVar("_C", bound="Request | Fact")
Personal = Annotated[_T, PERSONAL]
Locating = Annotated[_T, LOCATING]

_LINE = r"^[^\x00-\x1f\x7f]*$"  # nothing that steers a terminal or ends a string
_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=_LINE)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_LINE)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=_LINES)]
Wording = Annotated[Text, PUBLIC]


class Category(StrEnum):
    """What kind of content a text is; the unit in which a family consents and a key is given."""

    PRIVATE = "private"  # an owner's own casework: never shared, no consent can cover it
    AGREEMENTS = "agreements"  # avtaler: the spine of the stafettlogg
    NOTES = "notes"  # notater and lysglimt
    ASSESSMENTS = "assessments"  # vurderinger
    HEALTH = "health"  # helse
    CONTACT = "contact"  # where a person is reached
    SHIELDED = "shielded"  # reports to barnevernet: not even the consent service has these keys, or knows of them


SHARED_CATEGORIES = (Category.AGREEMENTS, Category.NOTES, Category.ASSESSMENTS, Category.HEALTH)


class Role(StrEnum):
    EMPLOYEE = "employee"
    LEADER = "leader"
    GUARDIAN = "guardian"
    YOUTH = "youth"  # the child itself, when it is old enough to answer; its id is the child's
    DPO = "dpo"  # personvernombud
    ADMINISTRATOR = "administrator"  # kommuneadministrator: what the municipality chooses, and no child
    REGISTER = "register"  # the municipality's registers, speaking through an import
    SYSTEM = "system"  # a timer or a reaction, on nobody's behalf
    DOOR = "door"  # the portal, while somebody signs in: who it is, nobody knows yet


class Actor(BaseModel):
    """Who acts. Pseudonymous: names are never in a token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    role: Role
    kommune: Kommune
    owner: Owner
    unit: Locating[Id | None] = None
    level: Slug | None = None  # how surely they have shown who they are: the acr of their login
    shown_at: Moment | None = None  # and when; told only where an act asks for it
    client: Slug | None = None  # the fagsystem that asks for them; None: they ask themselves


class Contract(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Reply(BaseModel):
    """Replies may gain fields: readers ignore those they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Done(Reply):
    """A command was carried out. `event` marks the last event it stored; hand it to a query as `seen`."""

    stream: Id
    event: Id | None = None


class Request(Contract):
    """Sent to `req.<service>.<owner>.<name>.v<version>` with an actor token."""

    name: ClassVar[str]
    service: ClassVar[str]
    version: ClassVar[int] = 1
    reply: ClassVar[type[BaseModel]]


class Command(Request):
    """Asks for a change. Repeating it with the same `id` changes nothing more."""

    reply: ClassVar[type[BaseModel]] = Done
    id: UUID = Field(default_factory=uuid.uuid7)


class Query(Request):
    """Asks to see something. `seen`: a `Done.event`; the answer waits (at most a second) until that is folded in."""

    seen: Id | None = None


class Printable(Query):
    """on_paper: to be printed, which stands in the access log as an act of its own."""

    printing: ClassVar[str]
    on_paper: bool = False

    @property
    def action(self) -> str:
        return self.printing if self.on_paper else self.name


class Fact(BaseModel):
    """A public fact: `evt.<kommune>.<owner>.<entity>.<fact>.v<major>`. Readers ignore fields they do not know.

    Personal fields travel only inside the envelope's sealed part; a fact read without the key lacks those attributes.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    service: ClassVar[str]
    entity: ClassVar[str]
    fact: ClassVar[str]
    major: ClassVar[int] = 1
    said_by: ClassVar[str | None] = None  # the one owner who may say it; None: each for itself

    @classmethod
    def wire_name(cls) -> str:
        return f"{cls.entity}.{cls.fact}.v{cls.major}"


def defined_in(modules: Iterable[ModuleType], base: type[_C]) -> tuple[type[_C], ...]:
    """Every request or fact with a wire name of its own that these modules define, in the order they do."""
    named = (found for module in modules for found in vars(module).values() if _named(found, module, base))
    return tuple(named)


def _named(found: object, module: ModuleType, base: type) -> bool:
    own = isinstance(found, type) and issubclass(found, base) and found.__module__ == module.__name__
    return own and bool({"name", "fact"} & vars(found).keys())


class Envelope(BaseModel):
    """How a fact travels: signed by its owner over exactly these bytes and the subject.

    `position` grows along one owner's log; `sealed` is base64 of nonce and ciphertext under `key`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    id: UUID
    kommune: Kommune
    owner: Owner
    position: int = Field(gt=0, lt=2**63)  # no reader may be told what its database cannot hold
    stream: Id
    version: int = Field(gt=0, lt=2**31)
    type: WireName
    child: Id
    at: Moment
    actor: Actor
    correlation: UUID
    causation: UUID
    data: dict[str, Any]
    key: str | None = None
    sealed: str | None = None
    sealed_as: str | None = None  # "<event type>/<schema version>", part of what the seal is bound to
    traceparent: str | None = Field(default=None, pattern=r"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
