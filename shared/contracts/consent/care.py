"""What barnevernet knows that changes who decides: it has the care of the child, or a guardian is suspected.

Nobody but barnevernet's leaders sees what is registered here.
"""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.common import Id, Name, Personal, Reply
from shared.contracts.consent.base import ConsentCommand, ConsentQuery
from shared.contracts.consent.record import GuardianName


class RegisterCareOrder(ConsentCommand):
    """Barnevernet has taken over the care: it answers for the child, and parents have no access of their own.

    What they may be told, they ask for. valid_to: the first day that it no longer holds; None: until it is ended.
    """

    name: ClassVar[str] = "register-care-order"
    child: Id
    legal_basis: Id
    valid_from: date
    valid_to: date | None = None


class EndCareOrder(ConsentCommand):
    name: ClassVar[str] = "end-care-order"
    child: Id


class RegisterSuspicion(ConsentCommand):
    """A guardian is the one suspected: nobody is asked for consent while it stands, and nobody can notice it."""

    name: ClassVar[str] = "register-suspicion"
    child: Id
    guardian: Id
    legal_basis: Id
    valid_from: date
    valid_to: date | None = None


class LiftSuspicion(ConsentCommand):
    name: ClassVar[str] = "lift-suspicion"
    child: Id
    guardian: Id


class Period(BaseModel, frozen=True):
    valid_from: date
    valid_to: date | None = None


class CareView(Reply):
    """care: None: barnevernet does not have it. guardians: everybody the register names, whatever they may decide."""

    child: Id
    care: Period | None
    suspicions: dict[Id, Period]
    child_name: Personal[Name] | None = None
    guardians: tuple[GuardianName, ...] = ()


class ReadCare(ConsentQuery):
    name: ClassVar[str] = "read-care"
    reply: ClassVar[type[BaseModel]] = CareView
    child: Id
