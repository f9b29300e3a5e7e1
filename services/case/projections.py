"""Folds into this owner's tables: its own events, and what every owner has made public."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import asyncpg

from services.case import events as e
from services.case.casework import OSLO
from shared.contracts import case, consent
from shared.contracts.case import TaskKind
from shared.contracts.common import Envelope, Fact
from shared.events import DomainEvent, Recorded
from shared.projector import Fact as Stored
from shared.statements import statements
from shared.timers import Timer, end_timers, set_timers
from shared.wire import known_fact

SQL = statements(Path(__file__).parent / "sql" / "projections.sql")
Write = tuple[str, tuple[Any, ...]]

FACTS: dict[str, type[Fact]] = {fact.wire_name(): fact for fact in (*case.FACTS, *consent.FACTS)}


async def _write(connection: asyncpg.Connection, writes: Iterator[Write]) -> None:
    for name, values in writes:
        await connection.execute(SQL[name], *values)


# --- Own events -----------------------------------------------------------------------------------


async def fold_casework(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
    for row in rows:
        event = e.EVERY.read(row)
        await _write(connection, casework(row, event))
        await _set_timers(connection, row, event)


def casework(row: Recorded, event: DomainEvent) -> Iterator[Write]:
    kommune, stream = row.kommune, row.stream
    match event:
        case e.ChildEnrolled(child=child, unit=unit):
            yield "enrol", (kommune, child, unit)
        case e.ConcernRegistered(child=child, unit=unit):
            yield "register_case", (kommune, stream, child, unit, row.position)
        case e.ConcernShared(unit=unit, decide_by=by):
            yield "set_stage", (kommune, stream, "shared", by)
            kind = TaskKind.DECIDE_CASE
            yield "add_task", (kommune, f"decide:{stream}", kind, "", unit, row.child, stream, by, row.recorded_at)
        case e.ConversationRecorded():
            yield "set_stage", (kommune, stream, "talked", None)
        case e.CaseDecided():
            yield "set_stage", (kommune, stream, "decided", None)
            yield "end_task", (kommune, f"decide:{stream}")
        case _:
            return


async def _set_timers(connection: asyncpg.Connection, row: Recorded, event: DomainEvent) -> None:
    match event:
        case e.ConcernShared(decide_by=by):
            await set_timers(connection, [Timer(row.kommune, "decide", row.stream, "", _morning_after(by))])
        case e.CaseDecided():
            await end_timers(connection, [(row.kommune, f"decide:{row.stream}:")])
        case e.MeasureAgreed(measure=measure, evaluate_on=on):
            await set_timers(connection, [Timer(row.kommune, "evaluate", row.stream, measure, _morning(on))])
        case _:
            return


def _morning(day: Any) -> datetime:
    return datetime.combine(day, time(7), OSLO).astimezone(UTC)


def _morning_after(day: Any) -> datetime:
    return datetime.combine(day, time(23, 59, 59), OSLO).astimezone(UTC)


# --- Public facts ---------------------------------------------------------------------------------


def fold_shared(owner: str) -> Callable[[asyncpg.Connection, Sequence[Stored]], Any]:
    """owner: whose tasks are kept here."""

    async def apply(connection: asyncpg.Connection, stored: Sequence[Stored]) -> None:
        for one in stored:
            if fact := known_fact(FACTS, one.envelope):
                await _write(connection, shared(owner, one, fact))

    return apply


def shared(owner: str, stored: Stored, fact: Fact) -> Iterator[Write]:
    if isinstance(fact, consent.ConsentFact):
        yield from _consents(owner, stored.envelope, fact)
    else:
        yield from _spine(owner, stored, fact)


def _consents(owner: str, found: Envelope, fact: consent.ConsentFact) -> Iterator[Write]:
    kommune, child = found.kommune, found.child
    match fact:
        case consent.ConsentAsked() | consent.ConsentActivated():
            state = "active" if isinstance(fact, consent.ConsentActivated) else "proposed"
            yield "ask_consent", (
                kommune, child, fact.consent, fact.to, state, list(fact.categories), fact.expires_on, fact.asker,
                fact.asked_by_owner,
            )  # fmt: skip
            if state == "active" and owner == fact.asked_by_owner and fact.to != owner:
                kind = TaskKind.OPEN_LOG
                yield "add_task", (kommune, f"open:{child}", kind, fact.asker, "", child, child, None, found.at)
        case consent.ConsentAnswered():
            yield "set_consent", (kommune, child, fact.consent, "partial")
        case consent.ConsentRefused() | consent.ConsentWithdrawn() | consent.ConsentExpired():
            yield "set_consent", (kommune, child, fact.consent, fact.fact)
            yield "forget_keys", (child,)
        case _:
            return


def _spine(owner: str, stored: Stored, fact: Fact) -> Iterator[Write]:
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
        case case.MeasureAgreed(measure=measure, responsible=responsible, evaluate_on=on):
            task, kind = f"evaluate:{measure}", TaskKind.EVALUATE_MEASURE
            yield "add_task_for_own", (kommune, task, kind, responsible, child, log, on, at, owner)
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
