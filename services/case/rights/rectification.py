"""What a family says is wrong in what it was given, and what the owner answers; each act with its audit row."""

import hashlib
from collections.abc import Sequence

import orjson

from services.case.casework.records import Records
from services.case.contribution.decider import DECIDER as CONTRIBUTIONS
from services.case.contribution.events import CONTRIBUTION, ContributionWritten
from services.case.rights import access
from services.case.rights.events import (
    RECTIFICATION,
    RectificationAccepted,
    RectificationAsked,
    RectificationRefused,
)
from services.case.rights.rectifying import DECIDER, AskOf, Command, State
from services.case.writes import SQL
from shared.access import Decision
from shared.contracts import case as c
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Category, Done, Id, Kommune
from shared.contracts.consent import CheckEntitled, Entitled, RegisterRight, Right
from shared.days import day_of, months_after
from shared.decider import Act
from shared.errors import AccessDenied
from shared.events import Recorded
from shared.node import Node
from shared.timers import Timer

Answer = c.AcceptRectification | c.RefuseRectification


def stream(request: Id) -> str:
    return f"rectify-{hashlib.sha256(request.encode()).hexdigest()[:32]}"


class Rectifying:
    """handlers: whom each municipality has named for this owner."""

    def __init__(self, node: Node, handlers: dict[Kommune, tuple[Id, ...]]) -> None:
        self._node, self._handlers, self._owner = node, handlers, node.settings.owner
        self._records = Records(node)

    async def ask(self, command: c.AskRectification, act: Act) -> Done:
        decision = await self._by_family(act, command.child)
        of = await self._given(act.by.kommune, command)
        due, handlers = months_after(day_of(act.at), 1), self._handlers.get(act.by.kommune, ())
        return await self._handle(AskOf(command, of, due, handlers), act, command, decision)

    async def answer(self, command: Answer, act: Act) -> Done:
        """What is accepted in a contribution is its correction too, so that everybody who reads it reads that."""
        decision = self._at_desk(act)
        state = await self._state(act.by.kommune, command.request)
        if state.child != command.child:
            raise AccessDenied
        if isinstance(command, c.AcceptRectification) and state.state is c.Rectified.ASKED:
            await self._correct(command, state, act, decision)
        return await self._handle(command, act, command, decision)

    async def read(self, query: c.ReadRectifications, act: Act) -> c.Rectifications:
        await self._node.seen(act.by.kommune, query.seen)
        family = act.by.role in access.FAMILY
        decision = await self._by_family(act, query.child) if family else self._at_desk(act)
        await self._node.trail.record(self._entry(act, query.name, query.child, (), decision))
        rows = [
            Recorded(*row) for row in await self._node.pool.fetch(SQL["rectifications"], act.by.kommune, query.child)
        ]
        mine = {row.stream for row in rows if row.version == 1 and (not family or row.who().id == act.by.id)}
        found = await rectifications(self._records, [row for row in rows if row.stream in mine])
        return c.Rectifications(child=query.child, requests=tuple(reversed(found)))

    async def register(self, timer: Timer) -> None:
        """With the consent service, whose clock it is."""
        state = await self._state(timer.kommune, timer.item)
        asked = RegisterRight(
            id=timer.command_id(), child=timer.subject, request=timer.item, right=Right.RECTIFICATION,
            asked_by=state.person,
        )  # fmt: skip
        await self._node.client.ask(asked, owner=self._owner, actor=self._node.client.itself(timer.kommune))

    async def _given(self, kommune: Kommune, command: c.AskRectification) -> Id | None:
        """The stream of an item that the family has been given. What is withheld and what is not are answered alike."""
        decided = await self._node.pool.fetch(SQL["decisions"], kommune, command.child)
        if not any(str(command.item) in orjson.loads(row["data"])["given"] for row in decided):
            return None
        rows = await self._node.pool.fetch(SQL["held"], kommune, command.child)
        return next((row["stream"] for row in rows if row["event_id"] == command.item), None)

    async def _correct(self, command: c.AcceptRectification, state: State, act: Act, decision: Decision) -> None:
        rows = await self._node.store.read(act.by.kommune, state.of)
        if rows[0].type != ContributionWritten.type:
            return
        correcting = c.CorrectContribution(id=command.id, contribution=state.of, text=command.correction)
        entry = self._entry(act, command.name, command.child, (command.request, state.of), decision)
        await self._node.commands.handle(CONTRIBUTIONS, CONTRIBUTION, state.of, correcting, act, lambda _: entry)

    async def _by_family(self, act: Act, child: Id) -> Decision:
        """Raises AccessDenied."""
        found: Entitled = await self._node.client.ask(
            CheckEntitled(child=child, person=act.by.id), owner=self._owner,
            actor=self._node.client.itself(act.by.kommune), correlation=act.correlation,
        )  # fmt: skip
        return access.on_words(act.by, "ask-rectification", child, entitled=found.entitled)

    def _at_desk(self, act: Act) -> Decision:
        """Raises AccessDenied."""
        handlers = self._handlers.get(act.by.kommune, ())
        return access.at_desk(act.by, "answer-rectification", self._owner, handlers)

    async def _state(self, kommune: Kommune, request: Id) -> State:
        return DECIDER.fold(RECTIFICATION.read(row) for row in await self._node.store.read(kommune, stream(request)))

    async def _handle(self, command: Command, act: Act, asked: c.AskRectification | Answer, decision: Decision) -> Done:
        entry = self._entry(act, asked.name, asked.child, (asked.request,), decision)
        where = stream(asked.request)
        handled = await self._node.commands.handle(DECIDER, RECTIFICATION, where, command, act, lambda _: entry)
        return self._node.done(asked.request, handled)

    def _entry(self, act: Act, action: str, child: Id, resources: Sequence[Id], decision: Decision) -> AuditEntry:
        return self._node.trail.entry(
            act, action, child=child, resources=resources, decision=decision, categories=(Category.PRIVATE,)
        )


async def rectifications(records: Records, rows: Sequence[Recorded]) -> list[c.Rectification]:
    """What was said to be wrong and answered, oldest first; rows: of their streams."""
    found: dict[Id, c.Rectification] = {}
    for row in rows:
        match RECTIFICATION.read(row, await records.opened(row)):
            case RectificationAsked() as asked:
                found[asked.request] = c.Rectification(
                    request=asked.request, item=asked.item, of=asked.of, asked_at=row.recorded_at, text=asked.text,
                    state=c.Rectified.ASKED,
                )  # fmt: skip
            case RectificationAccepted(request=request, correction=text):
                answered = {"state": c.Rectified.ACCEPTED, "answer": text}
                found[request] = found[request].model_copy(update=answered)
            case RectificationRefused(request=request, reason=text):
                answered = {"state": c.Rectified.REFUSED, "answer": text}
                found[request] = found[request].model_copy(update=answered)
    return list(found.values())
