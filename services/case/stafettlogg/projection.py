"""Folds what is told of the spine into this owner's tables, tasks and, in familie, its calendar."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from services.case.dates import OSLO
from services.case.stafettlogg import turns
from services.case.writes import Write, day_over
from shared.contracts import case
from shared.contracts.common import Envelope, Fact, Owner
from shared.municipality import Deadlines
from shared.projector import Fact as Stored
from shared.timers import Timer

FAMILY: Owner = "familie"


def writes(owner: Owner, deadlines: Mapping[str, Deadlines], stored: Stored, fact: Fact) -> Iterator[Write]:
    """owner: whose tables these are; familie keeps the calendar of the spine."""
    yield from _people(stored, fact)
    yield from turns.writes(owner, stored.envelope, fact)
    if owner == FAMILY and (days := deadlines.get(stored.envelope.kommune)):
        yield from _silence(days, stored.envelope, fact)


def _people(stored: Stored, fact: Fact) -> Iterator[Write]:
    """Who takes part in which log, and who holds the baton."""
    found = stored.envelope
    kommune, log = found.kommune, found.stream
    match fact:
        case case.StafettloggOpened(opener=opener, opener_owner=of, guardians=guardians, level=level):
            yield "open_log", (kommune, log, found.child, level, opener, stored.position)
            yield "join_log", (kommune, log, opener, of, found.actor.unit or "")
            for guardian in guardians:
                yield "join_log", (kommune, log, guardian, FAMILY, "")
        case case.InvitationAccepted(person=person, owner=of):
            yield "join_log", (kommune, log, person, of, found.actor.unit or "")
        case case.PersonLeft(person=person):
            yield "leave_alone", (kommune, log, person)
        case case.FamilyChanged(guardians=guardians):
            yield "leave_log", (kommune, log, FAMILY)
            for guardian in guardians:
                yield "join_log", (kommune, log, guardian, FAMILY, "")
        case case.ParticipantLeft(owner=of):
            yield "leave_log", (kommune, log, of)
        case case.BatonPassed(taker=taker) | case.HolderAppointed(taker=taker):
            yield "set_holder", (kommune, log, taker)
        case case.StafettloggClosed():
            yield "close_log", (kommune, log)
        case _:
            return


def _silence(days: Deadlines, found: Envelope, fact: Fact) -> Iterator[Write]:
    """One look for each day on which a service wrote: only the last of them finds that nobody has written since."""
    if (log := turns.written_in(found, fact)) and found.actor.owner != FAMILY:
        day = found.at.astimezone(OSLO).date()
        due = day_over(day + timedelta(days=days.silence_days))
        yield Timer(found.kommune, "silence", log, f"{found.actor.owner}.{day}", due)
