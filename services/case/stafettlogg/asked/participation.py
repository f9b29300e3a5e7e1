"""What can be asked about who takes part, and how it may be refused."""

from pydantic import BaseModel

from shared.contracts.case import AcceptInvitation, DeclineInvitation, InviteService
from shared.contracts.common import Owner
from shared.errors import Refused


class NotInvited(Refused):
    """This service is not invited, or has answered already."""


class InviteUnderConsent(BaseModel, frozen=True):
    command: InviteService
    consented: frozenset[Owner]


class JoinUnderConsent(BaseModel, frozen=True):
    command: AcceptInvitation
    consented: frozenset[Owner]


class EndParticipation(BaseModel, frozen=True):
    """Sent when a service's consent has ended."""

    owner: Owner


JoiningBySystem = EndParticipation
JoiningCommand = InviteUnderConsent | JoinUnderConsent | DeclineInvitation | JoiningBySystem
