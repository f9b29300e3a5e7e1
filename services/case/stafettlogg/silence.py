"""Which services take part and do not write: told by the clock, and asked kindly by the holder or a parent."""

from datetime import timedelta
from typing import assert_never

from services.case.stafettlogg.asked import participation as asked
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.state import Stafettlogg, must_hold, today
from shared.decider import Act


def decide(command: asked.SilenceCommand, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    match command:
        case asked.NudgeWithin():
            return nudge(command, state, act)
        case asked.MarkSilent(owner=owner, since=since):
            silent = p.ServiceFellSilent(owner=owner, since=since, holder=state.holder)
            return [silent] if owner in state.participants.values() else []
        case _:
            assert_never(command)


def nudge(within: asked.NudgeWithin, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    owner, day = within.command.owner, today(act)
    if not state.of_family(act.by.id):
        must_hold(state, act)
    if owner not in state.participants.values():
        raise asked.ServiceNotTakingPart
    last = state.nudged.get(owner)
    if last and day < last + timedelta(days=within.again_after_days):
        raise asked.NudgedAlready
    return [p.ServiceNudged(owner=owner, on=day)]
