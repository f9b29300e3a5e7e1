"""What an owner holds about a child: gone through by whom the municipality has named, and fetched by whoever asked."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from services.case.casework.records import Records
from services.case.rights import access
from services.case.rights.decider import DECIDER, DecideOf, Part
from services.case.rights.events import ACCESS, AccessDecided
from services.case.rights.items import acute, item, page, parsed, seen, streams_of
from services.case.writes import SQL
from shared.access import Decision
from shared.contracts import case as c
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Category, Done, Id, Kommune, Query
from shared.contracts.consent import AnswerRight, CheckEntitled, CheckRight, Entitled, RightStanding
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.events import Recorded
from shared.municipality import Municipality
from shared.node import Node
from shared.timers import Timer


def stream(request: Id) -> str:
    return f"access-{hashlib.sha256(request.encode()).hexdigest()[:32]}"


class Answering:
    def __init__(self, node: Node, municipalities: Mapping[Kommune, Municipality]) -> None:
        self._node, self._municipalities, self._owner = node, municipalities, node.settings.owner
        self._records = Records(node)

    async def draft(self, query: c.ReadAccessDraft, act: Act) -> c.AccessDraft:
        await self._node.seen(act.by.kommune, query.seen)
        decision = access.at_desk(act.by, query.name, self._owner, self._handlers(act))
        await self._asked(act, query.child, query.request)
        held = await self._held(act.by.kommune, query.child)
        careful, decided = acute(held), (await self._part(act, query.request)).decided
        found, more = page(held, query.first)
        await self._record(act, query.name, query.child, query.request, decision)
        return c.AccessDraft(
            child=query.child, decided=decided is not None, next=more,
            items=tuple([c.Draft(item=await self._item(row), careful=row.stream in careful) for row in found]),
        )  # fmt: skip

    async def decide(self, command: c.DecideAccess, act: Act) -> Done:
        decision = access.at_desk(act.by, command.name, self._owner, self._handlers(act))
        await self._asked(act, command.child, command.request)
        held = frozenset(row.event_id for row in await self._held(act.by.kommune, command.child))
        entry = self._entry(act, command.name, command.child, command.request, decision)
        asked = DecideOf(command, held)
        handled = await self._node.commands.handle(
            DECIDER, ACCESS, stream(command.request), asked, act, lambda _: entry
        )
        return self._node.done(command.request, handled)

    async def part(self, query: c.ReadAccessPart, act: Act) -> c.AccessPart:
        standing = await self._standing(act, query.child, query.request)
        decision = access.on_answer(act.by, query.name, query.request, standing)
        decided = (await self._part(act, query.request)).decided
        if decided is None:
            raise Unknown
        await self._record(act, query.name, query.child, query.request, decision)
        held, given = await self._held(act.by.kommune, query.child), frozenset(decided.given)
        found, more = page([row for row in held if row.event_id in given], query.first)
        return c.AccessPart(
            child=query.child, owner=self._owner, items=tuple([await self._item(row) for row in found]), next=more,
            seen=() if query.first else tuple(await self._seen(act, decided, held)),
        )  # fmt: skip

    async def words(self, query: c.ReadOwnWords, act: Act) -> c.AccessPart:
        asked = CheckEntitled(child=query.child, person=act.by.id)
        found: Entitled = await self._consent(act, asked)
        decision = access.on_words(act.by, query.name, query.child, entitled=found.entitled)
        await self._record(act, query.name, query.child, None, decision)
        held = await self._held(act.by.kommune, query.child)
        own, more = page([row for row in held if row.who().id == act.by.id], query.first)
        items = tuple([await self._item(row) for row in own])
        return c.AccessPart(child=query.child, owner=self._owner, items=items, seen=(), next=more)

    async def give_all(self, timer: Timer, act: Act) -> None:
        """What the family's own store answers: whoever asks can read it all anyway."""
        held = tuple(row.event_id for row in await self._held(timer.kommune, timer.subject))
        await self.decide(c.DecideAccess(child=timer.subject, request=timer.item, given=held), act)

    async def tell(self, timer: Timer) -> None:
        """The consent service, whose clock it is, that this owner has answered."""
        answer = AnswerRight(id=timer.command_id(), child=timer.subject, request=timer.item)
        await self._node.client.ask(answer, owner=self._owner, actor=self._node.client.itself(timer.kommune))

    def _handlers(self, act: Act) -> tuple[Id, ...]:
        return self._municipalities[act.by.kommune].rights.handlers.get(self._owner, ())

    async def _asked(self, act: Act, child: Id, request: Id) -> None:
        """Raises AccessDenied where nobody has asked this owner that about this child."""
        if (await self._standing(act, child, request)).person is None:
            raise AccessDenied

    async def _standing(self, act: Act, child: Id, request: Id) -> RightStanding:
        found: RightStanding = await self._consent(act, CheckRight(child=child, request=request))
        return found

    async def _consent(self, act: Act, query: Query) -> Any:
        itself = self._node.client.itself(act.by.kommune)
        return await self._node.client.ask(query, owner=self._owner, actor=itself, correlation=act.correlation)

    async def _held(self, kommune: Kommune, child: Id) -> list[Recorded]:
        return [Recorded(*row) for row in await self._node.pool.fetch(SQL["held"], kommune, child)]

    async def _item(self, row: Recorded) -> c.Item:
        return item(row, await self._records.opened(row))

    async def _part(self, act: Act, request: Id) -> Part:
        rows = await self._node.store.read(act.by.kommune, stream(request))
        return DECIDER.fold(ACCESS.read(row) for row in rows)

    async def _seen(self, act: Act, decided: AccessDecided, held: Sequence[Recorded]) -> list[c.Seen]:
        rows = await self._node.store.read(act.by.kommune, stream(decided.request))
        until = rows[0].recorded_at
        trail = await self._node.pool.fetch(SQL["trail"], act.by.kommune, decided.child, until)
        given = streams_of(held, frozenset(decided.given))
        partly = streams_of(held, frozenset(one.item for one in decided.withheld))
        return list(seen([parsed(row["entry"]) for row in trail], given, partly))

    async def _record(self, act: Act, action: str, child: Id, request: Id | None, decision: Decision) -> None:
        await self._node.trail.record(self._entry(act, action, child, request, decision))

    def _entry(self, act: Act, action: str, child: Id, request: Id | None, decision: Decision) -> AuditEntry:
        return self._node.trail.entry(
            act, action, child=child, resources=[request] if request else [], decision=decision,
            categories=(Category.PRIVATE,),
        )  # fmt: skip
