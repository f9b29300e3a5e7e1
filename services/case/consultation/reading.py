"""Anonymous consultations as whoever asked, and whoever answers, see them; and as tasks."""

from collections.abc import Sequence
from datetime import date

from services.case import reading
from services.case.casework.records import Records
from services.case.consultation import access
from services.case.consultation import events as e
from services.case.consultation.decider import ADVISING, ASKING, Consultation
from services.case.consultation.tables import SQL
from services.case.report.opening import opened
from shared.access import Decision
from shared.contracts.case.consultation import (
    Advice,
    AnonymousQuestions,
    Consultations,
    ConsultationStage,
    ConsultationSummary,
    ConsultationView,
    MyConsultations,
    Questions,
    QuestionSummary,
    QuestionView,
    ReadConsultation,
    ReadQuestion,
)
from shared.contracts.case.guide import ReadGuide
from shared.contracts.case.tasks import MyTasks, Task, TaskKind
from shared.contracts.common import Category, Id, Role
from shared.decider import Act
from shared.errors import Unknown
from shared.events import Recorded
from shared.node import Node

Told = Sequence[tuple[Recorded, e.ConsultationEvent]]


class OwnConsultations:
    """node: of the shielded log; ordinary: where the owner's children are."""

    def __init__(self, node: Node, ordinary: Node) -> None:
        self._node, self._ordinary, self._records = node, ordinary, Records(ordinary)
        self._owner = node.settings.owner

    async def mine(self, query: MyConsultations, act: Act) -> Consultations:
        await self._node.seen(act.by.kommune, query.seen)
        access.of_service(act.by, "list", self._owner)
        leads = act.by.unit if act.by.role is Role.LEADER else None
        rows = await self._node.pool.fetch(SQL["consultations_of"], act.by.kommune, act.by.id, leads)
        return Consultations(consultations=tuple([await self._one(query.name, act, row["stream"]) for row in rows]))

    async def read(self, query: ReadConsultation, act: Act) -> ConsultationView:
        await self._node.seen(act.by.kommune, query.seen)
        access.of_service(act.by, "list", self._owner)
        summary = await self._one(query.name, act, query.consultation)
        told = await self._told(act, query.consultation)
        asked = next(event for _, event in told if isinstance(event, e.QuestionAsked))
        answers = (event for _, event in told if isinstance(event, e.AdviceReceived))
        return ConsultationView(
            summary=summary, question=asked.question,
            answers=tuple(Advice(on=one.on, text=one.text) for one in answers),
        )  # fmt: skip

    async def asked_in(self, case: Id, child: Id, since: date, act: Act) -> bool:
        """Whether somebody has asked about this case, which began then, as far as the reader of its guide may know."""
        if not access.is_of_service(act.by, "list", self._owner):
            return False
        leads = act.by.unit if act.by.role is Role.LEADER else None
        rows = await self._node.pool.fetch(SQL["consultations_about"], act.by.kommune, act.by.id, leads, child)
        found = [await self._one(ReadGuide.name, act, row["stream"]) for row in rows]
        return any(one.case == case or (one.case is None and one.asked_on >= since) for one in found)

    async def tasks(self, query: MyTasks, act: Act) -> tuple[Task, ...]:
        """Answers that the asker has not put away."""
        if not access.is_of_service(act.by, "list", self._owner):
            return ()
        await self._node.seen(act.by.kommune, query.seen)
        rows = await self._node.pool.fetch(SQL["answers_for"], act.by.kommune, act.by.id)
        return tuple([
            Task(
                kind=TaskKind.ANONYMOUS_ANSWER, child=row["child"], ref=row["stream"],
                child_name=(await self._one(query.name, act, row["stream"])).child_name, due=None,
                created_at=row["answered_at"], overdue=False,
            )
            for row in rows
        ])  # fmt: skip

    async def _one(self, action: str, act: Act, consultation: str) -> ConsultationSummary:
        """The audit row first. Raises Unknown."""
        rows = await self._node.store.read(act.by.kommune, consultation)
        events = [e.CONSULTATION.read(row) for row in rows if row.type in e.CONSULTATION.types]
        state = ASKING.fold(events)
        decision = access.on_consultation(act.by, "readConsultation", consultation, self._owner, state)
        await self._record(act, action, consultation, state, decision)
        asked = next(event for event in events if isinstance(event, e.QuestionAsked))
        return ConsultationSummary(
            consultation=consultation, child=state.child, child_name=await self._name(act, state.child),
            case=asked.case, to=asked.to, asked_on=asked.on, stage=_stage(state), mine=state.asker == act.by.id,
        )  # fmt: skip

    async def _name(self, act: Act, child: str) -> str | None:
        unit = await self._ordinary.pool.fetchval(reading.SQL["unit_of_child"], act.by.kommune, child)
        if unit is None or unit != act.by.unit:
            return None
        return (await self._records.enrolled(act.by.kommune, child)).child_name

    async def _told(self, act: Act, consultation: str) -> Told:
        return await opened(self._node, e.CONSULTATION, await self._node.store.read(act.by.kommune, consultation))

    async def _record(self, act: Act, action: str, consultation: str, state: Consultation, decision: Decision) -> None:
        entry = self._node.trail.entry(
            act, action, child=state.child, resources=(consultation,), categories=(Category.SHIELDED,),
            decision=decision,
        )  # fmt: skip
        await self._node.trail.record(entry)


class IncomingQuestions:
    """node: of the shielded log of a service that takes anonymous questions."""

    def __init__(self, node: Node) -> None:
        self._node, self._owner = node, node.settings.owner

    async def all(self, query: AnonymousQuestions, act: Act) -> Questions:
        """Nothing that was written is told here."""
        await self._node.seen(act.by.kommune, query.seen)
        access.of_service(act.by, "answer", self._owner)
        rows = await self._node.pool.fetch(SQL["questions"], act.by.kommune, act.by.unit)
        return Questions(questions=tuple([_summary(await self._events(act, row["stream"])) for row in rows]))

    async def read(self, query: ReadQuestion, act: Act) -> QuestionView:
        await self._node.seen(act.by.kommune, query.seen)
        access.of_service(act.by, "answer", self._owner)
        events = await self._events(act, query.consultation)
        decision = access.may_answer(act.by, self._owner, ADVISING.fold(events).unit)
        entry = self._node.trail.entry(
            act, query.name, resources=(query.consultation,), categories=(Category.SHIELDED,), decision=decision
        )
        await self._node.trail.record(entry)
        rows = await self._node.store.read(act.by.kommune, query.consultation)
        told = [event for _, event in await opened(self._node, e.QUESTION, rows)]
        return QuestionView(
            summary=_summary(events), question=next(one.question for one in told if isinstance(one, e.QuestionArrived)),
            answers=tuple(Advice(on=one.on, text=one.text) for one in told if isinstance(one, e.AdviceGiven)),
        )  # fmt: skip

    async def tasks(self, query: MyTasks, act: Act) -> tuple[Task, ...]:
        """Everybody's, or the unit's, until somebody answers. Where a task names a child, a number of chance stands."""
        if not access.is_of_service(act.by, "answer", self._owner):
            return ()
        await self._node.seen(act.by.kommune, query.seen)
        rows = await self._node.pool.fetch(SQL["open_questions"], act.by.kommune, act.by.unit)
        return tuple(
            Task(
                kind=TaskKind.ANONYMOUS_QUESTION, child=row["stream"],
                child_name=None, ref=row["stream"], due=None, created_at=row["arrived_at"], overdue=False,
            )
            for row in rows
        )  # fmt: skip

    async def _events(self, act: Act, consultation: str) -> list[e.QuestionEvent]:
        """Sealed. Raises Unknown."""
        rows = await self._node.store.read(act.by.kommune, consultation)
        if not (events := [e.QUESTION.read(row) for row in rows if row.type in e.QUESTION.types]):
            raise Unknown
        return events


def _summary(events: Sequence[e.QuestionEvent]) -> QuestionSummary:
    came = next(one for one in events if isinstance(one, e.QuestionArrived))
    return QuestionSummary(
        consultation=came.consultation, sender=came.sender, asked_on=came.on, answered=len(events) > 1
    )


def _stage(state: Consultation) -> ConsultationStage:
    if state.ended:
        return ConsultationStage.ENDED
    return ConsultationStage.ANSWERED if state.answers else ConsultationStage.ASKED
