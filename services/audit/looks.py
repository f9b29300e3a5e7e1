"""What a family may always know: who has looked at the stafettlogg, when and by which rule; and asking why.

Only looks at what the family itself shares. What a service does in its own casework, in an emergency that nobody has
reviewed, or on the shielded track is not here, and nothing that is here changes with it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import cast

import asyncpg

from services.audit import access, rules
from services.audit.anomalies import SQL
from shared.access import Decision
from shared.contracts.audit import AnomalyKind, AskExplanation, AuditEntry, Look, Looks, WhoHasLooked
from shared.contracts.case import ReadStafettlogg
from shared.contracts.common import Category, Done, Id, Request
from shared.contracts.consent import ReadStandings, Standings
from shared.days import day_of
from shared.decider import Act
from shared.errors import AccessDenied, Refused, Unknown
from shared.node import Node

SHARED = ("read-stafettlogg", ReadStafettlogg.printing, "read-contribution", "read-consents")
EMERGENCY = "nodapning"  # part of the id of every rule that opens something in an emergency
NEWEST = 500  # rows
Key = tuple[Id, date]


class Family:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def looks(self, request: WhoHasLooked, act: Act) -> Looks:
        decision = await self._allowed(request, act, request.child)
        async with self._node.pool.acquire() as pooled:
            connection = cast(asyncpg.Connection, pooled)
            entries = await _shared(connection, act.by.kommune, request.child)
            asked = await _asked(connection, act.by.kommune, request.child)
        found = Looks(looks=tuple(_look(group, asked) for group in _by_person_and_day(entries)))
        await self._node.trail.record(self._node.trail.entry(act, request.name, child=request.child, decision=decision))
        return found

    async def ask(self, request: AskExplanation, act: Act) -> Done:
        """Asked twice about the same day is asked once."""
        decision = await self._allowed(request, act, request.child)
        async with self._node.pool.acquire() as pooled, pooled.transaction():
            connection = cast(asyncpg.Connection, pooled)
            entries = await _shared(connection, act.by.kommune, request.child)
            look = next((entry for entry in entries if str(entry.id) == request.look), None)
            if look is None:
                raise Unknown
            row = (look.actor.id, request.child, day_of(look.at), look.at, act.at)
            if await connection.fetchval(SQL["ask"], act.by.kommune, AnomalyKind.EXPLANATION_ASKED, *row):
                entry = self._node.trail.entry(
                    act, request.name, child=request.child, resources=[request.look], decision=decision
                )
                await self._node.trail.write(connection, entry)
        return Done(stream=request.child)

    async def _allowed(self, request: Request, act: Act, child: Id) -> Decision:
        """Raises AccessDenied, also for a child that nobody knows."""
        asking = ReadStandings(child=child)
        try:
            known: Standings = await self._node.client.ask(
                asking, owner=self._node.settings.owner, actor=self._node.client.itself(act.by.kommune),
                correlation=act.correlation,
            )  # fmt: skip
        except Refused as refusal:
            if refusal.retryable:
                raise
            raise AccessDenied from None
        return access.on_child(act, request.name, child, known.guardians, decides=known.answers_itself)


async def _shared(connection: asyncpg.Connection, kommune: str, child: Id) -> list[AuditEntry]:
    rows = await connection.fetch(SQL["looks"], kommune, child, list(SHARED), NEWEST)
    entries = (AuditEntry.model_validate_json(row["body"]) for row in rows)
    return [entry for entry in entries if not _hidden(entry)]


def _hidden(entry: AuditEntry) -> bool:
    """Also looks at consents by a service that is not let in: they would tell who has a case of its own."""
    if entry.action == "read-consents" and not entry.consents:
        return True
    return Category.SHIELDED in entry.categories or any(EMERGENCY in rule for rule in entry.policies)


async def _asked(connection: asyncpg.Connection, kommune: str, child: Id) -> Mapping[Key, bool]:
    """Whose looks on which day an explanation was asked for, and whether that was looked into."""
    rows = await connection.fetch(SQL["asked"], kommune, AnomalyKind.EXPLANATION_ASKED, child)
    return {(row["actor"], row["day"]): row["answered"] for row in rows}


def _key(entry: AuditEntry) -> Key:
    return entry.actor.id, day_of(entry.at)


def _by_person_and_day(entries: Iterable[AuditEntry]) -> list[list[AuditEntry]]:
    """The newest first, also within a group."""
    ordered = sorted(entries, key=lambda entry: (_key(entry), entry.at), reverse=True)
    groups = [list(group) for _, group in groupby(ordered, key=_key)]
    return sorted(groups, key=lambda group: group[0].at, reverse=True)


def _look(group: list[AuditEntry], asked: Mapping[Key, bool]) -> Look:
    newest = group[0]
    return Look(
        look=str(newest.id), owner=newest.actor.owner, role=newest.actor.role, last_at=newest.at, times=len(group),
        rules=tuple(rule.text for rule in rules.named(rule for entry in group for rule in entry.policies)),
        asked=_key(newest) in asked, answered=asked.get(_key(newest), False),
    )  # fmt: skip
