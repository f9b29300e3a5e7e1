"""What the personvernombud begins with: is every log whole and seen, what is wrong, and what is looked into."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

import asyncpg

from services.audit import access, anomalies
from services.audit.log import SQL as LOG_SQL
from services.audit.log import Log
from services.audit.places import place
from services.audit.witnesses import published
from shared.contracts.audit import (
    DayOfActs,
    Finding,
    IdentityOpened,
    Investigation,
    LogStanding,
    Oversight,
    ReadOversight,
)
from shared.contracts.common import Kommune
from shared.days import day_of, midnight
from shared.decider import Act
from shared.node import Node
from shared.statements import statements
from shared.transparency.checkpoint import open_checkpoint
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.note import Key
from shared.transparency.policy import Policy
from shared.witnessing import log_key

SQL = statements(Path(__file__).parent / "sql" / "oversight.sql")
DAYS = 30
LATEST = 5  # checkpoints that are looked through for one that enough have seen
PATIENCE = timedelta(minutes=2)  # until a checkpoint that too few have seen is told of


class Desk:
    """log_public: of the key that signs every log. policy: who must have seen what it says."""

    def __init__(self, node: Node, log_public: bytes, policy: Policy) -> None:
        self._node, self._public, self._policy = node, log_public, policy

    async def read(self, request: ReadOversight, act: Act) -> Oversight:
        decision = access.on_log(act, request.name)
        found = await self._look(act)
        await self._node.trail.record(self._node.trail.entry(act, request.name, decision=decision))
        return found

    async def _look(self, act: Act) -> Oversight:
        kommune, first = act.by.kommune, day_of(act.at) - timedelta(days=DAYS - 1)
        async with self._node.pool.acquire() as pooled:
            connection = cast(asyncpg.Connection, pooled)
            findings = await connection.fetch(SQL["findings"], kommune, midnight(first))
            logs = [
                await self._standing(connection, row, act.at) for row in await connection.fetch(SQL["logs"], kommune)
            ]
            return Oversight(
                logs=tuple(logs),
                findings=tuple(_finding(row) for row in findings),
                days=await _days(connection, kommune, first, findings),
                investigations=await _investigations(connection, kommune),
                left_out=await connection.fetchval(SQL["left_out"]),
                anomalies=await anomalies.standing(connection, kommune, act.at),
            )

    async def _standing(self, connection: asyncpg.Connection, row: asyncpg.Record, now: datetime) -> LogStanding:
        log = Log(row["id"], row["kommune"], row["owner"], row["year"], row["size"], row["position"])
        size, seen_by = await self._seen(connection, log)
        names = {key: name for name, key in self._policy.witnesses.items()}
        return LogStanding(
            owner=log.owner, year=log.year, size=log.size, signed_at=row["signed_at"], witnessed=max(size, 0),
            witnesses=tuple(sorted(names[key] for key in seen_by)), known=len(names),
            unseen=await connection.fetchval(SQL["waits"], log.id, size, now - PATIENCE),
            checked=row["checked"] or 0, checked_at=row["checked_at"],
        )  # fmt: skip

    async def _seen(self, connection: asyncpg.Connection, log: Log) -> tuple[int, Iterable[Key]]:
        """The newest checkpoint that enough have seen, and who. What is stored is believed by its signatures."""
        own = [log_key(log.origin, self._public)]
        for row in await connection.fetch(LOG_SQL["cosigned"], log.id, LATEST):
            note = await published(connection, log, row["size"], row["note"])
            try:
                opened = open_checkpoint(note, own, self._policy.witnesses.values())
            except (Malformed, Unproven):
                continue
            if self._policy.has_quorum(opened.witnesses):
                return opened.checkpoint.size, opened.witnesses
        return -1, ()


def _finding(row: asyncpg.Record) -> Finding:
    return Finding(
        finding=f"f-{row['id']}", owner=row["owner"], kind=row["kind"], place=place(row["kind"], row["item"]),
        found_at=row["found_at"], ended_at=row["ended_at"],
    )  # fmt: skip


async def _days(
    connection: asyncpg.Connection, kommune: Kommune, first: date, findings: Sequence[asyncpg.Record]
) -> tuple[DayOfActs, ...]:
    days = [first + timedelta(days=n) for n in range(DAYS)]
    rows = await connection.fetch(SQL["days"], kommune, midnight(first), midnight(days[-1] + timedelta(days=1)))
    acts = {row["day"]: (row["acts"], row["no"]) for row in rows}
    wrong = Counter(day for row in findings for day in days if _stood(row, day))
    counted = ((day, *acts.get(day, (0, 0))) for day in days)
    return tuple(DayOfActs(day=day, acts=n, not_done=no, findings=wrong[day]) for day, n, no in counted)


def _stood(row: asyncpg.Record, day: date) -> bool:
    return day_of(row["found_at"]) <= day and (row["ended_at"] is None or day_of(row["ended_at"]) >= day)


async def _investigations(connection: asyncpg.Connection, kommune: Kommune) -> tuple[Investigation, ...]:
    rows = await connection.fetch(SQL["investigations"], kommune)
    opened = await connection.fetch(SQL["identities"], [row["id"] for row in rows])
    about = kommune, [row["ref"] for row in rows]
    wrong = {one.finding: one for one in map(_finding, await connection.fetch(SQL["looked_into"], *about))}
    odd = {one.anomaly: one for one in map(anomalies.of, await connection.fetch(anomalies.SQL["looked_into"], *about))}
    return tuple(
        Investigation(
            investigation=str(row["id"]), about=row["ref"], opened_at=row["opened_at"], opened_by=row["actor"],
            closed_at=row["closed_at"], verdict=row["outcome"], case=row["case_id"],
            identities=tuple(_identity(one) for one in opened if one["investigation"] == row["id"]),
            finding=wrong.get(row["ref"]), anomaly=odd.get(row["ref"]),
        )
        for row in rows
    )  # fmt: skip


def _identity(row: asyncpg.Record) -> IdentityOpened:
    return IdentityOpened(person=row["person"], why=row["reason"], at=row["at"], by=row["actor"])
