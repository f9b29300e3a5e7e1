"""What whoever asks, and whoever answers, has their own service do."""

from collections.abc import Mapping, Sequence

from services.case import reading
from services.case.casework.records import Records
from services.case.consultation import access
from services.case.consultation.check import Leads, check, unit_names
from services.case.consultation.decider import (
    ADVISING,
    ASKING,
    AdviseClosed,
    AdviserCommand,
    AskClosed,
    AskerCommand,
    Consultation,
    Question,
)
from services.case.consultation.events import CONSULTATION, QUESTION
from shared import letters
from shared.access import Decision
from shared.contracts.case.consultation import (
    CONFIRMABLE,
    AnswerAnonymously,
    AskAnonymously,
    CheckQuestion,
    EndConsultation,
    SentAdvice,
    SentQuestion,
    TextCheck,
)
from shared.contracts.common import Category, Done, Owner
from shared.decider import Act
from shared.errors import Unavailable, Unknown
from shared.events import Recorded
from shared.municipality import Municipality
from shared.node import Node


class Asking:
    """node: of the shielded log; ordinary: where the owner's children are."""

    def __init__(self, node: Node, ordinary: Node, municipalities: Mapping[str, Municipality]) -> None:
        self._node, self._ordinary, self._records = node, ordinary, Records(ordinary)
        self._owner = node.settings.owner
        self._takers = {
            kommune: frozenset(one.anonymous_questions) - {self._owner} for kommune, one in municipalities.items()
        }
        self._units = {kommune: unit_names(one) for kommune, one in municipalities.items()}

    async def ask(self, command: AskAnonymously, act: Act) -> Done:
        """Closed to the one that is asked here and now: the question alone, under a number of chance."""
        unit, decision = await self._may_ask(act, command.child)
        await self._must_be_of_child(act, command, unit)
        parcel, takers = "", self._takers[act.by.kommune]
        if command.to in takers:
            sent = SentQuestion(question=command.question)
            parcel = closed(self._node, act.by.kommune, command.to, command.consultation, "consultation.asked.v1", sent)
        leads = await self._leads(act, command.child, (*command.known,), command.case)
        under = AskClosed(
            command=command, unit=unit, found=check(command.question, leads), takers=takers, parcel=parcel
        )
        return await self._carry_out(under, command.consultation, act, command.name, decision)

    async def look(self, query: CheckQuestion, act: Act) -> TextCheck:
        _, decision = await self._may_ask(act, query.child)
        entry = self._node.trail.entry(
            act, query.name, child=query.child, categories=(Category.SHIELDED,), decision=decision
        )
        await self._node.trail.record(entry)
        found = check(query.question, await self._leads(act, query.child, query.known))
        return TextCheck(found=found, sendable=all(one.kind in CONFIRMABLE for one in found))

    async def end(self, command: EndConsultation, act: Act) -> Done:
        access.of_service(act.by, "list", self._owner)
        state = await self.state(act.by.kommune, command.consultation)
        decision = access.on_consultation(act.by, "endConsultation", command.consultation, self._owner, state)
        return await self._carry_out(command, command.consultation, act, command.name, decision)

    async def by_system(self, command: AskerCommand, consultation: str, act: Act, action: str) -> None:
        """What a letter makes happen; `action` names it in the audit row."""
        await self._carry_out(command, consultation, act, action, None)

    async def state(self, kommune: str, consultation: str) -> Consultation:
        rows = await self._node.store.read(kommune, consultation)
        return ASKING.fold(CONSULTATION.read(row) for row in rows if row.type in CONSULTATION.types)

    async def _may_ask(self, act: Act, child: str) -> tuple[str, Decision]:
        """The child's unit. Raises Unknown, and AccessDenied."""
        access.of_service(act.by, "list", self._owner)
        unit = await self._ordinary.pool.fetchval(reading.SQL["unit_of_child"], act.by.kommune, child)
        if unit is None:
            raise Unknown
        return unit, access.may_ask(act.by, self._owner, child, unit)

    async def _must_be_of_child(self, act: Act, command: AskAnonymously, unit: str) -> None:
        if command.case is None:
            return
        row = await self._ordinary.pool.fetchrow(reading.SQL["case_of"], act.by.kommune, command.case)
        if row is None or (row["child"], row["unit"]) != (command.child, unit):
            raise Unknown

    async def _leads(self, act: Act, child: str, known: Sequence[str], case: str | None = None) -> Leads:
        """As the register has told it; what else leads to the child, the asker alone may know."""
        enrolled = await self._records.enrolled(act.by.kommune, child)
        ids = [one for one in (child, case, act.by.id) if one]
        units = self._units[act.by.kommune]
        return Leads.of((enrolled.child_name, *known), units, ids, enrolled.born, enrolled.household)

    async def _carry_out(
        self, command: AskerCommand, consultation: str, act: Act, name: str, decision: Decision | None
    ) -> Done:
        handled = await self._node.commands.handle(
            ASKING, CONSULTATION, consultation, command, act,
            lambda state: self._node.trail.entry(
                act, name, child=state.child, resources=(consultation,), categories=(Category.SHIELDED,),
                decision=decision,
            ),
        )  # fmt: skip
        return self._node.done(consultation, handled)


class Advising:
    """node: of the shielded log of a service that takes anonymous questions."""

    def __init__(self, node: Node, municipalities: Mapping[str, Municipality]) -> None:
        self._node, self._owner = node, node.settings.owner
        self._units = {kommune: unit_names(one) for kommune, one in municipalities.items()}

    async def answer(self, command: AnswerAnonymously, act: Act) -> Done:
        """What is written is looked through here too: an answer may guess."""
        access.of_service(act.by, "answer", self._owner)
        kommune = act.by.kommune
        state = _question(await self._node.store.read(kommune, command.consultation))
        if not state.consultation:
            raise Unknown
        decision = access.may_answer(act.by, self._owner, state.unit)
        sent, to = SentAdvice(text=command.text), state.sender
        parcel = closed(self._node, kommune, to, command.consultation, "consultation.answered.v1", sent)
        found = check(command.text, Leads.of(units=self._units[kommune], ids=(act.by.id,)))
        under = AdviseClosed(command=command, found=found, parcel=parcel)
        return await self._carry_out(under, command.consultation, act, command.name, decision)

    async def by_system(self, command: AdviserCommand, consultation: str, act: Act, action: str) -> None:
        """What a letter makes happen; `action` names it in the audit row."""
        await self._carry_out(command, consultation, act, action, None)

    async def _carry_out(
        self, command: AdviserCommand, consultation: str, act: Act, name: str, decision: Decision | None
    ) -> Done:
        handled = await self._node.commands.handle(
            ADVISING, QUESTION, consultation, command, act,
            lambda _: self._node.trail.entry(
                act, name, resources=(consultation,), categories=(Category.SHIELDED,), decision=decision
            ),
        )  # fmt: skip
        return self._node.done(consultation, handled)


def _question(rows: Sequence[Recorded]) -> Question:
    return ADVISING.fold(QUESTION.read(row) for row in rows if row.type in QUESTION.types)


def closed(
    node: Node, kommune: str, to: Owner, consultation: str, kind: letters.Kind, content: SentQuestion | SentAdvice
) -> str:
    """Raises Unavailable."""
    if (key := node.settings.trusted.hpke(f"{node.settings.service}-{to}")) is None:
        raise Unavailable
    return letters.close(key, letters.place(kommune, node.settings.owner, to, consultation, kind), content)
