"""What a family's request for access puts into an owner's task list and calendar."""

from collections.abc import Iterator

from services.case.access import FAMILY
from services.case.rights.events import (
    AccessDecided,
    RectificationAccepted,
    RectificationAsked,
    RectificationRefused,
)
from services.case.writes import Write
from shared.contracts import consent
from shared.contracts.case import TaskKind
from shared.contracts.common import Envelope, Owner
from shared.events import DomainEvent, Recorded
from shared.timers import Timer

GIVE_ALL, ASKED, TELL = "access-give-all", "right-asked", "right-answered"  # due at once: they outlive a crash


def writes(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    match event:
        case RectificationAsked(child=child, request=request, handlers=handlers, due_on=due):
            for person in handlers:
                task, kind = f"rectify:{request}:{person}", TaskKind.ANSWER_RECTIFICATION
                yield "add_task", (row.kommune, task, kind, person, "", child, request, due, row.recorded_at)
            yield Timer(row.kommune, ASKED, child, request, row.recorded_at)
        case AccessDecided() | RectificationAccepted() | RectificationRefused():
            child, request = event.child, event.request
            yield "end_tasks_of", (row.kommune, request)
            yield Timer(row.kommune, TELL, child, request, row.recorded_at)
        case _:
            return


def heard(owner: Owner, found: Envelope, fact: consent.AccessFact) -> Iterator[Write]:
    kommune, child, request = found.kommune, found.child, fact.request
    match fact:
        case consent.AccessAsked() if owner == FAMILY:
            yield Timer(kommune, GIVE_ALL, child, request, found.at)
        case consent.AccessAsked(handlers=handlers, due_on=due):
            for person in sorted({one.person for one in handlers if one.owner == owner}):
                task, kind = f"access:{request}:{person}", TaskKind.ANSWER_ACCESS
                yield "add_task", (kommune, task, kind, person, "", child, request, due, found.at)
        case consent.AccessExtended(due_on=due):
            yield "move_tasks", (kommune, request, due)
        case consent.AccessReady():
            yield "end_tasks_of", (kommune, request)
        case _:
            return
