"""An employee's own desk: the children of the unit, one case, and whose turn it is."""

from collections.abc import Awaitable, Callable

import asyncpg

from services.case import access, reading
from services.case.casework.handlers import Casework
from services.case.casework.records import Records
from services.case.casework.view import gather, outline, step
from services.case.dates import OSLO
from services.case.rights.rectification import rectifications
from services.case.timeline import Timeline
from shared.access import Decision
from shared.contracts.case import (
    CaseView,
    Children,
    ChildSummary,
    EarlierCase,
    MyChildren,
    MyTasks,
    ReadCase,
    ReadChild,
    Rectification,
    SentInvitation,
    Task,
    Tasks,
)
from shared.contracts.common import Category, Role
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.events import Recorded
from shared.node import Node

TasksOf = Callable[[MyTasks, Act], Awaitable[tuple[Task, ...]]]


class Desk:
    def __init__(self, node: Node, timeline: Timeline, casework: Casework, beside: TasksOf | None = None) -> None:
        """beside: the tasks of the shielded log."""
        self._node, self._owner, self._timeline = node, node.settings.owner, timeline
        self._casework, self._records, self._beside = casework, Records(node), beside

    async def my_children(self, query: MyChildren, act: Act) -> Children:
        """The children of the asker's unit; the family's own list is the consent service's."""
        rows = await self._of_unit(query, act)
        return Children(children=tuple([await self._summary(query, act, row) for row in rows]))

    async def read_child(self, query: ReadChild, act: Act) -> ChildSummary:
        rows = await self._of_unit(query, act)
        row = next((row for row in rows if row["child"] == query.child), None)
        if row is None:
            raise Unknown
        summary, unit, kommune = await self._summary(query, act, row), row["unit"], act.by.kommune
        noted = await self._node.pool.fetch(reading.SQL["notes_of_child"], kommune, query.child, unit)
        closed = await self._closed(act, query.child, unit)
        notes = [await self._records.opened_note(kommune, one["note"], closed=closed) for one in noted]
        earlier = await self._earlier(act, query.child, unit, but=summary.case)
        guarded = await reading.protected(self._node.pool, kommune, query.child) or None
        return summary.model_copy(update={"earlier": earlier, "notes": tuple(notes), "guarded": guarded})

    async def _of_unit(self, query: MyChildren | ReadChild, act: Act) -> list[asyncpg.Record]:
        """Ids alone: nothing is opened yet."""
        await self._node.seen(act.by.kommune, query.seen)
        if act.by.unit is None or act.by.role not in {Role.EMPLOYEE, Role.LEADER}:
            raise AccessDenied
        return await self._node.pool.fetch(reading.SQL["children_of_unit"], act.by.kommune, act.by.unit, act.by.id)

    async def read_case(self, query: ReadCase, act: Act) -> CaseView:
        kommune, case = act.by.kommune, query.case
        await self._node.seen(kommune, query.seen)
        row = await self._node.pool.fetchrow(reading.SQL["case_of"], kommune, case)
        if row is None:
            raise Unknown
        child = row["child"]
        decision = access.on_child(act, "casework", child, self._owner, row["unit"])
        await self._record(act, query.name, child, resource=case, decision=decision)
        stored, closed = await self._node.store.read(kommune, case), await self._closed(act, child, row["unit"])
        rows = [] if case in closed else [(one, await self._records.opened(one)) for one in stored]
        told = outline(stored) if case in closed else gather(rows)
        enrolled = await self._records.enrolled(kommune, child)
        return CaseView(
            case=case, child=child, child_name=enrolled.child_name, born=enrolled.born, stage=row["stage"],
            acute=told.acute, acute_answer=told.answered, decide_by=row["decide_by"],
            overdue=told.overdue, outcome=told.outcome, ended=told.ended, registered_by=told.registered_by,
            raised_by_parents=told.raised_by_parents, worry=told.worry, sheet=told.sheet,
            must_hear_child=await self._casework.must_hear(act, child), steps=tuple(step(*one) for one in rows),
            notes=tuple([await self._records.opened_note(kommune, note, case, closed=closed) for note in told.notes]),
            invitations=tuple([await self._answered(kommune, one) for one in told.invitations.values()]),
            measures=tuple(told.measures.values()), earlier=await self._earlier(act, child, row["unit"], but=case),
            rectifications=await self._wrong(kommune, child, {case, *told.notes} - closed), restricted=case in closed,
        )  # fmt: skip

    async def _closed(self, act: Act, child: str, unit: str) -> frozenset[str]:
        """What is under begrensning, and not for whoever works with the child here."""
        closed = await self._records.restricted(act.by.kommune, child)
        return frozenset() if access.may_open(act, child, self._owner, unit, restricted=bool(closed)) else closed

    async def _wrong(self, kommune: str, child: str, of: set[str]) -> tuple[Rectification, ...]:
        rows = [Recorded(*row) for row in await self._node.pool.fetch(reading.SQL["rectifications"], kommune, child)]
        return tuple(one for one in await rectifications(self._records, rows) if one.of in of)

    async def _answered(self, kommune: str, sent: SentInvitation) -> SentInvitation:
        answers = await self._records.answers(kommune, sent.invitation)
        return sent.model_copy(update={"answers": tuple(answers.values())})

    async def _earlier(self, act: Act, child: str, unit: str, but: str | None = None) -> tuple[EarlierCase, ...]:
        """In the same unit: what another has wondered about stays there."""
        rows = await self._node.pool.fetch(reading.SQL["cases_of_child"], act.by.kommune, child, unit)
        return tuple(
            EarlierCase(
                case=row["case_id"], registered_at=row["registered_at"], stage=row["stage"], outcome=row["outcome"],
                raised_by_parents=row["raised_by_parents"],
            )
            for row in rows
            if row["case_id"] != but
        )  # fmt: skip

    async def my_tasks(self, query: MyTasks, act: Act) -> Tasks:
        """One indexed query; a child is named where the asker may know the name anyway."""
        await self._node.seen(act.by.kommune, query.seen)
        leads = (act.by.unit or "") if act.by.role is Role.LEADER else "-"
        rows = await self._node.pool.fetch(reading.SQL["tasks"], act.by.kommune, act.by.id, leads)
        today = act.at.astimezone(OSLO).date()
        logs = await self._timeline.names(query, act) if rows else {}
        names = {row["ref"]: logs.get(row["ref"]) or await self._name(act, row["child"]) for row in rows}
        own = tuple(
            Task(
                kind=row["kind"], child=row["child"],
                child_name=names[row["ref"]], ref=row["ref"], due=row["due"], created_at=row["created_at"],
                overdue=bool(row["due"] and row["due"] < today),
            )
            for row in rows
        )  # fmt: skip
        return Tasks(tasks=(*own, *(await self._beside(query, act) if self._beside else ())))

    async def _name(self, act: Act, child: str) -> str | None:
        unit = await self._node.pool.fetchval(reading.SQL["unit_of_child"], act.by.kommune, child)
        if unit is None or unit != act.by.unit:
            return None
        decision = access.on_child(act, "casework", child, self._owner, unit)
        await self._record(act, MyTasks.name, child, decision=decision)
        return (await self._records.enrolled(act.by.kommune, child)).child_name

    async def _summary(self, query: MyChildren | ReadChild, act: Act, row: asyncpg.Record) -> ChildSummary:
        decision = access.on_child(act, "casework", row["child"], self._owner, row["unit"])
        await self._record(act, query.name, row["child"], decision=decision)
        enrolled = await self._records.enrolled(act.by.kommune, row["child"])
        return ChildSummary(
            child=row["child"], child_name=enrolled.child_name, born=enrolled.born, unit=row["unit"],
            case=row["case_id"], stage=row["stage"], stafettlogg=row["stafettlogg"],
        )  # fmt: skip

    async def _record(
        self, act: Act, action: str, child: str, *, decision: Decision, resource: str | None = None
    ) -> None:
        entry = self._node.trail.entry(
            act, action, child=child, resources=(resource,) if resource else (), decision=decision,
            categories=(Category.PRIVATE,),
        )  # fmt: skip
        await self._node.trail.record(entry)
