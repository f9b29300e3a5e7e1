"""Journalført: told by a participant, never done by itself, and visible to the family."""

from dataclasses import replace

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import journal as ask
from services.case.stafettlogg.events.journal import RecordedInOwnJournal
from services.case.stafettlogg.state import Stafettlogg
from shared.decider import Act
from shared.errors import Unknown


def decide(under: ask.RecordUnder, state: Stafettlogg, act: Act) -> list[RecordedInOwnJournal]:
    command, person = under.command, act.by.id
    if person not in state.participants:
        raise asked.NotTakingPart
    if not (under.readable or command.item in state.measures):
        raise Unknown
    if under.wording is None:
        raise ask.NoSuchBasis
    owner = state.participants[person]
    if (owner, command.item) in state.recorded:
        return []
    return [
        RecordedInOwnJournal(item=command.item, person=person, owner=owner, basis=command.basis, wording=under.wording)
    ]


def evolve(state: Stafettlogg, event: RecordedInOwnJournal) -> Stafettlogg:
    return replace(state, recorded=state.recorded | {(event.owner, event.item)})
