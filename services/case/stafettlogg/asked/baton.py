"""What can be asked about the stafettpinne, and how it may be refused."""

from pydantic import BaseModel

from shared.contracts.case import AcceptBaton, DeclineBaton, OfferBaton, WithdrawBatonOffer
from shared.contracts.common import Owner
from shared.errors import Refused


class BatonAlreadyOffered(Refused):
    """The baton is offered to somebody; withdraw that first."""


class BatonNotOffered(Refused):
    """The baton is not offered to this person."""


class TakeBatonUnderConsent(BaseModel, frozen=True):
    command: AcceptBaton
    consented: frozenset[Owner]


BatonCommand = OfferBaton | TakeBatonUnderConsent | DeclineBaton | WithdrawBatonOffer
