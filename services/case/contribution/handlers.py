"""Commands on contributions, each answered by its writer's own owner."""

from dataclasses import dataclass

from services.case import access, reading
from services.case.access import FAMILY, Circle
from services.case.casework.records import Records
from services.case.contribution.decider import DECIDER, Command, Contribution, WriteFor
from services.case.contribution.events import CONTRIBUTION
from services.case.contribution.history import history
from services.case.contribution.pieces import Pieces
from services.case.copies import may_hold
from services.case.growing import grown
from services.case.spine import Spine
from services.case.stafettlogg.asked import LogClosed
from shared.access import Decision
from shared.contracts.audit import AuditEntry
from shared.contracts.case import (
    ContributionHistory,
    CorrectContribution,
    FetchPiece,
    ReadContribution,
    RetractContribution,
    SealedPiece,
    StorePiece,
    WriteContribution,
)
from shared.contracts.common import Actor, Category, Done, Role
from shared.days import day_of
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.events import IdTaken, Recorded
from shared.node import Node
from shared.sealing import to_text


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
        self._pieces = Pieces(node)

    async def write(self, command: WriteContribution, act: Act) -> Done:
        if handled := await self._node.commands.repeated(command.contribution, act):
            return self._node.done(command.contribution, handled)  # the log may have been closed since
        spine, entry = await self._may_write(command, act)
        if command.attachment:
            await self._pieces.must_have(act.by.kommune, command.contribution, command.attachment)
        return await self._handle(command.contribution, WriteFor(command, spine.child), act, entry)

    async def store(self, command: StorePiece, act: Act) -> Done:
        spine, entry = await self._may_write(command, act)
        await self._node.trail.record(entry)
        await self._pieces.store(act.by.kommune, spine.child, command)
        return Done(stream=command.contribution)

    async def _may_write(self, command: WriteContribution | StorePiece, act: Act) -> tuple[Spine, AuditEntry]:
        spine, circle = await self._around(act, command.stafettlogg)
        if spine.closed_at:
            raise Unknown
        decision, category = access.write_content(act, circle, self._owner, command.category), command.category
        return spine, self._entry(act, command.name, command.contribution, spine, circle, category, decision)

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

    async def fetch(self, query: FetchPiece, act: Act) -> SealedPiece:
        """To an owner that may hold the text too. It gets no word of it: what opens this, the consent service lends."""
        if act.by.role is not Role.SYSTEM:
            raise AccessDenied
        found = await self._found(act, query.contribution)
        state, written = found.state, day_of(found.rows[0].recorded_at)
        held = may_hold(found.circle, act.by.owner, self._owner, state.category, written) and not state.restricted
        if state.attachment is None or state.retracted or not (act.by.owner == FAMILY or held):
            raise Unknown
        kept = await self._pieces.kept(act.by.kommune, query.contribution, state.attachment, query.number)
        return SealedPiece(key=str(kept.key), sealed=to_text(kept.sealed))

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
