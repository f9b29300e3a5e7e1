"""What a request needs beside itself before it can be decided on: consents as they are now, and the days that count."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import assert_never

from services.case.stafettlogg.asked import StafettloggCommand
from services.case.stafettlogg.asked.baton import (
    AbsenceWithin,
    AppointUnderConsent,
    OfferWithin,
    TakeBatonUnderConsent,
)
from services.case.stafettlogg.asked.closing import ReopenUnderConsent
from services.case.stafettlogg.asked.level import LevelUnderConsent
from services.case.stafettlogg.asked.participation import (
    CallUnderConsent,
    InviteUnderConsent,
    JoinUnderConsent,
    LeaveUnderConsent,
    NudgeWithin,
)
from services.case.stafettlogg.events import StafettloggOpened
from services.case.stafettlogg.events.closing import StafettloggReopened
from services.case.stafettlogg.events.participation import InvitationAccepted
from services.case.stafettlogg.state import Stafettlogg
from shared.contracts.case import (
    AcceptBaton,
    AcceptInvitation,
    AppointHolder,
    ChangeLevel,
    DeclineInvitation,
    EndAbsence,
    InviteColleague,
    InviteService,
    LeaveStafettlogg,
    NudgeService,
    OfferBaton,
    ReopenStafettlogg,
    SetAbsence,
    WhoMayHold,
)
from shared.contracts.common import Category, Owner, Request
from shared.decider import Act
from shared.events import Recorded
from shared.municipality import Deadlines

AskingConsent = (
    InviteService
    | InviteColleague
    | AcceptInvitation
    | LeaveStafettlogg
    | AcceptBaton
    | AppointHolder
    | ChangeLevel
    | ReopenStafettlogg
)
AskingTime = OfferBaton | SetAbsence | NudgeService
Inviting = InviteService | InviteColleague
Place = tuple[Owner, str]  # a unit of an owner
JOINED = frozenset({StafettloggOpened.type, StafettloggReopened.type, InvitationAccepted.type})


def under_consent(
    command: AskingConsent, consented: frozenset[Owner], days: Deadlines, today: date
) -> StafettloggCommand:
    match command:
        case InviteService() | InviteColleague():
            return _inviting(command, consented, days, today)
        case AcceptInvitation():
            return JoinUnderConsent(command=command, consented=consented)
        case AcceptBaton():
            return TakeBatonUnderConsent(command=command, consented=consented)
        case AppointHolder():
            return AppointUnderConsent(command=command, consented=consented)
        case LeaveStafettlogg():
            return LeaveUnderConsent(command=command, consented=consented)
        case ChangeLevel():
            return LevelUnderConsent(command=command, consented=consented)
        case ReopenStafettlogg():
            return ReopenUnderConsent(command=command, consented=consented)
        case _:
            assert_never(command)


def _inviting(command: Inviting, consented: frozenset[Owner], days: Deadlines, today: date) -> StafettloggCommand:
    remind_on, answer_by = invitation(days, today)
    match command:
        case InviteService():
            return InviteUnderConsent(command=command, consented=consented, remind_on=remind_on, answer_by=answer_by)
        case InviteColleague():
            return CallUnderConsent(command=command, consented=consented, remind_on=remind_on, answer_by=answer_by)
        case _:
            assert_never(command)


def within(command: AskingTime, days: Deadlines, today: date) -> StafettloggCommand:
    match command:
        case OfferBaton():
            return OfferWithin(command=command, answer_by=today + timedelta(days=days.baton_answer_days))
        case SetAbsence():
            return AbsenceWithin(command=command, answer_days=days.baton_answer_days)
        case NudgeService():
            return NudgeWithin(command=command, again_after_days=days.nudge_days)
        case _:
            assert_never(command)


def invitation(days: Deadlines, today: date) -> tuple[date, date]:
    """When whoever is invited is reminded, and when they should have answered."""
    return today + timedelta(days=days.invitation_reminder_days), today + timedelta(days=days.invitation_answer_days)


def action(command: Request, act: Act) -> str:
    """What the policies call it."""
    match command:
        case AcceptInvitation() | DeclineInvitation():
            return "answerInvitation"
        case ReopenStafettlogg():
            return "reopen"
        case AppointHolder():
            return "lead"
        case WhoMayHold():
            return "chooseHolder"
        case SetAbsence(person=person) | EndAbsence(person=person) if person != act.by.id:
            return "lead"
        case _:
            return "takePart"


def shown(request: Request) -> Category | None:
    """What of the log the answer tells, if it does."""
    return Category.AGREEMENTS if isinstance(request, WhoMayHold) else None


def led(command: Request, state: Stafettlogg, rows: Iterable[Recorded]) -> frozenset[Place]:
    """The units whose leaders this command concerns: everybody joined from one, as the row tells."""
    match command:
        case AppointHolder() | WhoMayHold():
            people = {state.holder, state.offered_to}
        case SetAbsence(person=person) | EndAbsence(person=person):
            people = {person}
        case _:
            return frozenset()
    joined = [row.who() for row in rows if row.type in JOINED]
    return frozenset(
        (one.owner, one.unit) for one in joined if one.unit and one.id in people and one.id in state.participants
    )
