"""Carries out what people, services and the calendar ask about rights; every act with its audit row."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from services.consent.keys import OWNER
from services.consent.records import Families
from services.consent.rights import access
from services.consent.rights import events as e
from services.consent.rights.decider import DECIDER, AskAccess, Command, FallOverdue, Request, State
from services.consent.rights.projection import SQL
from services.consent.rights.refusals import NotEntitled
from shared.access import Decision
from shared.contracts import consent as c
from shared.contracts.common import Category, Done, Id, Kommune
from shared.days import day_of
from shared.decider import Act
from shared.errors import Unknown
from shared.events import Recorded
from shared.municipality import Municipality
from shared.node import Node
from shared.sealing import DataKey, KeyId, place
from shared.timers import Timer

Decided = c.RequestErasure | c.AnswerErasure | c.ExtendRight | c.RegisterRight | c.AnswerRight


def stream(child: Id) -> str:
    """Beside the family's own, which is named by the child alone."""
    return f"rights-{hashlib.sha256(child.encode()).hexdigest()[:32]}"


class Asking:
    def __init__(self, node: Node, municipalities: Mapping[Kommune, Municipality], families: Families) -> None:
        self._node, self._municipalities, self._families = node, municipalities, families

    async def ask(self, request: c.RequestAccess, act: Act) -> Done:
        """In one's own name, or written down for somebody who decides for the child."""
        _, family = await self._families.load(act, request.child)
        action = "register-access" if request.person else request.name
        decision = access.on_child(act.by, action, request.child, family)
        person = request.person or act.by.id
        if person not in family.deciders:
            raise NotEntitled
        told = self._municipalities[act.by.kommune]
        handlers = tuple(
            c.Handler(owner=owner, person=one) for owner, people in told.rights.handlers.items() for one in people
        )
        asked = AskAccess(
            request, person, act.by.id if request.person else None, tuple(sorted(told.services)), handlers
        )
        return await self._handle(asked, request.child, act, request.name, decision)

    async def ask_erasure(self, request: c.RequestErasure, act: Act) -> Done:
        return await self._decided(request, act)

    async def by_dpo(self, request: c.ExtendRight | c.AnswerErasure, act: Act) -> Done:
        return await self._decided(request, act)

    async def by_service(self, request: c.RegisterRight | c.AnswerRight, act: Act) -> Done:
        return await self._decided(request, act)

    async def check(self, request: c.CheckRight, act: Act) -> c.RightStanding:
        _, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family)
        await self._record(act, request.name, request.child, [request.request], decision)
        found = (await self._state(act.by.kommune, request.child)).requests.get(request.request)
        if found is None or act.by.owner not in found.owners:
            return c.RightStanding()
        return c.RightStanding(person=found.person, entitled=found.person in family.deciders, ready=found.ready)

    async def check_entitled(self, request: c.CheckEntitled, act: Act) -> c.Entitled:
        _, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family)
        await self._record(act, request.name, request.child, [request.person], decision)
        return c.Entitled(entitled=request.person in family.deciders)

    async def mine(self, request: c.ReadRights, act: Act) -> c.Rights:
        await self._node.seen(act.by.kommune, request.seen)
        _, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family)
        state = await self._state(act.by.kommune, request.child)
        own = {name: one for name, one in state.requests.items() if one.person == act.by.id}
        await self._record(act, request.name, request.child, sorted(own), decision)
        told = any(one.extended or one.granted is not None for one in own.values())
        said = await self._told(act.by.kommune, request.child) if told else {}
        views = [_view(request.child, name, one, act).model_copy(update=said.get(name)) for name, one in own.items()]
        return c.Rights(requests=tuple(reversed(views)))

    async def waiting(self, request: c.OpenRights, act: Act) -> c.Rights:
        await self._node.seen(act.by.kommune, request.seen)
        decision = access.on_municipality(act.by, request.name)
        children = [row["child"] for row in await self._node.pool.fetch(SQL["open"], act.by.kommune)]
        found = [view for child in children for view in await self._open(act, child)]
        await self._record(act, request.name, None, [view.request for view in found], decision)
        return c.Rights(requests=tuple(sorted(found, key=lambda view: (view.due_on, view.request))))

    async def due(self, timer: Timer) -> None:
        act = self._node.act(timer.kommune, timer.command_id(), timer.command_id())
        act = replace(act, at=max(act.at, timer.due_at))
        request = timer.item.rpartition("@")[0]
        await self._handle(FallOverdue(timer.subject, request), timer.subject, act, "access-overdue")

    async def _open(self, act: Act, child: Id) -> list[c.RightView]:
        state = await self._state(act.by.kommune, child)
        return [
            _view(child, name, one, act).model_copy(update={"missing": one.missing})
            for name, one in state.requests.items()
            if not one.ready
        ]

    async def _decided(self, request: Decided, act: Act) -> Done:
        _, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family)
        return await self._handle(request, request.child, act, request.name, decision)

    async def _state(self, kommune: Kommune, child: Id) -> State:
        return DECIDER.fold(e.SCHEMA.read(row) for row in await self._node.store.read(kommune, stream(child)))

    async def _told(self, kommune: Kommune, child: Id) -> dict[Id, dict[str, str]]:
        """What was written to whoever asked, by request and field."""
        rows = [row for row in await self._node.store.read(kommune, stream(child)) if row.sealed and row.key_id]
        keys = await self._node.keyring.keys(kommune, child, [(OWNER, Category.PRIVATE)])
        said: dict[Id, dict[str, str]] = defaultdict(dict)
        for event in (_whole(row, keys) for row in rows):
            if isinstance(event, e.RightExtended):
                said[event.request]["extended_because"] = event.reason
            elif isinstance(event, e.ErasureAnswered):
                said[event.request]["answer"] = event.answer
        return said

    async def _record(self, act: Act, action: str, child: Id | None, requests: list[Id], decision: Decision) -> None:
        entry = self._node.trail.entry(act, action, child=child, resources=requests, decision=decision)
        await self._node.trail.record(entry)

    async def _handle(
        self, command: Command, child: Id, act: Act, action: str, decision: Decision | None = None
    ) -> Done:
        request = command.command.request if isinstance(command, AskAccess) else command.request
        entry = self._node.trail.entry(act, action, child=child, resources=[request], decision=decision)
        handled = await self._node.commands.handle(DECIDER, e.SCHEMA, stream(child), command, act, lambda _: entry)
        return self._node.done(request, handled)


def _whole(row: Recorded, keys: Mapping[KeyId, DataKey]) -> e.Happened:
    """Raises Unknown when the key was destroyed with the child's others."""
    if row.sealed is None or row.key_id is None or (key := keys.get(KeyId.parse(row.key_id))) is None:
        raise Unknown
    where = place(row.kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key.id)
    return e.SCHEMA.read(row, key.open(where, row.sealed))


def _view(child: Id, name: Id, one: Request, act: Act) -> c.RightView:
    return c.RightView(
        child=child, request=name, right=one.right, asked_on=one.asked_on, due_on=one.due_on, ready=one.ready,
        extended=one.extended, granted=one.granted, overdue=not one.ready and day_of(act.at) > one.due_on,
    )  # fmt: skip
