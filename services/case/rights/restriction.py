"""What a family asks an owner to leave alone, and what the owner answers; each act with its audit row."""

import hashlib
from collections.abc import Sequence
from datetime import date

from services.case.casework.events import ConcernRegistered, ObservationNoted
from services.case.casework.records import Records
from services.case.contribution import decider as contributions
from services.case.contribution.events import CONTRIBUTION, ContributionWritten
from services.case.rights import access
from services.case.rights.asking import AskOf
from services.case.rights.entitlement import Entitlement
from services.case.rights.events import (
    RESTRICTION,
    LiftingAnnounced,
    RestrictionAsked,
    RestrictionLifted,
    RestrictionRefused,
    RestrictionSet,
)
from services.case.rights.items import item
from services.case.rights.restricting import DECIDER, Command, Lift, State
from services.case.writes import SQL
from shared.access import Decision
from shared.contracts import case as c
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Done, Id, Kommune
from shared.contracts.consent import RegisterRight, Right, TellNews
from shared.days import day_of, months_after
from shared.decider import Act
from shared.errors import AccessDenied
from shared.events import Recorded
from shared.node import Node
from shared.timers import Timer

Answer = c.SetRestriction | c.RefuseRestriction | c.AnnounceLifting
RESTRICTABLE = frozenset({ContributionWritten.type, ConcernRegistered.type, ObservationNoted.type})


def stream(request: Id) -> str:
    return f"restrict-{hashlib.sha256(request.encode()).hexdigest()[:32]}"


class Restricting:
    def __init__(self, node: Node, entitlement: Entitlement) -> None:
        self._node, self._entitlement, self._records = node, entitlement, Records(node)

    async def ask(self, command: c.AskRestriction, act: Act) -> Done:
        kommune, by = act.by.kommune, self._entitlement
        decision = await by.by_family(act, command.child, "ask-restriction")
        given = await by.given(kommune, command.child, command.item)
        of = given.stream if given and await self._begins(kommune, given.stream) in RESTRICTABLE else None
        asked = AskOf(command, of, months_after(day_of(act.at), 1), by.handlers(kommune))
        return await self._handle(asked, act, command, decision)

    async def answer(self, command: Answer, act: Act) -> Done:
        """What stands in a contribution is restricted for everybody who reads it, wherever their copy is.

        That comes first; so a no takes back what a yes has done that broke off before it was said.
        """
        decision = self._entitlement.at_desk("answer-restriction", act)
        state = await self._state(act.by.kommune, command.request)
        if state.child != command.child:
            raise AccessDenied
        if state.state is c.Restricted.ASKED and not isinstance(command, c.AnnounceLifting):
            effect = contributions.Restrict if isinstance(command, c.SetRestriction) else contributions.Release
            entry = self._entry(act, command.name, state, command.request, decision)
            await self._contribution(state.of, effect(command.request), act, entry)
        return await self._handle(command, act, command, decision)

    async def lift(self, timer: Timer, act: Act) -> None:
        request, _, on = timer.item.rpartition("@")
        state = await self._state(timer.kommune, request)
        if state.state is not c.Restricted.LIFTING:
            return
        entry = self._entry(act, "lift-restriction", state, request)
        await self._contribution(state.of, contributions.Release(request), act, entry)
        lifted = Lift(request, date.fromisoformat(on))
        await self._node.commands.handle(DECIDER, RESTRICTION, stream(request), lifted, act, lambda _: entry)

    async def register(self, timer: Timer) -> None:
        """With the consent service, whose clock it is."""
        state = await self._state(timer.kommune, timer.item)
        asked = RegisterRight(
            id=timer.command_id(), child=timer.subject, request=timer.item, right=Right.RESTRICTION,
            asked_by=state.person,
        )  # fmt: skip
        await self._ask(timer, asked)

    async def tell(self, timer: Timer) -> None:
        """Whoever asked, by the consent service, that there is something to read."""
        await self._ask(timer, TellNews(id=timer.command_id(), child=timer.subject, request=timer.item))

    async def read(self, query: c.ReadRestrictions, act: Act) -> c.Restrictions:
        await self._node.seen(act.by.kommune, query.seen)
        family, by = act.by.role in access.FAMILY, self._entitlement
        decision = (
            await by.by_family(act, query.child, "ask-restriction") if family else by.at_desk("answer-restriction", act)
        )
        await self._node.trail.record(by.entry(act, query.name, query.child, (), decision))
        found = await self._node.pool.fetch(SQL["restrictions"], act.by.kommune, query.child)
        rows = [Recorded(*row) for row in found]
        mine = {row.stream for row in rows if row.version == 1 and (not family or row.who().id == act.by.id)}
        told = await self._told([row for row in rows if row.stream in mine])
        shown = told if family else [await self._held(act.by.kommune, query.child, one) for one in told]
        return c.Restrictions(child=query.child, requests=tuple(reversed(shown)))

    async def _held(self, kommune: Kommune, child: Id, one: c.Restriction) -> c.Restriction:
        rows = await self._node.pool.fetch(SQL["held"], kommune, child)
        row = next(Recorded(*row) for row in rows if row["event_id"] == one.item)
        return one.model_copy(update={"held": item(row, await self._records.opened(row))})

    async def _told(self, rows: Sequence[Recorded]) -> list[c.Restriction]:
        """Oldest first."""
        found: dict[Id, c.Restriction] = {}
        for row in rows:
            event = RESTRICTION.read(row, await self._records.opened(row))
            update: dict[str, object]
            match event:
                case RestrictionAsked():
                    found[event.request] = c.Restriction(
                        request=event.request, item=event.item, of=event.of, asked_at=row.recorded_at,
                        ground=event.ground, text=event.text, state=c.Restricted.ASKED,
                    )  # fmt: skip
                    continue
                case RestrictionSet(ground=ground, reason=why):
                    update = {"state": c.Restricted.SET, "ground": ground, "answer": why}
                case RestrictionRefused(basis=basis, reason=why):
                    update = {"state": c.Restricted.REFUSED, "refused_by": basis, "answer": why}
                case LiftingAnnounced(lift_on=on, reason=why):
                    update = {"state": c.Restricted.LIFTING, "lift_on": on, "lifted_because": why}
                case RestrictionLifted():
                    update = {"state": c.Restricted.LIFTED}
            found[event.request] = found[event.request].model_copy(update=update)
        return list(found.values())

    async def _begins(self, kommune: Kommune, of: Id) -> str:
        return (await self._node.store.read(kommune, of))[0].type

    async def _contribution(
        self, of: Id, command: contributions.Restrict | contributions.Release, act: Act, entry: AuditEntry
    ) -> None:
        if await self._begins(act.by.kommune, of) != ContributionWritten.type:
            return
        await self._node.commands.handle(contributions.DECIDER, CONTRIBUTION, of, command, act, lambda _: entry)

    async def _state(self, kommune: Kommune, request: Id) -> State:
        return DECIDER.fold(RESTRICTION.read(row) for row in await self._node.store.read(kommune, stream(request)))

    async def _ask(self, timer: Timer, command: RegisterRight | TellNews) -> None:
        itself = self._node.client.itself(timer.kommune)
        await self._node.client.ask(command, owner=self._node.settings.owner, actor=itself)

    async def _handle(self, command: Command, act: Act, asked: c.AskRestriction | Answer, decision: Decision) -> Done:
        entry = self._entitlement.entry(act, asked.name, asked.child, (asked.request,), decision)
        where = stream(asked.request)
        handled = await self._node.commands.handle(DECIDER, RESTRICTION, where, command, act, lambda _: entry)
        return self._node.done(asked.request, handled)

    def _entry(self, act: Act, action: str, state: State, request: Id, decision: Decision | None = None) -> AuditEntry:
        return self._entitlement.entry(act, action, state.child, (request, state.of), decision)
