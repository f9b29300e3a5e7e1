"""What people and the contact register may ask of this service."""

from pathlib import Path
from typing import cast

import asyncpg

from services.notify.contacts import DECIDER, SCHEMA
from services.notify.hearing import Urgency
from services.notify.notices import SQL, queue
from shared.access import Decision, Entity, Policies
from shared.contracts.common import Done
from shared.contracts.notify import Delivery, MyNotices, Notice, Notices, RegisterContact, Remind
from shared.decider import Act
from shared.errors import AccessDenied
from shared.inbox import first_time
from shared.node import Node


class Requests:
    def __init__(self, node: Node) -> None:
        self._node, self._policies = node, Policies(Path(__file__).parent)

    async def register_contact(self, request: RegisterContact, act: Act) -> Done:
        decision = self._allowed(act, request.name, request.person)
        handled = await self._node.commands.handle(
            DECIDER, SCHEMA, request.person, request, act,
            audit=lambda _: self._node.trail.entry(act, request.name, resources=[request.person], decision=decision),
        )  # fmt: skip
        return self._node.done(request.person, handled)

    async def remind(self, request: Remind, act: Act) -> Done:
        decision = self._allowed(act, request.name, request.person)
        entry = self._node.trail.entry(act, request.name, resources=[request.person, request.about], decision=decision)
        async with self._node.pool.acquire() as pooled, pooled.transaction():
            connection = cast(asyncpg.Connection, pooled)
            if await first_time(connection, request.name, request.id):
                await queue(connection, act.by.kommune, request.id, request.about, {request.person: Urgency.NOW}, 1)
                await self._node.trail.write(connection, entry)
        return Done(stream=str(request.id))

    async def my_notices(self, request: MyNotices, act: Act) -> Notices:
        decision = self._allowed(act, request.name, act.by.id)
        rows = await self._node.pool.fetch(SQL["of_person"], act.by.kommune, act.by.id)
        await self._node.trail.record(self._node.trail.entry(act, request.name, decision=decision))
        return Notices(notices=tuple(
            Notice(notice=str(row["notice"]), created_at=row["created_at"], due_at=row["due_at"],
                   state=Delivery(row["state"]), sent_at=row["sent_at"])
            for row in rows
        ))  # fmt: skip

    def _allowed(self, act: Act, action: str, person: str) -> Decision:
        caller = Entity("Caller", act.by.id, {"person": act.by.id, "role": act.by.role})
        decision = self._policies.decide(caller, action, Entity("Mailbox", person, {"person": person}), {})
        if not decision.allowed:
            raise AccessDenied
        return decision
