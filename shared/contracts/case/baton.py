"""The stafettpinne: what is asked of `familie` about who holds it."""

from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.common import Id


class OfferBaton(CaseCommand):
    """The holder keeps every duty until the other has accepted."""

    name: ClassVar[str] = "offer-baton"
    stafettlogg: Id
    to: Id


class AcceptBaton(CaseCommand):
    name: ClassVar[str] = "accept-baton"
    stafettlogg: Id


class DeclineBaton(CaseCommand):
    name: ClassVar[str] = "decline-baton"
    stafettlogg: Id


class WithdrawBatonOffer(CaseCommand):
    name: ClassVar[str] = "withdraw-baton-offer"
    stafettlogg: Id
