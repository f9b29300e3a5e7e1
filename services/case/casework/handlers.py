"""Commands on an owner's private casework, and on which of its units a child belongs to."""

from collections.abc import Mapping

from services.case import access, reading
from services.case.casework import asked, enrolment, notes
from services.case.casework.decider import casework
from services.case.casework.events import CASEWORK, ENROLMENT, NOTE
from services.case.casework.records import Records
from services.case.casework.state import Case
from services.case.dates import OSLO, years
from shared.access import Decision
from shared.choices import Each
from shared.contracts.audit import AuditEntry
from shared.contracts.case import (
    DecideCase,
    EndLevelOne,
    EnrolChild,
    EvaluateOwnMeasure,
    InviteToConversation,
    NoteObservation,
    RecordConversation,
    RegisterConcern,
)
from shared.contracts.common import Category, Done
from shared.decider import Act
from shared.errors import Unknown
from shared.municipality import Municipality
from shared.node import Node


class Casework:
    """municipalities: those that are served here, by kommune."""

    def __init__(self, node: Node, municipalities: Mapping[str, Municipality]) -> None:
        self._node, self._owner, self._records = node, node.settings.owner, Records(node)
        self._municipalities = municipalities
        self._deciders = Each(municipalities, lambda one: casework(one.deadlines.decide_case_days, one.version))

    async def enrol(self, command: EnrolChild, act: Act) -> Done:
        decision = access.on_child(act, "enrol", command.child, self._owner, command.unit)
        entry = self._entry(act, command.name, command.child, (), decision)
        under = enrolment.EnrolOver(command=command, known=await self._records.known(act.by.kommune, command.child))
        handled = await self._node.commands.handle(
            enrolment.DECIDER, ENROLMENT, command.child, under, act, lambda _: entry
        )
        return self._node.done(command.child, handled)

    async def note(self, command: NoteObservation, act: Act) -> Done:
        decision = await self._on_child(act, command.child)
        entry = self._entry(act, command.name, command.child, (command.note,), decision)
        handled = await self._node.commands.handle(notes.DECIDER, NOTE, command.note, command, act, lambda _: entry)
        return self._node.done(command.note, handled)

    async def register(self, command: RegisterConcern, act: Act) -> Done:
        decision = await self._on_child(act, command.child)
        for note in command.notes:
            found = await self._records.note(act.by.kommune, note)
            if (found.child, found.unit) != (command.child, act.by.unit):
                raise Unknown
        return await self._case(command, command.name, command.case, act, decision)

    async def on_case(self, command: asked.OnCase, act: Act) -> Done:
        decision = await self._on_case(command.case, act, decides=isinstance(command, DecideCase | EndLevelOne))
        return await self._case(command, command.name, command.case, act, decision)

    async def invite(self, command: InviteToConversation, act: Act) -> Done:
        decision = await self._on_case(command.case, act)
        if handled := await self._node.commands.repeated(command.case, act):
            return self._node.done(command.case, handled)  # a parent may have answered this very invitation since
        child = (await self.case(act.by.kommune, command.case)).child
        if await self._node.store.read(act.by.kommune, command.invitation):
            raise asked.InvitationExists
        under = asked.InviteGuardians(command=command, guardians=await self._records.guardians(act, child))
        return await self._case(under, command.name, command.case, act, decision)

    async def hear(self, command: RecordConversation | EvaluateOwnMeasure, act: Act) -> Done:
        """The child's own view is wanted from an age that the municipality has set."""
        decision = await self._on_case(command.case, act)
        child = (await self.case(act.by.kommune, command.case)).child
        must = await self.must_hear(act, child)
        under = (
            asked.RecordByAge(command=command, must_hear=must)
            if isinstance(command, RecordConversation)
            else asked.EvaluateByAge(command=command, must_hear=must)
        )
        return await self._case(under, command.name, command.case, act, decision)

    async def must_hear(self, act: Act, child: str) -> bool:
        born = (await self._records.enrolled(act.by.kommune, child)).born
        from_age = self._municipalities[act.by.kommune].ages.asked_for_view
        return years(born, act.at.astimezone(OSLO).date()) >= from_age

    async def case(self, kommune: str, case: str) -> Case:
        """Raises Unknown when there is none."""
        state = self._deciders[kommune].fold(CASEWORK.read(row) for row in await self._node.store.read(kommune, case))
        if not state.child:
            raise Unknown
        return state

    async def by_system(self, command: asked.CaseworkCommand, case: str, act: Act, action: str) -> None:
        """What a timer makes happen; `action` names it in the audit row."""
        await self._node.commands.handle(
            self._deciders[act.by.kommune], CASEWORK, case, command, act,
            lambda state: self._entry(act, action, state.child, (case,)),
        )  # fmt: skip

    async def _on_child(self, act: Act, child: str) -> Decision:
        unit = await self._node.pool.fetchval(reading.SQL["unit_of_child"], act.by.kommune, child)
        if unit is None:
            raise Unknown
        return access.on_child(act, "casework", child, self._owner, unit)

    async def _on_case(self, case: str, act: Act, *, decides: bool = False) -> Decision:
        state = await self.case(act.by.kommune, case)
        return access.on_child(act, "decide" if decides else "casework", state.child, self._owner, state.unit)

    async def _case(self, command: asked.CaseworkCommand, name: str, case: str, act: Act, decision: Decision) -> Done:
        handled = await self._node.commands.handle(
            self._deciders[act.by.kommune], CASEWORK, case, command, act,
            lambda state: self._entry(act, name, state.child, (case,), decision),
        )  # fmt: skip
        return self._node.done(case, handled)

    def _entry(
        self, act: Act, name: str, child: str, resources: tuple[str, ...], decision: Decision | None = None
    ) -> AuditEntry:
        return self._node.trail.entry(
            act, name, child=child, resources=resources, categories=(Category.PRIVATE,), decision=decision
        )
