"""What can be asked about the end of a stafettlogg, its return and its journey, and how it may be refused."""

from datetime import date

from pydantic import BaseModel

from services.case.stafettlogg.events.participation import StafettloggRestated
from shared.contracts.case import AskReopening, CloseStafettlogg, OfferTransition, ReopenStafettlogg
from shared.contracts.common import Owner
from shared.errors import Refused


class LogIsOpen(Refused):
    """This stafettlogg is open."""


class ReopeningNotAsked(Refused):
    """A stafettlogg is reopened when a parent asks for it."""


class SameService(Refused):
    """A transition goes to another service."""


class TransitionInThePast(Refused):
    """A transition happens today or on a day to come."""


class ReopenUnderConsent(BaseModel, frozen=True):
    command: ReopenStafettlogg
    consented: frozenset[Owner]
    restated: StafettloggRestated | None = None


class LeaveAfterTransition(BaseModel, frozen=True):
    """Sent by the timer on the day of the transition."""

    owner: Owner
    on: date


Reopening = AskReopening | ReopenUnderConsent  # all that a closed log takes
CourseCommand = CloseStafettlogg | OfferTransition | LeaveAfterTransition | Reopening
