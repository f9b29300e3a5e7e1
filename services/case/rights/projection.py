"""What a family's request for access puts into an owner's task list and calendar."""

from collections.abc import Iterator

from services.case.access import FAMILY
from services.case.rights.events import (
    AccessDecided,
    LiftingAnnounced,
    RectificationAccepted,
    RectificationAsked,
    RectificationRefused,
    RestrictionAsked,
    RestrictionRefused,
    RestrictionSet,
)
from services.case.writes import Write
from shared.contracts import consent
from shared.contracts.case import TaskKind
from shared.contracts.common import Envelope, Owner
from shared.days import day_of, midnight, months_after
from shared.events import DomainEvent, Recorded
from shared.timers import Timer

GIVE_ALL, ASKED, TELL = "access-give-all", "right-asked", "right-answered"  # due at once: they outlive a crash
LIMIT, NEWS, LIFT = "restriction-asked", "right-news", "restriction-lift"  # so are the first two
KINDS = frozenset({GIVE_ALL, ASKED, TELL, LIMIT, NEWS, LIFT})


def writes(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    match event:
        case RectificationAsked():
            yield from _to_answer(row, event, f"rectify:{event.request}", TaskKind.ANSWER_RECTIFICATION)
            yield Timer(row.kommune, ASKED, event.child, event.request, row.recorded_at)
        case RestrictionAsked():
            yield from _to_answer(row, event, f"restrict:{event.request}", TaskKind.ANSWER_RESTRICTION)
            yield Timer(row.kommune, LIMIT, event.child, event.request, row.recorded_at)
        case LiftingAnnounced(child=child, request=request, lift_on=on):
            yield Timer(row.kommune, NEWS, child, request, row.recorded_at)
            yield Timer(row.kommune, LIFT, child, f"{request}@{on}", midnight(on))
        case (
            AccessDecided() | RectificationAccepted() | RectificationRefused() | RestrictionSet() | RestrictionRefused()
        ):  # fmt: skip
            child, request = event.child, event.request
            yield "end_tasks_of", (row.kommune, request)
            yield Timer(row.kommune, TELL, child, request, row.recorded_at)
        case _:
            return


def _to_answer(
    row: Recorded, asked: RectificationAsked | RestrictionAsked, task: str, kind: TaskKind
) -> Iterator[Write]:
    for person in asked.handlers:
        of = kind, person, "", asked.child, asked.request, asked.due_on
        yield "add_task", (row.kommune, f"{task}:{person}", *of, row.recorded_at)


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


def asked_about(owner: Owner, found: Envelope, fact: consent.InformationFact) -> Iterator[Write]:
    """A parent without foreldreansvar: told are those who answer, and each sees it in the list of their own service."""
    match fact:
        case consent.InformationAsked(request=request, told=told) if owner != FAMILY:
            due = months_after(day_of(found.at), 1)  # forvaltningsloven § 11 a
            for person in told:
                task, kind = f"information:{request}:{person}", TaskKind.ANSWER_INFORMATION
                yield "add_task", (found.kommune, task, kind, person, "", found.child, request, due, found.at)
        case consent.InformationDecided(request=request):
            yield "end_tasks_of", (found.kommune, request)
        case _:
            return
