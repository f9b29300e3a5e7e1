"""Sends a report through the port and follows it: each try is a durable timer, each news a line in its history."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import asyncpg
import orjson

from services.case.report import events as e
from services.case.report.opening import opened
from services.case.report.port import Parcel, Port, TurnedAway, Unreachable
from services.case.report.report import NoteDelivery
from services.case.report.reporting import Reporting
from shared.contracts.case.form import ReportDraft
from shared.contracts.case.report import Delivery
from shared.events import Recorded
from shared.ids import derived
from shared.node import Node
from shared.timers import Timer, set_timers

SEND, FOLLOW = "send", "follow"
PAUSES = (2, 5, 15, 60, 300, 900, 3600)  # seconds between tries; the last for ever: a report is never given up
LAST = {Delivery.RECEIVED, Delivery.REJECTED, Delivery.FAILED}


class Courier:
    """names: by kommune."""

    def __init__(self, node: Node, reporting: Reporting, port: Port, names: Mapping[str, str]) -> None:
        self._node, self._reporting, self._port, self._names = node, reporting, port, names

    async def fire(self, timer: Timer) -> None:
        """A try that fails sets the next one; only then has this one fired."""
        try:
            more = await (self._send(timer) if timer.kind == SEND else self._follow(timer))
        except Unreachable:
            if timer.kind == SEND:
                await self._note(timer, Delivery.DELAYED, datetime.now(UTC))
            more = timer.kind
        except TurnedAway:
            await self._note(timer, Delivery.REJECTED, datetime.now(UTC))
            more = None
        if more:
            await self._later(timer, more)

    async def _send(self, timer: Timer) -> str | None:
        """Under the message id of the report, so that a try whose answer was lost makes no second one."""
        if self._reference(await self._node.store.read(timer.kommune, timer.subject)):
            return FOLLOW
        reference = await self._port.send(await self._parcel(timer))
        await self._note(timer, Delivery.ACCEPTED, datetime.now(UTC), reference)
        return FOLLOW

    async def _follow(self, timer: Timer) -> str | None:
        reference = self._reference(await self._node.store.read(timer.kommune, timer.subject))
        history = await self._port.history(reference) if reference else ()
        for status in history:
            await self._note(timer, status.state, status.at)
        return None if history and history[-1].state in LAST else FOLLOW

    async def _parcel(self, timer: Timer) -> Parcel:
        rows = await self._node.store.read(timer.kommune, timer.subject)
        draft, sent = ReportDraft(), datetime.now(UTC)
        message = timer.command_id()
        for row, event in await opened(self._node, e.REPORT, rows):
            match event:
                case e.ReportStarted(draft=draft) | e.ReportSaved(draft=draft):
                    pass
                case e.ReportSent(message=message):
                    sent = row.recorded_at
        return Parcel(message, timer.kommune, self._names[timer.kommune], sent, draft)

    def _reference(self, rows: Sequence[Recorded]) -> str | None:
        noted = [orjson.loads(row.data) for row in rows if row.type == e.DeliveryNoted.type]
        found = [one["reference"] for one in noted if one["channel"] == self._port.channel and one["reference"]]
        return str(found[0]) if found else None

    async def _note(self, timer: Timer, state: Delivery, at: datetime, reference: str | None = None) -> None:
        command_id = derived(timer.due_at, timer.kommune, timer.name, state)
        act = self._node.act(timer.kommune, command_id, command_id)
        noted = NoteDelivery(channel=self._port.channel, state=state, at=at, reference=reference)
        await self._reporting.by_system(noted, timer.subject, act, "report-delivered")

    async def _later(self, timer: Timer, kind: str) -> None:
        n = int(timer.item) + 1 if kind == timer.kind else 0
        due = datetime.now(UTC) + timedelta(seconds=PAUSES[min(n, len(PAUSES) - 1)])
        async with self._node.pool.acquire() as pooled:
            connection = cast("asyncpg.Connection", pooled)  # which it passes every call on to
            await set_timers(connection, [Timer(timer.kommune, kind, timer.subject, str(n), due)])
