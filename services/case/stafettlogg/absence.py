"""Who is away, and what becomes of a baton whose holder is."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from services.case.stafettlogg.asked import NotTakingPart
from services.case.stafettlogg.asked import baton as asked
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.state import Absence, Stafettlogg, is_away, today
from services.case.stafettlogg.succession import heir, passed_to
from shared.contracts.case import EndAbsence
from shared.decider import Act


def decide(command: asked.AbsenceCommand, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    match command:
        case asked.AbsenceWithin():
            return set_absence(command, state, act)
        case EndAbsence(person=person):
            return [b.AbsenceEnded(person=person)] if person in state.absences else []
        case asked.MarkHolderAbsent():
            return mark_holder_absent(command, state, act)
        case asked.ReplaceAbsentHolder():
            return replace_absent_holder(command, state, act)
        case _:
            assert_never(command)


def set_absence(within: asked.AbsenceWithin, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    command, day = within.command, today(act)
    if command.person not in state.participants:
        raise NotTakingPart
    if command.last < max(command.first, day):
        raise asked.AbsenceNotPossible
    known = state.absences.get(command.person)
    if known and (known.first, known.last) == (command.first, command.last):
        return []
    return [
        b.AbsenceSet(
            person=command.person, absence=str(act.id), first=command.first, last=command.last,
            act_by=max(command.first, day) + timedelta(days=within.answer_days),
        )
    ]  # fmt: skip


def mark_holder_absent(command: asked.MarkHolderAbsent, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    if not _holds_while_away(state, command.absence, act):
        return []
    act_by = state.absences[state.holder].act_by
    return [b.HolderAbsent(holder=state.holder, offered_to=state.offered_to, act_by=act_by)]


def replace_absent_holder(command: asked.ReplaceAbsentHolder, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    """Only to somebody who is here: with nobody there, the one who is away keeps it."""
    day = today(act)
    if not _holds_while_away(state, command.absence, act):
        return []
    away = {person for person in state.participants if is_away(state, person, day)}
    taker = heir(state, away, command.consented, day)
    return passed_to(state, taker, "absent") if taker else []


def _holds_while_away(state: Stafettlogg, absence: str, act: Act) -> bool:
    known = state.absences.get(state.holder)
    return bool(known and known.absence == absence and is_away(state, state.holder, today(act)))


def evolve(state: Stafettlogg, event: b.AbsenceSet | b.AbsenceEnded) -> Stafettlogg:
    match event:
        case b.AbsenceSet(person=person, absence=absence, first=first, last=last, act_by=act_by):
            return replace(state, absences={**state.absences, person: Absence(absence, first, last, act_by)})
        case b.AbsenceEnded(person=person):
            return replace(state, absences={one: known for one, known in state.absences.items() if one != person})
        case _:
            assert_never(event)
