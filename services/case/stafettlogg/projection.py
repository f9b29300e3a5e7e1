"""Folds what is told of the spine into this owner's tables and tasks."""

from collections.abc import Iterator

from services.case.writes import Write
from shared.contracts import case
from shared.contracts.case import TaskKind
from shared.contracts.common import Fact
from shared.projector import Fact as Stored


def writes(owner: str, stored: Stored, fact: Fact) -> Iterator[Write]:
    found = stored.envelope
    kommune, log, child, at = found.kommune, found.stream, found.child, found.at
    match fact:
        case case.StafettloggOpened(opener=opener, opener_owner=of, guardians=guardians, level=level):
            yield "open_log", (kommune, log, child, level, opener, stored.position)
            yield "join_log", (kommune, log, opener, of)
            for guardian in guardians:
                yield "join_log", (kommune, log, guardian, "familie")
            yield "end_tasks_of", (kommune, child)
        case case.ServiceInvited(invited=invited) if invited == owner:
            kind = TaskKind.INVITATION
            yield "add_task", (kommune, f"invitation:{log}", kind, "", "", child, log, None, at)
        case case.InvitationAccepted(person=person, owner=of):
            yield "join_log", (kommune, log, person, of)
            yield from _ended(kommune, f"invitation:{log}", mine=of == owner)
        case case.InvitationDeclined(owner=of):
            yield from _ended(kommune, f"invitation:{log}", mine=of == owner)
        case case.ParticipantLeft(owner=of):
            yield "leave_log", (kommune, log, of)
            if of == owner:
                yield "end_tasks_of", (kommune, log)
        case case.BatonOffered(to=to):
            task, kind = f"baton:{log}", TaskKind.BATON_OFFERED
            yield "add_task_for_own", (kommune, task, kind, to, child, log, None, at, owner)
        case case.BatonPassed(taker=taker):
            yield "set_holder", (kommune, log, taker)
            yield "end_task", (kommune, f"baton:{log}")
        case case.BatonOfferEnded():
            yield "end_task", (kommune, f"baton:{log}")
        case case.StafettloggClosed():
            yield "close_log", (kommune, log)
            yield "end_tasks_of", (kommune, log)
        case _:
            return


def _ended(kommune: str, task: str, *, mine: bool) -> Iterator[Write]:
    if mine:
        yield "end_task", (kommune, task)
