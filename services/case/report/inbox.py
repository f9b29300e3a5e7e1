"""What has come to barnevernet, as its own people see it."""

from collections.abc import Sequence

from services.case.report import access
from services.case.report import events as e
from services.case.report.clocks import Clocks, today
from services.case.report.incoming import Incoming, receiving
from services.case.report.keys import SQL
from services.case.report.opening import opened
from shared.access import Decision
from shared.contracts.case.report import (
    AnswerLine,
    IncomingReports,
    IncomingSummary,
    IncomingView,
    ReadIncoming,
)
from shared.contracts.case.report import Incoming as IncomingReply
from shared.contracts.common import Category
from shared.decider import Act
from shared.errors import Unknown
from shared.events import Recorded
from shared.node import Node

Told = Sequence[tuple[Recorded, e.IncomingEvent]]
FOLD = receiving(Clocks()).fold


class Inbox:
    """node: of the shielded log."""

    def __init__(self, node: Node) -> None:
        self._node, self._owner = node, node.settings.owner

    async def all(self, query: IncomingReports, act: Act) -> IncomingReply:
        await self._node.seen(act.by.kommune, query.seen)
        decision = access.may_handle(act.by, self._owner)
        rows = await self._node.pool.fetch(SQL["incoming"], act.by.kommune)
        return IncomingReply(reports=tuple([await self._summary(query, act, row["report"], decision) for row in rows]))

    async def read(self, query: ReadIncoming, act: Act) -> IncomingView:
        await self._node.seen(act.by.kommune, query.seen)
        decision = access.may_handle(act.by, self._owner)
        arrived, told, state = await self._told(query.name, act, query.report, decision)
        return IncomingView(
            report=query.report, child=state.child, sender=state.sender, sent_at=arrived.sent_at,
            content=arrived.content, waiting=state.course and state.course.on(today(act.at), state.fell_due),
            answers=tuple(
                AnswerLine(at=row.recorded_at, feedback=event.feedback, text=event.text)
                for row, event in told if isinstance(event, e.ReportAnswered)
            ),
        )  # fmt: skip

    async def _summary(self, query: IncomingReports, act: Act, report: str, decision: Decision) -> IncomingSummary:
        arrived, _, state = await self._told(query.name, act, report, decision)
        children = arrived.content.children
        return IncomingSummary(
            report=report, child=state.child, child_name=children[0].child_name if children else "",
            sender=state.sender, waiting=state.course and state.course.on(today(act.at), state.fell_due),
        )  # fmt: skip

    async def _told(
        self, action: str, act: Act, report: str, decision: Decision
    ) -> tuple[e.ReportArrived, Told, Incoming]:
        """The audit row first. Raises Unknown."""
        rows = await self._node.store.read(act.by.kommune, report)
        state = FOLD(e.INCOMING.read(row) for row in rows)
        if not state.child:
            raise Unknown
        entry = self._node.trail.entry(
            act, action, child=state.child, resources=(report,), categories=(Category.SHIELDED,), decision=decision
        )
        await self._node.trail.record(entry)
        told = await opened(self._node, e.INCOMING, rows)
        arrived = next(event for _, event in told if isinstance(event, e.ReportArrived))
        return arrived, told, state
