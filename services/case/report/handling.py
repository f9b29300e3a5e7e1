"""What barnevernet does with a report that has come."""

from collections.abc import Mapping

from services.case.report import access
from services.case.report import events as e
from services.case.report.clocks import Clocks
from services.case.report.incoming import AnswerClosed, Incoming, IncomingCommand, receiving
from shared import letters
from shared.access import Decision
from shared.contracts.audit import AuditEntry
from shared.contracts.case.report import AnswerReport, SentAnswer
from shared.contracts.common import Category, Done
from shared.decider import Act, Decider
from shared.errors import Unavailable, Unknown
from shared.node import Node


class Handling:
    """node: of the shielded log. clocks: by kommune."""

    def __init__(self, node: Node, clocks: Mapping[str, Clocks]) -> None:
        self._node, self._owner = node, node.settings.owner
        self._deciders = {kommune: receiving(of) for kommune, of in clocks.items()}

    async def answer(self, command: AnswerReport, act: Act) -> Done:
        decision = access.may_handle(act.by, self._owner)
        state = await self.state(act.by.kommune, command.report)
        if not state.child:
            raise Unknown
        if (key := self._node.settings.trusted.hpke(f"{self._node.settings.service}-{state.sender}")) is None:
            raise Unavailable
        where = letters.place(act.by.kommune, self._owner, state.sender, command.report, "report.answered.v1")
        content = SentAnswer(feedback=command.feedback, text=command.text)
        closed = AnswerClosed(command=command, parcel=letters.close(key, where, content))
        return await self._carry_out(closed, command.report, act, command.name, decision)

    async def by_system(self, command: IncomingCommand, report: str, act: Act, action: str) -> None:
        """What a letter or a timer makes happen; `action` names it in the audit row."""
        await self._carry_out(command, report, act, action, None)

    async def state(self, kommune: str, report: str) -> Incoming:
        rows = await self._node.store.read(kommune, report)
        return self._decider(kommune).fold(e.INCOMING.read(row) for row in rows)

    async def _carry_out(
        self, command: IncomingCommand, report: str, act: Act, name: str, decision: Decision | None
    ) -> Done:
        def entry(state: Incoming) -> AuditEntry:
            return self._node.trail.entry(
                act, name, child=state.child, resources=(report,), categories=(Category.SHIELDED,), decision=decision
            )

        decider = self._decider(act.by.kommune)
        handled = await self._node.commands.handle(decider, e.INCOMING, report, command, act, entry)
        return self._node.done(report, handled)

    def _decider(self, kommune: str) -> Decider[IncomingCommand, Incoming, e.IncomingEvent]:
        if (decider := self._deciders.get(kommune)) is None:
            raise Unknown
        return decider
