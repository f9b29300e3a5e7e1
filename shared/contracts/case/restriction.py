"""Begrensning: a family asks that what an owner has stored is left alone, and the owner answers in time.

What is under begrensning is stored, and read by the family and by those who answer for it, with its consent or for a
legal claim. Everybody else sees that it is there, and not what it says.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.case.rights import Item
from shared.contracts.common import Id, Moment, Personal, Reply, Text


class RestrictionGround(StrEnum):
    """Personvernforordningen art. 18 no. 1 a to d."""

    ACCURACY = "accuracy"  # the family says that it is wrong, until that is settled
    UNLAWFUL = "unlawful"  # it should not be used, and the family does not want it erased
    CLAIM = "claim"  # the family needs it for a legal claim
    OBJECTION = "objection"  # the family has objected, until that is settled


class NoRestriction(StrEnum):
    """Why not. The words of each stand in the portal."""

    PVF_18_1 = "pvf-18-1"  # none of the grounds
    PVF_12_5 = "pvf-12-5"  # manifestly unfounded
    PVL_17 = "pvl-17"  # archives in the public interest


class AskRestriction(CaseCommand):
    """Asked of the owner. item: one that it has given this family; what it belongs to is restricted as a whole."""

    name: ClassVar[str] = "ask-restriction"
    child: Id
    request: Id
    item: UUID
    ground: RestrictionGround
    text: Personal[Text]


class SetRestriction(CaseCommand):
    """Whom the municipality has named agrees, on a ground of the law."""

    name: ClassVar[str] = "set-restriction"
    child: Id
    request: Id
    ground: RestrictionGround
    reason: Personal[Text]


class RefuseRestriction(CaseCommand):
    name: ClassVar[str] = "refuse-restriction"
    child: Id
    request: Id
    basis: NoRestriction
    reason: Personal[Text]


class AnnounceLifting(CaseCommand):
    """The family is told before the restriction ends (art. 18 no. 3). lift_on: it ends as that day begins."""

    name: ClassVar[str] = "announce-lifting"
    child: Id
    request: Id
    lift_on: date
    reason: Personal[Text]


class Restricted(StrEnum):
    ASKED = "asked"
    SET = "set"
    REFUSED = "refused"
    LIFTING = "lifting"  # announced
    LIFTED = "lifted"


class Restriction(BaseModel, frozen=True):
    """ground: the one that is asked for, or that it was restricted by. held: for those who answer for it."""

    request: Id
    item: UUID
    of: Id
    asked_at: Moment
    ground: RestrictionGround
    text: Personal[Text]
    state: Restricted
    refused_by: NoRestriction | None = None
    answer: Personal[Text | None] = None
    lift_on: date | None = None
    lifted_because: Personal[Text | None] = None
    held: Item | None = None


class Restrictions(Reply):
    """Newest first."""

    child: Id
    requests: tuple[Restriction, ...]


class ReadRestrictions(CaseQuery):
    """The family's own, or all of them for whoever answers."""

    name: ClassVar[str] = "read-restrictions"
    reply: ClassVar[type[BaseModel]] = Restrictions
    child: Id
