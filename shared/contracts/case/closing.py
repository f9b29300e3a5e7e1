"""How a stafettlogg ends, begins again, or goes along when the child moves on to another service."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.facts import SpineFact
from shared.contracts.common import Id, Name, Owner, Personal, Text


class Because(StrEnum):
    GOAL_REACHED = "goal-reached"
    MOVED = "moved"
    FAMILY = "family"  # the family wishes it
    INDIVIDUAL_PLAN = "individual-plan"  # individuell plan takes over
    TRANSITION = "transition"
    OTHER = "other"


class CloseStafettlogg(CaseCommand):
    """With a reason; a guardian may always close."""

    name: ClassVar[str] = "close-stafettlogg"
    stafettlogg: Id
    because: Because = Because.OTHER
    reason: Personal[Text]


class AskReopening(CaseCommand):
    """A guardian wants the log back; one of the staff then reopens it."""

    name: ClassVar[str] = "ask-reopening"
    stafettlogg: Id
    reason: Personal[Text]


class ReopenStafettlogg(CaseCommand):
    """Needs a guardian's wish and consents that are active now, as opening did. Whoever reopens holds the baton."""

    name: ClassVar[str] = "reopen-stafettlogg"
    stafettlogg: Id
    opener_name: Personal[Name]


class OfferTransition(CaseCommand):
    """The child moves on, as from barnehage to skole: the baton is offered to somebody there.

    The giver's service leaves the log once the baton is accepted and the day has come.
    """

    name: ClassVar[str] = "offer-transition"
    stafettlogg: Id
    to: Id
    on: date
    reason: Personal[Text]


# --- Public facts ---------------------------------------------------------------------------------


class StafettloggClosed(SpineFact):
    """because: one of `Because`, or consent-ended."""

    fact: ClassVar[str] = "closed"
    because: str = Field(pattern="^[a-z-]+$")
    reason: Personal[Text | None]


class ReopeningAsked(SpineFact):
    fact: ClassVar[str] = "reopening-asked"
    guardian: Id
    reason: Personal[Text]


class StafettloggReopened(SpineFact):
    fact: ClassVar[str] = "reopened"
    holder: Id
    holder_owner: Owner
    holder_name: Personal[Name]


class TransitionOffered(SpineFact):
    """With the offer of the baton."""

    fact: ClassVar[str] = "transition-offered"
    to: Id
    leaving: Owner
    on: date
    reason: Personal[Text]
