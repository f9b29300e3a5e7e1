"""What can be asked about the stafettpinne, and how it may be refused."""

from datetime import date

from pydantic import BaseModel

from shared.contracts.case import (
    AcceptBaton,
    AppointHolder,
    DeclineBaton,
    EndAbsence,
    OfferBaton,
    SetAbsence,
    WithdrawBatonOffer,
)
from shared.contracts.common import Id, Owner
from shared.errors import Refused


class BatonAlreadyOffered(Refused):
    """The baton is offered to somebody; withdraw that first."""


class BatonNotOffered(Refused):
    """The baton is not offered to this person."""


class IsAway(Refused):
    """This person is away now."""


class AbsenceNotPossible(Refused):
    """An absence ends after it begins, and not before today."""


class OfferWithin(BaseModel, frozen=True):
    """With the day on which the leaders will hear that nobody has answered."""

    command: OfferBaton
    answer_by: date


class TakeBatonUnderConsent(BaseModel, frozen=True):
    command: AcceptBaton
    consented: frozenset[Owner]


class AppointUnderConsent(BaseModel, frozen=True):
    command: AppointHolder
    consented: frozenset[Owner]


class AbsenceWithin(BaseModel, frozen=True):
    """answer_days: how long a baton may wait for somebody to act when its holder is away."""

    command: SetAbsence
    answer_days: int


class MarkBatonUnanswered(BaseModel, frozen=True):
    """Sent by the timer of one offer."""

    offer: Id


class MarkHolderAbsent(BaseModel, frozen=True):
    """Sent on the first day of an absence."""

    absence: Id


class ReplaceAbsentHolder(BaseModel, frozen=True):
    """Sent when nobody has acted on a holder's absence."""

    absence: Id
    consented: frozenset[Owner]


BatonBySystem = MarkBatonUnanswered | MarkHolderAbsent | ReplaceAbsentHolder
AbsenceCommand = AbsenceWithin | EndAbsence | MarkHolderAbsent | ReplaceAbsentHolder
MovingCommand = (
    OfferWithin | TakeBatonUnderConsent | AppointUnderConsent | DeclineBaton | WithdrawBatonOffer | MarkBatonUnanswered
)
BatonCommand = MovingCommand | AbsenceCommand
