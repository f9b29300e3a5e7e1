"""Who takes part beside the first of each service, and which service has fallen silent."""

from datetime import date
from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.facts import Guardian, SpineFact
from shared.contracts.common import Id, Owner, Personal


class InviteColleague(CaseCommand):
    """One more person of a service that takes part already, under the same consent."""

    name: ClassVar[str] = "invite-colleague"
    stafettlogg: Id
    owner: Owner
    person: Id


class LeaveStafettlogg(CaseCommand):
    """One person leaves; the last of a service takes the service along."""

    name: ClassVar[str] = "leave-stafettlogg"
    stafettlogg: Id


class NudgeService(CaseCommand):
    """Ask a service kindly to write in the log, from the holder or a parent."""

    name: ClassVar[str] = "nudge-service"
    stafettlogg: Id
    owner: Owner


class ColleagueInvited(SpineFact):
    fact: ClassVar[str] = "colleague-invited"
    owner: Owner
    person: Id
    answer_by: date | None = None


class ColleagueDeclined(SpineFact):
    fact: ClassVar[str] = "colleague-declined"
    owner: Owner
    person: Id


class PersonLeft(SpineFact):
    """One person takes part no longer; colleagues of the service do."""

    fact: ClassVar[str] = "person-left"
    owner: Owner
    person: Id


class FamilyChanged(SpineFact):
    """Others have foreldreansvar from now on: they are the family in this log, open or closed. Carries their names."""

    fact: ClassVar[str] = "family-changed"
    guardians: tuple[Id, ...]
    gone: tuple[Id, ...]
    guardian_names: Personal[tuple[Guardian, ...]]


class InvitationReminded(SpineFact):
    """An invitation has waited for a while. person: the colleague who was asked; None: the service."""

    fact: ClassVar[str] = "invitation-reminded"
    owner: Owner
    person: Id | None = None


class InvitationUnanswered(SpineFact):
    """Nobody has answered within the municipality's days; the holder hears of it."""

    fact: ClassVar[str] = "invitation-unanswered"
    owner: Owner
    person: Id | None = None
    holder: Id


class ServiceFellSilent(SpineFact):
    """A service takes part, and nobody there has written since."""

    fact: ClassVar[str] = "service-fell-silent"
    owner: Owner
    since: date
    holder: Id


class ServiceNudged(SpineFact):
    """Somebody has asked the service kindly to write."""

    fact: ClassVar[str] = "service-nudged"
    owner: Owner
    on: date
