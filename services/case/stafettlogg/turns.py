"""Whose turn it is after each fact of the spine: a person's, a leader's, or anybody's in this owner's service."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from services.case.activity import is_activity
from services.case.writes import Write
from shared.contracts import case
from shared.contracts.case import TaskKind
from shared.contracts.common import Envelope, Fact, Owner

HOLDERS = [
    TaskKind.INVITATION_UNANSWERED, TaskKind.EVALUATION_OVERDUE, TaskKind.SERVICE_SILENT, TaskKind.ANSWER_PROPOSAL,
]  # fmt: skip
"""What goes along with the baton. Every owner keeps these, because the next holder may work there."""
WAITING = [
    TaskKind.ANSWER_PROPOSAL, TaskKind.ANSWER_AT_HOME, TaskKind.CONFIRM_MINUTES, TaskKind.EVALUATE_MEASURE,
    TaskKind.FIND_RESPONSIBLE, TaskKind.HEAR_CHILD,
]  # fmt: skip
"""What a log that is reopened waits for again."""
FAMILY: Owner = "familie"


@dataclass(frozen=True, slots=True)
class Desk:
    """This owner's task list, as one fact changes it."""

    owner: Owner
    found: Envelope

    def person(self, task: str, kind: TaskKind, person: str, due: date | None = None) -> Write:
        """For somebody who works here (or, in familie, is family): others have a list in their own service."""
        found = self.found
        values = (found.kommune, task, kind, person, found.child, found.stream, due, found.at, self.owner)
        return "add_task_for_own", values

    def anybody(self, task: str, kind: TaskKind, due: date | None = None, person: str = "") -> Write:
        """For this one person wherever they work; for nobody in particular, when left out."""
        found = self.found
        return "add_task", (found.kommune, task, kind, person, "", found.child, found.stream, due, found.at)

    def leaders(self, task: str, kind: TaskKind, people: Iterable[str], due: date | None = None) -> Write:
        found = self.found
        values = (found.kommune, task, kind, found.child, found.stream, due, found.at, list(people), self.owner)
        return "add_task_for_leaders", values

    def everybody(self, task: str, kind: TaskKind, but: str = "") -> Write:
        """For everybody of this owner who takes part (in familie, the parents), but for one."""
        found = self.found
        values = (found.kommune, task, kind, found.child, found.stream, found.at, self.owner, but)
        return "add_task_for_colleagues", values

    def holder(self, task: str, kind: TaskKind, *, unless_parents_but: str | None = None) -> Write:
        """For whoever has the baton. unless_parents_but: only if the child has no other parent than this one."""
        found = self.found
        return "add_task_for_holder", (found.kommune, task, kind, found.stream, found.at, unless_parents_but)

    def ended(self, task: str) -> Write:
        return "end_task", (self.found.kommune, task)

    def ended_for_all(self, task: str) -> Write:
        return "end_tasks_about", (self.found.kommune, self.found.stream, task)

    def ended_of(self, *kinds: TaskKind) -> Write:
        return "end_tasks_of_kind", (self.found.kommune, self.found.stream, list(kinds))


def writes(owner: Owner, found: Envelope, fact: Fact) -> Iterator[Write]:
    desk = Desk(owner, found)
    yield from _course(desk, fact)
    yield from _invitations(desk, fact)
    yield from _baton(desk, fact)
    yield from _silence(desk, fact)


def _course(desk: Desk, fact: Fact) -> Iterator[Write]:
    found = desk.found
    match fact:
        case case.StafettloggOpened():
            yield "end_tasks_of", (found.kommune, found.child)
        case case.ParticipantLeft(owner=of) if of == desk.owner:
            yield "end_tasks_of_service", (found.kommune, found.stream, HOLDERS)
        case case.PersonLeft(person=person):
            yield "end_tasks_of_person", (found.kommune, found.stream, person)
        case case.FamilyChanged(gone=gone):
            for person in gone:
                yield "end_tasks_of_person", (found.kommune, found.stream, person)
        case case.StafettloggClosed():
            yield "rest_tasks", (found.kommune, found.stream, WAITING)
        case case.StafettloggReopened(holder=holder):
            yield "wake_tasks", (found.kommune, found.stream, HOLDERS, holder)
        case _:
            return


def _invitations(desk: Desk, fact: Fact) -> Iterator[Write]:
    log, owner = desk.found.stream, desk.owner
    match fact:
        case case.ServiceInvited(invited=invited, answer_by=by) if invited == owner:
            yield desk.anybody(f"invitation:{log}", TaskKind.INVITATION, by)
        case case.ColleagueInvited(owner=of, person=person, answer_by=by) if of == owner:
            yield desk.anybody(f"invitation:{log}:{person}", TaskKind.INVITATION, by, person)
        case case.InvitationAccepted(owner=of, person=person) | case.ColleagueDeclined(owner=of, person=person):
            if of == owner:
                yield desk.ended(f"invitation:{log}:{person}")
            if isinstance(fact, case.InvitationAccepted) and of == owner:
                yield desk.ended(f"invitation:{log}")
            yield desk.ended(f"unanswered:{log}:{of}")
        case case.InvitationDeclined(owner=of) | case.ParticipantLeft(owner=of):
            if of == owner:
                yield desk.ended(f"invitation:{log}")
            yield desk.ended(f"unanswered:{log}:{of}")
        case case.InvitationUnanswered(owner=of, holder=holder):
            yield desk.anybody(f"unanswered:{log}:{of}", TaskKind.INVITATION_UNANSWERED, person=holder)
        case _:
            return


def _baton(desk: Desk, fact: Fact) -> Iterator[Write]:
    log = desk.found.stream
    match fact:
        case case.BatonOffered(to=to, answer_by=by):
            yield desk.person(f"baton:{log}", TaskKind.BATON_OFFERED, to, by)
        case case.BatonUnanswered(holder=holder, to=to):
            yield desk.leaders(f"baton-unanswered:{log}", TaskKind.BATON_UNANSWERED, (holder, to))
        case case.HolderAbsent(holder=holder, offered_to=asked, act_by=by):
            people = (holder, asked) if asked else (holder,)
            yield desk.leaders(f"holder-absent:{log}", TaskKind.HOLDER_ABSENT, people, by)
        case case.BatonOfferEnded():
            yield desk.ended(f"baton:{log}")
            yield desk.ended_of(TaskKind.BATON_UNANSWERED)
        case case.BatonPassed(taker=taker) | case.HolderAppointed(taker=taker):
            yield desk.ended(f"baton:{log}")
            yield desk.ended_of(TaskKind.BATON_UNANSWERED, TaskKind.HOLDER_ABSENT)
            yield "hand_tasks_over", (desk.found.kommune, log, HOLDERS, taker)
        case _:
            return


def _silence(desk: Desk, fact: Fact) -> Iterator[Write]:
    found = desk.found
    match fact:
        case case.ServiceFellSilent(owner=of, holder=holder):
            yield desk.anybody(f"silent:{found.stream}:{of}", TaskKind.SERVICE_SILENT, person=holder)
        case case.ServiceNudged(owner=of) if of == desk.owner:
            yield desk.everybody(f"write:{found.stream}", TaskKind.WRITE_IN_LOG)
        case _ if log := written_in(found, fact):
            yield desk.ended(f"silent:{log}:{found.actor.owner}")
            if found.actor.owner == desk.owner:
                yield "end_tasks_of_kind", (found.kommune, log, [TaskKind.WRITE_IN_LOG])
        case _:
            return


def written_in(found: Envelope, fact: Fact) -> str | None:
    """The stafettlogg in which a person has done something."""
    return str(getattr(fact, "stafettlogg", found.stream)) if is_activity(found) else None
