"""Reports as those see them whom they concern."""

from collections.abc import Sequence

from services.case.access import principal
from services.case.report import access
from services.case.report import events as e
from services.case.report.clocks import Clocks, today
from services.case.report.complete import missing
from services.case.report.keys import SQL
from services.case.report.opening import opened
from services.case.report.report import Report, reporting
from shared.access import Decision
from shared.contracts.case.form import ReportDraft
from shared.contracts.case.report import (
    AnswerLine,
    Delivery,
    DeliveryLine,
    MyReports,
    ReadReport,
    Reports,
    ReportSummary,
    ReportView,
    Stage,
)
from shared.contracts.common import Category
from shared.decider import Act
from shared.events import Recorded
from shared.node import Node

Told = Sequence[tuple[Recorded, e.ReportEvent]]
FOLD = reporting(Clocks()).fold  # no clock decides how a history is read


class OwnReports:
    """node: of the shielded log."""

    def __init__(self, node: Node) -> None:
        self._node, self._owner = node, node.settings.owner

    async def mine(self, query: MyReports, act: Act) -> Reports:
        await self._node.seen(act.by.kommune, query.seen)
        access.may_report(act.by, self._owner)
        rows = await self._node.pool.fetch(SQL["reports_of"], act.by.kommune, act.by.id)
        found = [await self._summary(query, act, row["report"]) for row in rows]
        return Reports(reports=tuple(one for one in found if one))

    async def read(self, query: ReadReport, act: Act) -> ReportView:
        await self._node.seen(act.by.kommune, query.seen)
        access.may_report(act.by, self._owner)
        state, decision = await self._allowed(act, query.report)
        await self._record(act, query.name, query.report, state, decision)
        return _view(query.report, state, await self._told(act, query.report), act)

    async def _summary(self, query: MyReports, act: Act, report: str) -> ReportSummary | None:
        """None for one that is discarded, or was shown to somebody who has left the unit."""
        rows = await self._node.store.read(act.by.kommune, report)
        state = FOLD(e.REPORT.read(row) for row in rows)
        decision = access.POLICIES.decide(
            principal(act.by), "readReport", access.entity(report, self._owner, state), {}
        )
        if state.discarded or not decision.allowed:
            return None
        await self._record(act, query.name, report, state, decision)
        draft = _draft(await self._told(act, report))
        return ReportSummary(
            report=report, child=state.child, child_name=draft.children[0].child_name if draft.children else "",
            stage=_stage(state), mine=state.reporter == act.by.id,
            waiting=state.course and state.course.on(today(act.at), state.fell_due),
        )  # fmt: skip

    async def _allowed(self, act: Act, report: str) -> tuple[Report, Decision]:
        """Raises Unknown."""
        rows = await self._node.store.read(act.by.kommune, report)
        state = FOLD(e.REPORT.read(row) for row in rows if row.type in e.REPORT.types)
        return state, access.on_report(act.by, "readReport", report, self._owner, state)

    async def _told(self, act: Act, report: str) -> Told:
        return await opened(self._node, e.REPORT, await self._node.store.read(act.by.kommune, report))

    async def _record(self, act: Act, action: str, report: str, state: Report, decision: Decision) -> None:
        entry = self._node.trail.entry(
            act, action, child=state.child, resources=(report,), categories=(Category.SHIELDED,), decision=decision
        )
        await self._node.trail.record(entry)


def _view(report: str, state: Report, told: Told, act: Act) -> ReportView:
    draft = _draft(told)
    return ReportView(
        report=report, child=state.child, stage=_stage(state), draft=draft,
        missing=() if state.course else missing(draft), shown_to=tuple(sorted(state.shown_to)),
        deliveries=tuple(line for row, event in told for line in _deliveries(row, event)),
        answers=tuple(
            AnswerLine(at=row.recorded_at, feedback=event.feedback, text=event.text)
            for row, event in told if isinstance(event, e.AnswerReceived)
        ),
        waiting=state.course and state.course.on(today(act.at), state.fell_due),
    )  # fmt: skip


def _draft(told: Told) -> ReportDraft:
    return [event.draft for _, event in told if isinstance(event, e.ReportStarted | e.ReportSaved)][-1]


def _deliveries(row: Recorded, event: e.ReportEvent) -> Sequence[DeliveryLine]:
    match event:
        case e.ReportSent(to=to):
            return (DeliveryLine(at=row.recorded_at, channel=to, state=Delivery.QUEUED),)
        case e.DeliveryNoted(channel=channel, state=state, at=at):
            return (DeliveryLine(at=at, channel=channel, state=state),)
        case _:
            return ()


def _stage(state: Report) -> Stage:
    if state.course is None:
        return Stage.DRAFT
    if state.course.awaited is None:
        return Stage.DONE
    return Stage.ANSWERED if state.course.last else Stage.SENT
