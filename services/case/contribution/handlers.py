"""Commands on contributions, each answered by its writer's own owner."""

from dataclasses import dataclass

from services.case import access, reading
from services.case.access import Circle
from services.case.casework.records import Records
from services.case.contribution.decider import DECIDER, Command, Contribution, WriteFor
from services.case.contribution.events import CONTRIBUTION
from services.case.contribution.history import history
from services.case.growing import grown
from services.case.spine import Spine
from services.case.stafettlogg.asked import LogClosed
from shared.access import Decision
from shared.contracts.audit import AuditEntry
from shared.contracts.case import (
    ContributionHistory,
    CorrectContribution,
    ReadContribution,
    RetractContribution,
    WriteContribution,
)
from shared.contracts.common import Actor, Category, Done
from shared.decider import Act
from shared.errors import Unknown
from shared.events import IdTaken, Recorded
from shared.node import Node


@dataclass(frozen=True, slots=True)
class Found:
    """A contribution, and the stafettlogg it stands in as it is now."""

    rows: list[Recorded]
    state: Contribution
    writer: Actor
    spine: Spine
    circle: Circle


class Contributions:
    def __init__(self, node: Node) -> None:
        self._node, self._owner, self._records = node, node.settings.owner, Records(node)

    async def write(self, command: WriteContribution, act: Act) -> Done:
        if handled := await self._node.commands.repeated(command.contribution, act):
            return self._node.done(command.contribution, handled)  # the log may have been closed since
        spine, circle = await self._around(act, command.stafettlogg)
        if spine.closed_at:
            raise Unknown
        decision = access.write_content(act, circle, self._owner, command.category)
        contribution, under = command.contribution, WriteFor(command, spine.child)
        entry = self._entry(act, command.name, contribution, spine, circle, command.category, decision)
        return await self._handle(contribution, under, act, entry)

    async def amend(self, command: CorrectContribution | RetractContribution, act: Act) -> Done:
        found = await self._found(act, command.contribution)
        decision = self._decided(act, "correct" if isinstance(command, CorrectContribution) else "retract", found)
        if found.spine.closed_at:
            raise LogClosed
        entry = self._entry_of(found, act, command.name, command.contribution, decision)
        return await self._handle(command.contribution, command, act, entry)

    async def read(self, query: ReadContribution, act: Act) -> ContributionHistory:
        """Its history, for those whose word it is."""
        found = await self._found(act, query.contribution)
        decision = self._decided(act, "retract", found)
        await self._node.trail.record(self._entry_of(found, act, query.name, query.contribution, decision))
        return history(query.contribution, [(row, await self._records.opened(row)) for row in found.rows])

    async def _found(self, act: Act, contribution: str) -> Found:
        """Raises Unknown when nothing of the kind was written here."""
        rows = await self._node.store.read(act.by.kommune, contribution)
        try:
            state = DECIDER.fold(CONTRIBUTION.read(row) for row in rows)
        except IdTaken as error:
            raise Unknown from error
        if not state.child:
            raise Unknown
        return Found(rows, state, rows[0].who(), *await self._around(act, state.stafettlogg))

    async def _around(self, act: Act, stafettlogg: str) -> tuple[Spine, Circle]:
        pool, kommune = self._node.pool, act.by.kommune
        spine = await reading.spine(pool, kommune, stafettlogg)
        circle = reading.circle(spine, await reading.consents(pool, kommune, spine.child), act.at)
        return spine, (await grown(self._node, act, spine.child)).within(circle)

    def _decided(self, act: Act, action: str, found: Found) -> Decision:
        state = found.state
        return access.on_contribution(
            act, action, found.circle, self._owner, found.writer, state.category, restricted=bool(state.restricted)
        )

    def _entry_of(self, found: Found, act: Act, action: str, contribution: str, decision: Decision) -> AuditEntry:
        return self._entry(act, action, contribution, found.spine, found.circle, found.state.category, decision)

    def _entry(
        self, act: Act, action: str, contribution: str, spine: Spine, circle: Circle, category: Category,
        decision: Decision,
    ) -> AuditEntry:  # fmt: skip
        return self._node.trail.entry(
            act, action, child=spine.child, resources=(spine.stafettlogg, contribution), categories=(category,),
            consents=circle.used(), decision=decision,
        )  # fmt: skip

    async def _handle(self, contribution: str, command: Command, act: Act, entry: AuditEntry) -> Done:
        handled = await self._node.commands.handle(DECIDER, CONTRIBUTION, contribution, command, act, lambda _: entry)
        return self._node.done(contribution, handled)
