"""What whoever reports asks of the own service."""

from collections.abc import Mapping

from services.case.report import access
from services.case.report import events as e
from services.case.report.clocks import Clocks
from services.case.report.complete import missing
from services.case.report.opening import opened
from services.case.report.report import Report, ReportCommand, SendClosed, reporting
from shared import letters
from shared.access import Decision
from shared.contracts.audit import AuditEntry
from shared.contracts.case.form import ReportDraft
from shared.contracts.case.report import DiscardReport, SaveReport, SendReport, SentReport, ShowReport, StartReport
from shared.contracts.common import Category, Done, Owner
from shared.decider import Act, Decider
from shared.errors import Unavailable, Unknown
from shared.node import Node


class Reporting:
    """node: of the shielded log. clocks: by kommune. to: who reports go to, and the identity that reads them."""

    def __init__(self, node: Node, clocks: Mapping[str, Clocks], to: tuple[Owner, str]) -> None:
        self._node, self._owner, self._to = node, node.settings.owner, to
        self._deciders = {kommune: reporting(of) for kommune, of in clocks.items()}

    async def start(self, command: StartReport, act: Act) -> Done:
        decision = access.may_report(act.by, self._owner)
        return await self._carry_out(command, command.report, act, command.name, decision)

    async def change(self, command: SaveReport | ShowReport | DiscardReport, act: Act) -> Done:
        decision = await self._allowed(command.report, act)
        return await self._carry_out(command, command.report, act, command.name, decision)

    async def send(self, command: SendReport, act: Act) -> Done:
        """Closed to barnevernet here and now: nothing later needs a key."""
        decision = await self._allowed(command.report, act)
        to, reader = self._to
        if (key := self._node.settings.trusted.hpke(reader)) is None:
            raise Unavailable
        state, draft = await self._draft(act.by.kommune, command.report)
        where = letters.place(act.by.kommune, self._owner, to, command.report, "report.sent.v1")
        content = SentReport(child=state.child, sent_at=act.at, draft=draft)
        closed = SendClosed(
            command=command, saved=state.saved, missing=missing(draft), to=to, parcel=letters.close(key, where, content)
        )
        return await self._carry_out(closed, command.report, act, command.name, decision)

    async def by_system(self, command: ReportCommand, report: str, act: Act, action: str) -> None:
        """What a letter, a channel or a timer makes happen; `action` names it in the audit row."""
        await self._carry_out(command, report, act, action, None)

    async def state(self, kommune: str, report: str) -> Report:
        return self._decider(kommune).fold(e.REPORT.read(row) for row in await self._node.store.read(kommune, report))

    async def _allowed(self, report: str, act: Act) -> Decision:
        state = await self.state(act.by.kommune, report)
        return access.on_report(act.by, "changeReport", report, self._owner, state)

    async def _draft(self, kommune: str, report: str) -> tuple[Report, ReportDraft]:
        events = [
            event for _, event in await opened(self._node, e.REPORT, await self._node.store.read(kommune, report))
        ]
        drafts = [event.draft for event in events if isinstance(event, e.ReportStarted | e.ReportSaved)]
        return self._decider(kommune).fold(events), drafts[-1]

    async def _carry_out(
        self, command: ReportCommand, report: str, act: Act, name: str, decision: Decision | None
    ) -> Done:
        def entry(state: Report) -> AuditEntry:
            return self._node.trail.entry(
                act, name, child=state.child, resources=(report,), categories=(Category.SHIELDED,), decision=decision
            )

        decider = self._decider(act.by.kommune)
        handled = await self._node.commands.handle(decider, e.REPORT, report, command, act, entry)
        return self._node.done(report, handled)

    def _decider(self, kommune: str) -> Decider[ReportCommand, Report, e.ReportEvent]:
        """Raises Unknown for a municipality that is not served here."""
        if (decider := self._deciders.get(kommune)) is None:
            raise Unknown
        return decider
