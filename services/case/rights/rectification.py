"""What a family says is wrong in what it was given, and what the owner answers; each act with its audit row."""

import hashlib
from collections.abc import Sequence

from services.case.casework.records import Records
from services.case.contribution.decider import DECIDER as CONTRIBUTIONS
from services.case.contribution.events import CONTRIBUTION, ContributionWritten
from services.case.rights import access
from services.case.rights.asking import AskOf
from services.case.rights.entitlement import Entitlement
from services.case.rights.events import (
    RECTIFICATION,
    RectificationAccepted,
    RectificationAsked,
    RectificationRefused,
)
from services.case.rights.rectifying import DECIDER, Command, State
from services.case.writes import SQL
from shared.access import Decision
from shared.contracts import case as c
from shared.contracts.common import Done, Id, Kommune
from shared.contracts.consent import RegisterRight, Right
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
    def __init__(self, node: Node, entitlement: Entitlement) -> None:
        self._node, self._entitlement, self._owner = node, entitlement, node.settings.owner
        self._records = Records(node)

    async def ask(self, command: c.AskRectification, act: Act) -> Done:
        kommune, by = act.by.kommune, self._entitlement
        decision = await by.by_family(act, command.child, "ask-rectification")
        given = await by.given(kommune, command.child, command.item)
        asked = AskOf(command, given and given.stream, months_after(day_of(act.at), 1), by.handlers(kommune))
        return await self._handle(asked, act, command, decision)

    async def answer(self, command: Answer, act: Act) -> Done:
        """What is accepted in a contribution is its correction too, so that everybody who reads it reads that."""
        decision = self._entitlement.at_desk("answer-rectification", act)
        state = await self._state(act.by.kommune, command.request)
        if state.child != command.child:
            raise AccessDenied
        if isinstance(command, c.AcceptRectification) and state.state is c.Rectified.ASKED:
            await self._correct(command, state, act, decision)
        return await self._handle(command, act, command, decision)

    async def read(self, query: c.ReadRectifications, act: Act) -> c.Rectifications:
        await self._node.seen(act.by.kommune, query.seen)
        family, by = act.by.role in access.FAMILY, self._entitlement
        decision = (
            await by.by_family(act, query.child, "ask-rectification")
            if family
            else by.at_desk("answer-rectification", act)
        )
        await self._node.trail.record(by.entry(act, query.name, query.child, (), decision))
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

    async def _correct(self, command: c.AcceptRectification, state: State, act: Act, decision: Decision) -> None:
        rows = await self._node.store.read(act.by.kommune, state.of)
        if rows[0].type != ContributionWritten.type:
            return
        correcting = c.CorrectContribution(id=command.id, contribution=state.of, text=command.correction)
        resources = (command.request, state.of)
        entry = self._entitlement.entry(act, command.name, command.child, resources, decision)
        await self._node.commands.handle(CONTRIBUTIONS, CONTRIBUTION, state.of, correcting, act, lambda _: entry)

    async def _state(self, kommune: Kommune, request: Id) -> State:
        return DECIDER.fold(RECTIFICATION.read(row) for row in await self._node.store.read(kommune, stream(request)))

    async def _handle(self, command: Command, act: Act, asked: c.AskRectification | Answer, decision: Decision) -> Done:
        entry = self._entitlement.entry(act, asked.name, asked.child, (asked.request,), decision)
        where = stream(asked.request)
        handled = await self._node.commands.handle(DECIDER, RECTIFICATION, where, command, act, lambda _: entry)
        return self._node.done(asked.request, handled)


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
