"""Commands on an owner's private casework, and on which of its units a child belongs to."""

from services.case import access, reading
from services.case.casework import enrolment
from services.case.casework.concern import Case, CaseworkCommand, casework
from services.case.casework.events import CASEWORK, ENROLMENT, CaseworkEvent
from shared.access import Decision
from shared.contracts.audit import AuditEntry
from shared.contracts.case import (
    AddObservation,
    DecideCase,
    EnrolChild,
    RecordConversation,
    RegisterConcern,
    ShareConcern,
)
from shared.contracts.common import Category, Done
from shared.decider import Act, Decider
from shared.errors import Unknown
from shared.node import Node


class Casework:
    """decide_days: by kommune, how long a leader has to decide on an undring."""

    def __init__(self, node: Node, decide_days: dict[str, int]) -> None:
        self._node, self._owner = node, node.settings.owner
        self._deciders = {kommune: casework(days) for kommune, days in decide_days.items()}

    async def enrol(self, command: EnrolChild, act: Act) -> Done:
        decision = access.on_child(act, "enrol", command.child, self._owner, command.unit)
        entry = self._entry(act, command.name, command.child, (command.unit,), decision)
        handled = await self._node.commands.handle(
            enrolment.DECIDER, ENROLMENT, command.child, command, act, lambda _: entry
        )
        return self._node.done(command.child, handled)

    async def register(self, command: RegisterConcern, act: Act) -> Done:
        unit = await self._node.pool.fetchval(reading.SQL["unit_of_child"], act.by.kommune, command.child)
        if unit is None:
            raise Unknown
        decision = access.on_child(act, "casework", command.child, self._owner, unit)
        return await self._case(command, command.case, act, decision)

    async def on_case(self, command: AddObservation | ShareConcern | RecordConversation | DecideCase, act: Act) -> Done:
        state = await self.case(act.by.kommune, command.case)
        action = "decide" if isinstance(command, DecideCase) else "casework"
        decision = access.on_child(act, action, state.child, self._owner, state.unit)
        return await self._case(command, command.case, act, decision)

    async def case(self, kommune: str, case: str) -> Case:
        """Raises Unknown when there is none."""
        decider = self._casework(kommune)
        state = decider.fold(CASEWORK.read(row) for row in await self._node.store.read(kommune, case))
        if not state.child:
            raise Unknown
        return state

    async def _case(self, command: CaseworkCommand, case: str, act: Act, decision: Decision) -> Done:
        name = getattr(command, "name", "system")
        handled = await self._node.commands.handle(
            self._casework(act.by.kommune), CASEWORK, case, command, act,
            lambda state: self._entry(act, name, state.child, (case,), decision),
        )  # fmt: skip
        return self._node.done(case, handled)

    def _casework(self, kommune: str) -> Decider[CaseworkCommand, Case, CaseworkEvent]:
        """Raises Unknown for a municipality that is not served here."""
        decider = self._deciders.get(kommune)
        if decider is None:
            raise Unknown
        return decider

    async def by_system(self, command: CaseworkCommand, case: str, act: Act, action: str) -> None:
        """What a timer makes happen; `action` names it in the audit row."""
        await self._node.commands.handle(
            self._casework(act.by.kommune), CASEWORK, case, command, act,
            lambda state: self._node.trail.entry(act, action, child=state.child, resources=(case,)),
        )  # fmt: skip

    def _entry(self, act: Act, name: str, child: str, resources: tuple[str, ...], decision: Decision) -> AuditEntry:
        return self._node.trail.entry(
            act, name, child=child, resources=resources, categories=(Category.PRIVATE,), decision=decision
        )
