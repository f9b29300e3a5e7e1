"""The child's voice, heard by one named person before an evaluation; and a parent's own word on any entry."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg.asked import voices as ask
from services.case.stafettlogg.events import voices as v
from services.case.stafettlogg.state import Stafettlogg, must_be_around, must_be_family, must_hold, today
from shared.contracts.case import AppointVoice, RecordVoice
from shared.decider import Act
from shared.errors import Unknown


def decide(command: ask.VoiceCommand, state: Stafettlogg, act: Act) -> list[v.VoiceEvent]:
    match command:
        case AppointVoice():
            return appoint(command, state, act)
        case RecordVoice():
            return hear(command, state, act)
        case ask.DisagreeWith():
            return disagree(command, state, act)
        case _:
            assert_never(command)


def appoint(command: AppointVoice, state: Stafettlogg, act: Act) -> list[v.VoiceEvent]:
    must_hold(state, act)
    must_be_around(state, (command.person,))
    waits = state.awaited and command.person == state.voice  # heard once, the same person may be asked again
    return [] if waits else [v.VoiceAppointed(person=command.person)]


def hear(command: RecordVoice, state: Stafettlogg, act: Act) -> list[v.VoiceEvent]:
    if act.by.id != state.voice:
        raise ask.NotAppointed
    if command.heard_on > today(act):
        raise ask.HeardInTheFuture
    return [v.ChildHeard(person=act.by.id, heard_on=command.heard_on, said=command.said, how=command.how)]


def disagree(about: ask.DisagreeWith, state: Stafettlogg, act: Act) -> list[v.VoiceEvent]:
    must_be_family(state, act)
    if not about.known:
        raise Unknown
    return [v.Disagreed(guardian=act.by.id, entry=about.command.entry, text=about.command.text)]


def evolve(state: Stafettlogg, event: v.VoiceEvent) -> Stafettlogg:
    match event:
        case v.VoiceAppointed(person=person):
            return replace(state, voice=person, awaited=True)
        case v.ChildHeard():
            return replace(state, heard=True, awaited=False)
        case v.Disagreed():
            return state
        case _:
            assert_never(event)
