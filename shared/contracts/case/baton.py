"""The stafettpinne: what is asked of `familie` about who holds it."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.case.facts import SpineFact
from shared.contracts.common import Id, Name, Owner, Personal, Reply, Text


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


class AppointHolder(CaseCommand):
    """A leader of the holder's unit, or of the unit that was asked, gives the baton to somebody who takes part."""

    name: ClassVar[str] = "appoint-holder"
    stafettlogg: Id
    to: Id
    reason: Personal[Text]


class Candidate(BaseModel, frozen=True):
    """holds: has the baton now. asked: it is offered to them."""

    person: Id
    person_name: Personal[Name]
    owner: Owner
    holds: bool
    asked: bool


class Candidates(Reply):
    """Whoever has taken part longest comes first."""

    candidates: tuple[Candidate, ...]


class WhoMayHold(CaseQuery):
    """Whom the leader who asks may appoint at this moment; they see this of the log, and nothing else."""

    name: ClassVar[str] = "who-may-hold"
    reply: ClassVar[type[BaseModel]] = Candidates
    stafettlogg: Id


class SetAbsence(CaseCommand):
    """Somebody who takes part is away, from the first day to the last; said by themselves or their leader."""

    name: ClassVar[str] = "set-absence"
    stafettlogg: Id
    person: Id
    first: date
    last: date


class EndAbsence(CaseCommand):
    """Back earlier than was said, or never away."""

    name: ClassVar[str] = "end-absence"
    stafettlogg: Id
    person: Id


class BatonUnanswered(SpineFact):
    """The one asked has not answered within the municipality's days; the leaders of both hear of it."""

    fact: ClassVar[str] = "baton-unanswered"
    holder: Id
    to: Id


class HolderAppointed(SpineFact):
    """A leader has moved the baton, with a reason that everybody in the log may read."""

    fact: ClassVar[str] = "holder-appointed"
    giver: Id
    taker: Id
    reason: Personal[Text]


class HolderAbsent(SpineFact):
    """The holder is away: offer the baton or appoint somebody before `act_by`, or it goes by the fall-back order."""

    fact: ClassVar[str] = "holder-absent"
    holder: Id
    offered_to: Id | None = None
    act_by: date
