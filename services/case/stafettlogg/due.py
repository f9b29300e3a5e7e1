"""Turns a timer of the spine into a command, which the stream takes once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from services.case import reading
from services.case.activity import last_active, silent_from
from services.case.archive.archiving import Archiving
from services.case.dates import OSLO
from services.case.stafettlogg.asked import BySystem
from services.case.stafettlogg.asked.archive import ArchiveClosed
from services.case.stafettlogg.asked.baton import MarkBatonUnanswered, MarkHolderAbsent, ReplaceAbsentHolder
from services.case.stafettlogg.asked.closing import LeaveAfterTransition
from services.case.stafettlogg.asked.measures import MarkEvaluationDue, MarkEvaluationOverdue
from services.case.stafettlogg.asked.meetings import MarkMeetingNear
from services.case.stafettlogg.asked.participation import EndParticipation, MarkInvitationWaiting, MarkSilent
from services.case.stafettlogg.handlers import Sharing
from shared.decider import Act
from shared.errors import Unknown
from shared.ids import derived
from shared.municipality import Deadlines
from shared.node import Node
from shared.timers import Timer


class SpineDue:
    """send_lift: where anonymous questions leave from."""

    def __init__(
        self,
        node: Node,
        sharing: Sharing,
        deadlines: Mapping[str, Deadlines],
        archiving: Archiving,
        send_lift: Callable[[Timer], Awaitable[None]] | None = None,
    ) -> None:
        self._node, self._sharing, self._deadlines, self._archiving = node, sharing, deadlines, archiving
        self._send_lift = send_lift

    async def __call__(self, timer: Timer, act: Act) -> None:
        """Raises Unknown for a kind that nobody here has set."""
        match timer.kind:
            case "consented":
                await self._end_unconsented(timer, act)
            case "evaluate":
                await self._send(self._evaluation(timer), timer, act, "evaluation-due")
            case "evaluate-late":
                measure, on = _dated(timer)
                await self._send(MarkEvaluationOverdue(measure=measure, on=on), timer, act, "evaluation-overdue")
            case "meeting":
                await self._send(MarkMeetingNear(meeting=timer.item), timer, act, "meeting-near")
            case "transition":
                owner, on = _dated(timer)
                await self._send(LeaveAfterTransition(owner=owner, on=on), timer, act, "end-participation")
            case "archive":
                await self._sharing.by_system(ArchiveClosed(package=str(act.id)), timer.subject, act, "request-archive")
            case "lift" if self._send_lift:
                await self._send_lift(timer)
            case "deposit":
                await self._archiving(timer, act)
            case "baton":
                await self._send(MarkBatonUnanswered(offer=timer.item), timer, act, "baton-unanswered")
            case "absent":
                await self._send(MarkHolderAbsent(absence=timer.item), timer, act, "holder-absent")
            case "stand-in":
                await self._send(await self._stand_in(timer, act), timer, act, "replace-absent-holder")
            case "invitation-reminder" | "invitation":
                waiting = MarkInvitationWaiting(invitation=timer.item, too_long=timer.kind == "invitation")
                await self._send(waiting, timer, act, "invitation-waiting")
            case "silence":
                await self._send(await self._silent(timer, act), timer, act, "service-silent")
            case _:
                raise Unknown

    async def _send(self, command: BySystem | None, timer: Timer, act: Act, action: str) -> None:
        if command:
            await self._sharing.by_system(command, timer.subject, act, action)

    async def _end_unconsented(self, timer: Timer, act: Act) -> None:
        """Whoever came in on a consent that ended in the same moment."""
        state = (await self._sharing.found(timer.kommune, timer.subject)).state
        consented = await self._sharing.consented(act, state.child)
        for owner in sorted({*state.participants.values(), *state.invited} - consented):
            ended = EndParticipation(owner=owner, consented=consented)
            about = replace(act, id=derived(act.id, owner))
            await self._sharing.by_system(ended, timer.subject, about, "end-participation")

    def _evaluation(self, timer: Timer) -> MarkEvaluationDue:
        measure, on = _dated(timer)
        overdue_on = on + timedelta(days=self._deadlines[timer.kommune].evaluation_grace_days)
        return MarkEvaluationDue(measure=measure, on=on, overdue_on=overdue_on)

    async def _stand_in(self, timer: Timer, act: Act) -> ReplaceAbsentHolder:
        found = await self._sharing.found(timer.kommune, timer.subject)
        return ReplaceAbsentHolder(absence=timer.item, consented=await self._sharing.consented(act, found.state.child))

    async def _silent(self, timer: Timer, act: Act) -> MarkSilent | None:
        """Nothing when the service has written since this look was ordered."""
        owner = timer.item.partition(".")[0]
        spine = await reading.spine(self._node.pool, timer.kommune, timer.subject)
        last, days = last_active(spine.facts).get(owner), self._deadlines.get(timer.kommune)
        if not (last and days) or act.at.astimezone(OSLO).date() < silent_from(last, days.silence_days):
            return None
        return MarkSilent(owner=owner, since=last.astimezone(OSLO).date())


def _dated(timer: Timer) -> tuple[str, date]:
    """What it is about, and the day it was set for: an item that was moved has another timer."""
    about, _, day = timer.item.rpartition("@")
    return about, date.fromisoformat(day)
