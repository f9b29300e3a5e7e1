"""What a service asks on its own behalf: where consents stand, and the keys that they open."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import (
    Category,
    Id,
    Moment,
    Name,
    Owner,
    Personal,
    Reply,
    Slug,
)
from shared.contracts.consent.base import ConsentQuery, State


class Standing(BaseModel, frozen=True):
    consent: Id
    version: int
    service: Owner
    purpose: Slug
    categories: tuple[Category, ...]
    state: State
    expires_on: date
    asker: Id
    asked_by_owner: Owner
    partners: tuple[Owner, ...] | None = None
    covers_from: date | None = None


class Standings(Reply):
    """Every consent of the child, and (to `familie` alone) the names a new stafettlogg needs."""

    child: Id
    standings: tuple[Standing, ...]
    guardians: tuple[Id, ...]
    answers_itself: bool = False  # the child, which is old enough for it
    own: tuple[Category, ...] = ()  # about what nobody but the child decides any more
    child_name: Personal[Name] | None = None
    guardian_names: Personal[tuple[tuple[Id, Name, str], ...]] = ()


class ReadStandings(ConsentQuery):
    name: ClassVar[str] = "read-standings"
    reply: ClassVar[type[BaseModel]] = Standings
    child: Id


class SealedKey(BaseModel, frozen=True):
    """A data key, HPKE-sealed to the asking service. `key` is `child.owner.category.epoch`."""

    key: str
    sealed: str  # base64
    until: Moment


class Keys(Reply):
    """Only the keys that may be given now; a key that is not here may not be had."""

    keys: tuple[SealedKey, ...]


class WantedKey(BaseModel, frozen=True, extra="forbid"):
    owner: Owner
    category: Category


class ReleaseKeys(ConsentQuery):
    """An owner gets its own keys; others only what an active consent covers now. Every release is an audit row."""

    name: ClassVar[str] = "release-keys"
    reply: ClassVar[type[BaseModel]] = Keys
    child: Id
    wanted: tuple[WantedKey, ...] = Field(min_length=1, max_length=50)
