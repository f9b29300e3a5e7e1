"""The stafettlogg's spine: what is asked of `familie`."""

from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.common import Id, Name, Owner, Personal, Text


class OpenStafettlogg(CaseCommand):
    """Open the shared log. Needs an active consent for the opener's own service and for at least one more."""

    name: ClassVar[str] = "open-stafettlogg"
    stafettlogg: Id
    child: Id
    attention: Personal[Text]  # oppmerksomhet: what this is about
    goal: Personal[Text] | None = None
    opener_name: Personal[Name]


class InviteService(CaseCommand):
    name: ClassVar[str] = "invite-service"
    stafettlogg: Id
    invited: Owner


class AcceptInvitation(CaseCommand):
    name: ClassVar[str] = "accept-invitation"
    stafettlogg: Id
    participant_name: Personal[Name]


class DeclineInvitation(CaseCommand):
    name: ClassVar[str] = "decline-invitation"
    stafettlogg: Id
