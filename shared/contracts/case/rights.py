"""What an owner holds about a child, as the family is given it: item by item, with what must be withheld left out.

Asked of each owner. An owner that holds nothing and one that withholds everything answer with the same bytes.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, Field

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.common import Id, Locating, Owner, Personal, Reply, Role, Slug

MOST = 20_000  # items that one owner may hold about one child


class Basis(StrEnum):
    """Why something is withheld. The words of each stand in the portal."""

    PVL_16_B = "pvl-16-b"  # to prevent, investigate and prosecute crimes
    PVL_16_C = "pvl-16-c"  # the person's own health, or their relation to those closest to them
    PVL_16_D = "pvl-16-d"  # a law's duty of secrecy
    PVL_16_E = "pvl-16-e"  # a text for internal preparation alone
    PVL_16_F = "pvl-16-f"  # obvious and fundamental private or public interests
    FVL_19_1_D = "fvl-19-1-d"  # a party's health, or their relation to those closest to them
    FVL_19_2_B = "fvl-19-2-b"  # other people's health, other special reasons


class Item(BaseModel, frozen=True):
    """One event of an owner's log. what: its wire name; data, text and places: its fields, those that are personal, and
    those that tell where the child is.
    """

    id: UUID
    of: Id  # what it belongs to: a case, a contribution, …
    what: Slug
    at: datetime
    by: Id
    role: Role
    owner: Owner
    unit: Locating[Id | None]
    data: dict[str, Any]
    text: Personal[dict[str, Any]]
    places: Locating[Personal[dict[str, Any] | None]] = None


class Draft(BaseModel, frozen=True):
    """careful: it belongs to what somebody has called acute."""

    item: Item
    careful: bool


class AccessDraft(Reply):
    """decided: this owner has answered. next: ask for the rest with it as `first`."""

    child: Id
    items: tuple[Draft, ...]
    decided: bool
    next: int | None = None


class ReadAccessDraft(CaseQuery):
    """Whoever decides for an owner sees everything that it holds about a child whose family has asked."""

    name: ClassVar[str] = "read-access-draft"
    reply: ClassVar[type[BaseModel]] = AccessDraft
    child: Id
    request: Id
    first: int = Field(default=0, ge=0, lt=2**31)


class Withheld(BaseModel, frozen=True, extra="forbid"):
    item: UUID
    basis: Basis


class DecideAccess(CaseCommand):
    """Every item is either given or withheld with a legal basis; also when there are none, somebody says so."""

    name: ClassVar[str] = "decide-access"
    child: Id
    request: Id
    given: tuple[UUID, ...] = Field(default=(), max_length=MOST)
    withheld: tuple[Withheld, ...] = Field(default=(), max_length=MOST)


class Seen(BaseModel, frozen=True):
    """Somebody did something with what is given: who, by which right."""

    at: datetime
    action: Slug
    role: Role
    owner: Owner
    legal_basis: tuple[str, ...]
    denied: bool


class AccessPart(Reply):
    """One owner's part of the answer. next: ask for the rest with it as `first`."""

    child: Id
    owner: Owner
    items: tuple[Item, ...]
    seen: tuple[Seen, ...]
    next: int | None = None


class ReadAccessPart(CaseQuery):
    """Whoever asked fetches an owner's part, when every owner has decided."""

    name: ClassVar[str] = "read-access-part"
    reply: ClassVar[type[BaseModel]] = AccessPart
    child: Id
    request: Id
    first: int = Field(default=0, ge=0, lt=2**31)


class ReadOwnWords(CaseQuery):
    """Dataportabilitet: everything that this guardian or youth has written or answered here themselves."""

    name: ClassVar[str] = "read-own-words"
    reply: ClassVar[type[BaseModel]] = AccessPart
    child: Id
    first: int = Field(default=0, ge=0, lt=2**31)
