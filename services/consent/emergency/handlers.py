"""Carries out what people ask of break-glass, and tells of it; every act with its audit row."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

import asyncpg

from services.consent.emergency import access
from services.consent.emergency import events as e
from services.consent.emergency.decider import Command, Emergency, MissReview, Plan, decider
from services.consent.emergency.folding import SQL
from services.consent.family import today
from services.consent.keys import OWNER
from services.consent.records import Families, names
from shared.access import Decision, allowed
from shared.commands import Handled
from shared.contracts import consent as c
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Category, Done, Id, Kommune
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.events import Recorded
from shared.municipality import Municipality
from shared.node import Node
from shared.sealing import KeyId, place
from shared.timers import Timer

log = logging.getLogger(__name__)


class Emergencies:
    def __init__(self, node: Node, municipalities: Mapping[Kommune, Municipality], families: Families) -> None:
        self._node, self._families = node, families
        chosen = {kommune: one.emergency for kommune, one in municipalities.items()}
        self._plans = {k: Plan(p.officers, p.leaders, p.minutes, p.review_days) for k, p in chosen.items()}

    async def open(self, request: c.OpenInEmergency, act: Act) -> Done:
        """Answers when the keys can be had."""
        _, family = await self._families.load(act, request.child)
        suspended = await self._node.pool.fetchval(SQL["suspended"], act.by.kommune, act.by.id, act.at)
        day = today(act.at)
        decision = access.may_open(act.by, request.child, family, act.at, day, suspended=suspended)
        if not decision.allowed:
            known = access.would_open(act.by, request.child, family, act.at, day)
            raise AccessDenied(decision if known else None)
        handled = await self._handle(request, str(act.id), act, request.name, decision)
        done = self._node.done(request.child, handled)
        await self._node.seen(act.by.kommune, done.event)
        return done

    async def review(self, request: c.ReviewEmergency, act: Act) -> Done:
        state = await self._state(act.by.kommune, request.emergency)
        _, family = await self._families.load(act, state.child)
        decision = allowed(access.on_emergency(act.by, request.name, state, family, act.at))
        handled = await self._handle(request, request.emergency, act, request.name, decision)
        done = self._node.done(request.child, handled)
        await self._node.seen(act.by.kommune, done.event)
        return done

    async def mine(self, request: c.MyEmergencies, act: Act) -> c.Emergencies:
        await self._node.seen(act.by.kommune, request.seen)
        me = act.by
        officer = access.principal(me, act.at).attributes["officer"]
        rows = await self._node.pool.fetch(SQL["of_person"], me.kommune, me.id, me.owner, me.unit or "", officer)
        found = [view for row in rows if (view := await self._view(act, row, request.name))]
        if not found:
            await self._node.trail.record(self._node.trail.entry(act, request.name))
        return c.Emergencies(emergencies=tuple(found))

    async def due(self, timer: Timer) -> None:
        """Nobody has reviewed it: an alarm, a fact for those who must know, and no more for whoever opened it."""
        act = self._node.act(timer.kommune, timer.command_id(), timer.command_id())
        act = replace(act, at=max(act.at, timer.due_at))
        log.error("a nødåpning was not reviewed in time")
        await self._handle(MissReview(timer.subject, timer.item), timer.item, act, "emergency-review-missed", None)

    async def _view(self, act: Act, row: asyncpg.Record, action: str) -> c.EmergencyView | None:
        kommune, child = act.by.kommune, row["child"]
        stored = await self._node.store.read(kommune, row["emergency"])
        state = _fold(stored)
        rows, family = await self._families.load(act, child)
        decision = access.on_emergency(act.by, "read-emergency", state, family, act.at)
        if not decision.allowed:
            return None
        entry = self._node.trail.entry(act, action, child=child, resources=[state.id], decision=decision)
        await self._node.trail.record(entry)
        may_review = access.on_emergency(act.by, "review-emergency", state, family, act.at).allowed
        officer = access.principal(act.by, act.at).attributes["officer"]
        named = None if officer or not family.child else (await names(self._node, rows)).child
        said = await self._opened(kommune, child, stored, state.person)
        return c.EmergencyView(
            emergency=state.id, child=child, child_name=named or None, person=state.person, owner=state.owner,
            unit=state.unit, because=state.because, opened_at=row["opened_at"], until=row["ends_at"],
            review_by=row["review_by"], reviewed_at=row["reviewed_at"],
            overdue=row["reviewed_at"] is None and row["review_by"] <= act.at,
            may_review=may_review and not state.reviewed, **said,
        )  # fmt: skip

    async def _opened(
        self, kommune: Kommune, child: Id, rows: Sequence[Recorded], opener: Id
    ) -> dict[str, str | bool | None]:
        """What was written, as far as there is a key to it."""
        keys = await self._node.keyring.keys(kommune, child, [(OWNER, Category.PRIVATE)])
        said: dict[str, str | bool | None] = {"reason": None, "note": None, "justified": None}
        for row in rows:
            key = keys.get(KeyId.parse(row.key_id)) if row.key_id else None
            where = key and place(kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key.id)
            personal = key.open(where, row.sealed) if key and where and row.sealed else None
            match e.SCHEMA.read(row, personal):
                case e.EmergencyExplained() as told:
                    said["reason" if told.by == opener else "note"] = getattr(told, "why", None)
                case e.EmergencyReviewed() as reviewed:
                    said["justified"] = reviewed.justified
        return said

    async def _state(self, kommune: Kommune, emergency: Id) -> Emergency:
        """Raises Unknown, also where the id is of another stream."""
        state = _fold(await self._node.store.read(kommune, emergency))
        if not state.id:
            raise Unknown
        return state

    async def _handle(self, command: Command, stream: Id, act: Act, action: str, decision: Decision | None) -> Handled:
        def audit(_: Emergency) -> AuditEntry:
            return self._node.trail.entry(act, action, child=command.child, resources=[stream], decision=decision)

        rules = decider(self._plans.get(act.by.kommune, Plan()))
        return await self._node.commands.handle(rules, e.SCHEMA, stream, command, act, audit)


def _fold(rows: Sequence[Recorded]) -> Emergency:
    """Of another stream's rows, nothing."""
    return decider(Plan()).fold(e.SCHEMA.read(row) for row in rows if row.type in e.SCHEMA.types)
