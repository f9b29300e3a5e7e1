"""Folds into this owner's tables: its own events, and what every owner has made public."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

import asyncpg

from services.case.access import FAMILY
from services.case.casework import projection as casework
from services.case.events import EVERY
from services.case.rights import projection as rights
from services.case.stafettlogg import deadlines, duties
from services.case.stafettlogg import projection as stafettlogg
from services.case.writes import Write, write
from shared.contracts import case, consent
from shared.contracts.case import TaskKind
from shared.contracts.common import Envelope, Fact, Role
from shared.erasures import forget
from shared.events import Recorded
from shared.municipality import Deadlines
from shared.projector import Fact as Stored
from shared.timers import Timer
from shared.wire import known_fact

REVIEWED = "emergency:"  # how the leader's task to review a nødåpning is named
PURGE = "purge-copies"  # due at once: it outlives a crash, and asks until it is answered
FACTS: dict[str, type[Fact]] = {fact.wire_name(): fact for fact in (*case.FACTS, *consent.FACTS)}


def fold_own(
    deadlines: Mapping[str, Deadlines],
) -> Callable[[asyncpg.Connection, Sequence[Recorded]], Awaitable[None]]:
    """deadlines: by kommune."""

    async def apply(connection: asyncpg.Connection, rows: Sequence[Recorded]) -> None:
        for row in rows:
            await write(connection, own(deadlines.get(row.kommune, Deadlines()), row))

    return apply


def own(days: Deadlines, row: Recorded) -> Iterator[Write]:
    event = EVERY.read(row)
    yield from casework.writes(row, event)
    yield from deadlines.writes(row, event, days)
    yield from rights.writes(row, event)


def fold_shared(
    owner: str, deadlines: Mapping[str, Deadlines]
) -> Callable[[asyncpg.Connection, Sequence[Stored]], Awaitable[None]]:
    """owner: whose tasks are kept here. deadlines: by kommune."""

    async def apply(connection: asyncpg.Connection, stored: Sequence[Stored]) -> None:
        for one in stored:
            fact = known_fact(FACTS, one.envelope)
            if isinstance(fact, consent.KeysDestroyed):
                await forget(connection, one.envelope, fact)
            if fact:
                await write(connection, shared(owner, deadlines, one, fact))

    return apply


def shared(owner: str, deadlines: Mapping[str, Deadlines], stored: Stored, fact: Fact) -> Iterator[Write]:
    if isinstance(fact, consent.ConsentFact):
        yield from _consents(owner, stored.envelope, fact)
    elif isinstance(fact, consent.AccessFact):
        yield from rights.heard(owner, stored.envelope, fact)
    elif isinstance(fact, consent.InformationFact):
        yield from rights.asked_about(owner, stored.envelope, fact)
    elif isinstance(fact, consent.EmergencyFact):
        yield from _emergencies(owner, stored.envelope, fact)
    else:
        yield from stafettlogg.writes(owner, deadlines, stored, fact)
        yield from duties.writes(owner, stored, fact)


def _emergencies(owner: str, found: Envelope, fact: consent.EmergencyFact) -> Iterator[Write]:
    kommune, child, task = found.kommune, found.child, f"{REVIEWED}{fact.emergency}"
    match fact:
        case consent.EmergencyOpened() if fact.owner == owner:
            yield "open_in_emergency", (kommune, fact.emergency, child, fact.person, fact.until)
            unit = found.actor.unit
            if unit and found.actor.role is not Role.LEADER:  # whose own the personvernombud reviews
                kind, due = TaskKind.REVIEW_EMERGENCY, fact.review_on
                yield "add_task", (kommune, task, kind, "", unit, child, fact.emergency, due, found.at)
        case consent.EmergencyReviewed():
            yield "end_task", (kommune, task)
        case _:
            return


def _consents(owner: str, found: Envelope, fact: consent.ConsentFact) -> Iterator[Write]:
    kommune, child = found.kommune, found.child
    match fact:
        case consent.ConsentAsked() | consent.ConsentActivated() if fact.kind is consent.Kind.SECRECY:
            state = "active" if isinstance(fact, consent.ConsentActivated) else "proposed"
            yield "ask_consent", (
                kommune, child, fact.consent, fact.to, state, list(fact.categories), fact.expires_on, fact.asker,
                fact.asked_by_owner, None if fact.partners is None else list(fact.partners),
                fact.covers_from,
            )  # fmt: skip
            if state == "active":
                yield "fetch_copies", (child,)
            if state == "active" and owner == fact.asked_by_owner and fact.to != owner:
                yield "ask_to_open", (kommune, f"open:{child}", TaskKind.OPEN_LOG, fact.asker, child, found.at)
        case consent.ConsentReviewDue(asked_by_owner=asking) if asking == owner:
            task = f"review:{fact.consent}"
            due = fact.expires_on
            yield "add_task", (kommune, task, TaskKind.REVIEW_CONSENT, fact.asker, "", child, child, due, found.at)
        case consent.ConsentReviewed():
            yield "end_task", (kommune, f"review:{fact.consent}")
        case consent.ConsentAnswered():
            yield "set_consent", (kommune, child, fact.consent, "partial")
        case (
            consent.ConsentRefused() | consent.ConsentWithdrawn() | consent.ConsentExpired() | consent.ConsentLapsed()
        ):  # fmt: skip
            yield "set_consent", (kommune, child, fact.consent, fact.fact)
            yield "end_task", (kommune, f"review:{fact.consent}")
            yield "forget_keys", (child,)
            if owner != FAMILY:
                yield Timer(kommune, PURGE, child, fact.consent, found.at)
        case _:
            return
