"""Whose turn it is, from what is told of a stafettlogg's content; and what its readers find it by."""

from collections.abc import Iterator

from services.case.stafettlogg.turns import FAMILY, Desk
from services.case.writes import Write
from shared.contracts import case
from shared.contracts.case import TaskKind
from shared.contracts.common import Fact, Owner
from shared.projector import Fact as Stored


def writes(owner: Owner, stored: Stored, fact: Fact) -> Iterator[Write]:
    desk = Desk(owner, stored.envelope)
    yield from _proposals(desk, fact)
    yield from _measures(desk, fact)
    yield from _minutes(desk, fact)
    yield from _voice(desk, fact)
    yield from _coordination(desk, fact)
    yield from _course(desk, fact)


def _proposals(desk: Desk, fact: Fact) -> Iterator[Write]:
    """Whoever proposed a tiltak has had their word; what is done at home, the other parents answer first."""
    match fact:
        case case.MeasureProposed(measure=measure, at_home=at_home):
            task, by = f"proposal:{measure}", desk.found.actor.id
            yield desk.holder(task, TaskKind.ANSWER_PROPOSAL, unless_parents_but=by if at_home else None)
            if at_home and desk.owner == FAMILY:
                yield desk.everybody(task, TaskKind.ANSWER_AT_HOME, but=by)
        case case.ProposalAskedAnew(measure=measure, asked=asked):
            task = f"proposal:{measure}"
            yield desk.ended_for_all(task)
            for person in asked if desk.owner == FAMILY else ():
                yield desk.person(f"{task}:{person}", TaskKind.ANSWER_AT_HOME, person)
            if not asked:
                yield desk.holder(task, TaskKind.ANSWER_PROPOSAL)
        case case.MeasureAgreed(measure=measure) | case.MeasureDeclined(measure=measure):
            yield desk.ended_for_all(f"proposal:{measure}")
        case _:
            return


def _measures(desk: Desk, fact: Fact) -> Iterator[Write]:
    match fact:
        case case.MeasureAgreed() | case.MeasureContinued() | case.MeasureChanged():
            yield from _seen_to(desk, fact.measure)
            yield desk.person(f"evaluate:{fact.measure}", TaskKind.EVALUATE_MEASURE, fact.responsible, fact.evaluate_on)
            yield desk.ended(f"responsible:{fact.measure}")
        case case.MeasureTakenOver(measure=measure, responsible=responsible, evaluate_on=on):
            yield from _seen_to(desk, measure)
            yield desk.ended(f"responsible:{measure}")
            yield desk.person(f"responsible:{measure}", TaskKind.FIND_RESPONSIBLE, responsible)
            if on:
                yield desk.person(f"evaluate:{measure}", TaskKind.EVALUATE_MEASURE, responsible, on)
        case case.EvaluationFellDue(measure=measure, responsible=responsible, evaluate_on=on):
            yield desk.person(f"evaluate:{measure}", TaskKind.EVALUATE_MEASURE, responsible, on)
        case case.EvaluationOverdue(measure=measure, holder=holder):
            yield desk.anybody(f"overdue:{measure}", TaskKind.EVALUATION_OVERDUE, person=holder)
        case case.MeasureEvaluated(measure=measure):
            yield from _seen_to(desk, measure)
        case case.MeasureEnded(measure=measure):
            yield from _seen_to(desk, measure)
            yield desk.ended(f"responsible:{measure}")
        case _:
            return


def _seen_to(desk: Desk, measure: str) -> Iterator[Write]:
    yield desk.ended(f"evaluate:{measure}")
    yield desk.ended(f"overdue:{measure}")


def _minutes(desk: Desk, fact: Fact) -> Iterator[Write]:
    """Each edition is each parent's to confirm."""
    match fact:
        case case.MeetingHeld(meeting=meeting) | case.MinutesCorrected(meeting=meeting) if desk.owner == FAMILY:
            yield desk.everybody(f"minutes:{meeting}", TaskKind.CONFIRM_MINUTES)
        case case.MinutesConfirmed(meeting=meeting, guardian=guardian):
            yield desk.ended(f"minutes:{meeting}:{guardian}")
        case _:
            return


def _voice(desk: Desk, fact: Fact) -> Iterator[Write]:
    task = f"voice:{desk.found.stream}"
    match fact:
        case case.VoiceAppointed(person=person):
            yield desk.ended(task)
            yield desk.person(task, TaskKind.HEAR_CHILD, person)
        case case.ChildHeard():
            yield desk.ended(task)
        case _:
            return


def _coordination(desk: Desk, fact: Fact) -> Iterator[Write]:
    """Advice is taken to a meeting, or to another level."""
    match fact:
        case case.AdviceRecorded(asker=asker) if asker:
            yield desk.person(f"advice:{desk.found.stream}", TaskKind.ADVICE_GIVEN, asker)
        case case.MeetingCalled() | case.MeetingHeld() | case.LevelChanged():
            yield desk.ended(f"advice:{desk.found.stream}")
        case _:
            return


def _course(desk: Desk, fact: Fact) -> Iterator[Write]:
    found, task = desk.found, f"reopen:{desk.found.stream}"
    match fact:
        case case.LevelChanged(level=level):
            yield "set_level", (found.kommune, found.stream, level)
        case case.ReopeningAsked():
            values = (found.kommune, task, TaskKind.REOPEN_LOG, found.stream, found.at, desk.owner)
            yield "add_task_for_last_holder", values
        case case.StafettloggReopened(holder=holder, holder_owner=of):
            yield "reopen_log", (found.kommune, found.stream, holder)
            yield "join_log", (found.kommune, found.stream, holder, of, found.actor.unit or "")
            yield desk.ended(task)
        case _:
            return
