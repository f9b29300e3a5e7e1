"""Three services and their baton, which its tests begin from."""

from datetime import date
from uuid import UUID

from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import participation as p
from shared.contracts import case
from shared.contracts.common import Actor, Role
from tests.unit.case.log import ALL, LOG, employee, invited, joined, offered, opened

leader = Actor(id="leader", role=Role.LEADER, kommune="4999", owner="barnehage", unit="unit")
clock = Actor(id="case-familie", role=Role.SYSTEM, kommune="4999", owner="familie")
nurse_joined = p.InvitationAccepted(person="nurse", owner="helsestasjon", person_name="N")
THREE = (opened, invited, joined, nurse_joined)
OFFER = offered.offer or ""
AWAY = UUID(int=7)
TODAY, LAST, ACT_BY = date(2026, 11, 23), date(2026, 12, 4), date(2026, 11, 28)
nurse = employee("nurse", "helsestasjon")


def ended(to: str, because: str) -> b.BatonOfferEnded:
    return b.BatonOfferEnded(to=to, because=because)


def passed(giver: str, taker: str, because: str) -> b.BatonPassed:
    return b.BatonPassed(giver=giver, taker=taker, because=because)


def absence(person: str, first: date = TODAY, last: date = LAST, act_by: date = ACT_BY) -> b.AbsenceSet:
    return b.AbsenceSet(person=person, absence=str(AWAY), first=first, last=last, act_by=act_by)


def leave(consented: frozenset[str] = ALL) -> joining.LeaveUnderConsent:
    return joining.LeaveUnderConsent(command=case.LeaveStafettlogg(stafettlogg=LOG), consented=consented)


def gone(owner: str) -> p.ParticipantLeft:
    return p.ParticipantLeft(owner=owner, because="left")
