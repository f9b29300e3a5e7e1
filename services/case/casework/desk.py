"""An employee's own desk: the children of the unit, one case, and whose turn it is."""

from datetime import date

import asyncpg
import orjson

from services.case import access, reading
from services.case.casework.events import ENROLMENT
from services.case.dates import OSLO
from services.case.timeline import Timeline
from shared.access import Decision
from shared.contracts.case import (
    CaseView,
    Children,
    ChildSummary,
    MyChildren,
    MyTasks,
    Outcome,
    ReadCase,
    ReadChild,
    Step,
    Task,
    Tasks,
)
from shared.contracts.common import Category, Role
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.events import Recorded
from shared.node import Node
from shared.personal import Json
from shared.sealing import DataKey, KeyId, place


class Desk:
    def __init__(self, node: Node, timeline: Timeline) -> None:
        self._node, self._owner, self._timeline = node, node.settings.owner, timeline

    async def my_children(self, query: MyChildren, act: Act) -> Children:
        """The children of the asker's unit; the family's own list is the consent service's."""
        rows = await self._of_unit(query, act)
        return Children(children=tuple([await self._summary(query, act, row) for row in rows]))

    async def read_child(self, query: ReadChild, act: Act) -> ChildSummary:
        rows = await self._of_unit(query, act)
        row = next((row for row in rows if row["child"] == query.child), None)
        if row is None:
            raise Unknown
        return await self._summary(query, act, row)

    async def _of_unit(self, query: MyChildren | ReadChild, act: Act) -> list[asyncpg.Record]:
        """Ids alone: nothing is opened yet."""
        await self._node.seen(act.by.kommune, query.seen)
        if act.by.unit is None or act.by.role not in {Role.EMPLOYEE, Role.LEADER}:
            raise AccessDenied
        return await self._node.pool.fetch(reading.SQL["children_of_unit"], act.by.kommune, act.by.unit, act.by.id)

    async def read_case(self, query: ReadCase, act: Act) -> CaseView:
        kommune = act.by.kommune
        await self._node.seen(kommune, query.seen)
        row = await self._node.pool.fetchrow(reading.SQL["case_of"], kommune, query.case)
        if row is None:
            raise Unknown
        decision = access.on_child(act, "casework", row["child"], self._owner, row["unit"])
        await self._record(act, query.name, row["child"], resource=query.case, decision=decision)
        rows = await self._node.store.read(kommune, query.case)
        steps = [(one, await self._opened(one)) for one in rows]
        name, born = await self._identity(kommune, row["child"])
        return CaseView(
            case=query.case, child=row["child"], child_name=name, born=born, stage=row["stage"],
            acute=bool(orjson.loads(rows[0].data)["acute"]), decide_by=row["decide_by"], outcome=_outcome(rows),
            steps=tuple(_step(one, opened) for one, opened in steps),
        )  # fmt: skip

    async def my_tasks(self, query: MyTasks, act: Act) -> Tasks:
        """One indexed query; a child is named where the asker may know the name anyway."""
        await self._node.seen(act.by.kommune, query.seen)
        leads = (act.by.unit or "") if act.by.role is Role.LEADER else "-"
        rows = await self._node.pool.fetch(reading.SQL["tasks"], act.by.kommune, act.by.id, leads)
        today = act.at.astimezone(OSLO).date()
        logs = await self._timeline.names(query, act) if rows else {}
        names = {row["ref"]: logs.get(row["ref"]) or await self._name(act, row["child"]) for row in rows}
        return Tasks(
            tasks=tuple(
                Task(
                    task=row["task"].replace(":", "-"), kind=row["kind"], child=row["child"],
                    child_name=names[row["ref"]], ref=row["ref"], due=row["due"], created_at=row["created_at"],
                    overdue=bool(row["due"] and row["due"] < today),
                )
                for row in rows
            )
        )  # fmt: skip

    async def _name(self, act: Act, child: str) -> str | None:
        unit = await self._node.pool.fetchval(reading.SQL["unit_of_child"], act.by.kommune, child)
        if unit is None or unit != act.by.unit:
            return None
        decision = access.on_child(act, "casework", child, self._owner, unit)
        await self._record(act, MyTasks.name, child, decision=decision)
        return (await self._identity(act.by.kommune, child))[0]

    async def _summary(self, query: MyChildren | ReadChild, act: Act, row: asyncpg.Record) -> ChildSummary:
        decision = access.on_child(act, "casework", row["child"], self._owner, row["unit"])
        await self._record(act, query.name, row["child"], decision=decision)
        name, born = await self._identity(act.by.kommune, row["child"])
        return ChildSummary(
            child=row["child"], child_name=name, born=born, unit=row["unit"], case=row["case_id"], stage=row["stage"],
            stafettlogg=row["stafettlogg"],
        )  # fmt: skip

    async def _identity(self, kommune: str, child: str) -> tuple[str, date]:
        rows = await self._node.store.read(kommune, child)
        enrolled = ENROLMENT.read(rows[-1], await self._opened(rows[-1]))
        return enrolled.child_name, enrolled.born

    async def _opened(self, row: Recorded) -> Json | None:
        """The personal half of one of this owner's own rows; None when it has none."""
        if row.sealed is None or row.key_id is None:
            return None
        key_id = KeyId.parse(row.key_id)
        keys = await self._node.keyring.keys(row.kommune, row.child, [(key_id.owner, key_id.category)])
        return open_row(row, row.sealed, keys[key_id])

    async def _record(
        self, act: Act, action: str, child: str, *, decision: Decision, resource: str | None = None
    ) -> None:
        entry = self._node.trail.entry(
            act, action, child=child, resources=(resource,) if resource else (), decision=decision,
            categories=(Category.PRIVATE,),
        )  # fmt: skip
        await self._node.trail.record(entry)


def open_row(row: Recorded, sealed: bytes, key: DataKey) -> Json:
    where = place(row.kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key.id)
    return key.open(where, sealed)


def _outcome(rows: list[Recorded]) -> Outcome | None:
    decided = [orjson.loads(row.data)["outcome"] for row in rows if row.type == "case-decided"]
    return Outcome(decided[0]) if decided else None


def _step(row: Recorded, opened: Json | None) -> Step:
    texts = {name: _flat(value) for name, value in (opened or {}).items() if value}
    dates = {
        name: value for name, value in orjson.loads(row.data).items() if name in {"held_on", "decide_by", "outcome"}
    }
    return Step(what=row.type, at=row.recorded_at, by=row.who().id, text=texts | dates)


def _flat(value: object) -> str:
    """Observations become lines: what was seen, then where and since when."""
    if isinstance(value, list):
        return "\n\n".join(_flat(one) for one in value)
    if isinstance(value, dict):
        return "\n".join(str(part) for part in (value["seen"], value.get("where"), value.get("since")) if part)
    return str(value)
