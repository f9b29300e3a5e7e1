"""What is remembered of public facts: who is around each child. Ids only."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import asyncpg

from services.notify.hearing import Circle, Consent
from shared.contracts import case, consent
from shared.contracts.common import Category, Envelope, Fact
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "memory.sql")
Write = tuple[str, tuple[object, ...]]  # the name of a statement, and its arguments


def remembered(fact: Fact, found: Envelope) -> Iterator[Write]:
    where = (found.kommune, found.child, found.stream, found.version)
    match fact:
        case consent.ConsentAsked(givers=givers):
            yield from _guardians(found, givers)
            yield "consent", _consent(fact, found, "asked")
        case consent.ConsentActivated():
            yield "consent", _consent(fact, found, "active")
        case (
            consent.ConsentRefused() | consent.ConsentWithdrawn() | consent.ConsentExpired() | consent.ConsentLapsed()
        ):  # fmt: skip
            yield "consent", _consent(fact, found, "ended")
        case consent.GuardiansChanged(guardians=guardians):
            yield "unguard", (found.kommune, found.child, list(guardians))
            yield from _guardians(found, guardians)
        case case.StafettloggOpened(opener=opener, opener_owner=owner, guardians=guardians):
            yield from _guardians(found, guardians)
            yield "join", (*where, opener, owner, "holder")
        case case.InvitationAccepted(person=person, owner=owner):
            yield "join", (*where, person, owner, "participant")
        case case.ParticipantLeft(owner=owner):
            yield "leave", (*where, owner)
        case case.StafettloggReopened(holder=holder, holder_owner=owner):
            yield "join", (*where, holder, owner, "holder")
            yield "hand_over", (*where, holder)
        case case.PersonLeft(person=person):
            yield "leave_alone", (*where, person)
        case case.BatonPassed(taker=taker) | case.HolderAppointed(taker=taker):
            yield "hand_over", (*where, taker)
        case _:
            return


def _guardians(found: Envelope, guardians: Iterable[str]) -> Iterator[Write]:
    for guardian in guardians:
        yield "guard", (found.kommune, found.child, guardian)


def _consent(fact: consent.ConsentFact, found: Envelope, state: str) -> tuple[object, ...]:
    lets_in = getattr(fact, "kind", consent.Kind.SECRECY) is consent.Kind.SECRECY
    known = (found.kommune, found.child, fact.consent, found.version, fact.to, state if lets_in else "aside")
    if isinstance(fact, consent.ConsentAsked | consent.ConsentActivated):
        partners = None if fact.partners is None else list(fact.partners)
        return (*known, fact.asker, fact.asked_by_owner, list(fact.categories), partners)
    return (*known, None, None, [], None)


async def circle(connection: asyncpg.Connection, fact: Fact, found: Envelope) -> Circle:
    """Who is around the child now; for a fact that is about no stafettlogg, with the participants of all of them."""
    log = fact.stafettlogg if isinstance(fact, case.ContributionFact) else found.stream
    rows = await connection.fetch(SQL["watchers"], found.kommune, found.child)
    staff = [r for r in rows if r["kind"] != "guardian"]
    if not isinstance(fact, consent.ConsentFact):
        staff = [r for r in staff if r["stafettlogg"] == log]
    return Circle(
        guardians=frozenset(r["person"] for r in rows if r["kind"] == "guardian"),
        participants={r["person"]: r["service"] for r in staff if r["kind"] != "left"},
        left=frozenset(r["person"] for r in staff if r["kind"] == "left"),
        holder=frozenset(r["person"] for r in staff if r["kind"] == "holder"),
        consents={r["consent"]: _known(r) for r in await connection.fetch(SQL["consents"], found.kommune, found.child)},
    )


def _known(row: asyncpg.Record) -> Consent:
    return Consent(
        service=row["service"], state=row["state"], categories=frozenset(map(Category, row["categories"])),
        asker=row["asker"], asker_service=row["asker_service"],
        partners=None if row["partners"] is None else frozenset(row["partners"]),
    )  # fmt: skip
