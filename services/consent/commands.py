"""Carries out what the register, employees and guardians ask for; every act with its audit row."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

import asyncpg

from services.consent import access
from services.consent.answering import ExpireConsent, RemindOfReview
from services.consent.asking import CLOSED, Rules, consent_id
from services.consent.decider import FamilyCommand, decider
from services.consent.erasure.ledger import SQL as ERASURE
from services.consent.events import SCHEMA
from services.consent.family import Family, midnight, today
from services.consent.people.birth_numbers import told
from services.consent.people.blind_index import BlindIndex
from services.consent.people.care import CareCommand
from services.consent.people.growing import Grow
from services.consent.projections import CARE, EXPIRY, MIDNIGHT
from services.consent.record import Consent
from services.consent.records import Families
from services.consent.refusals import ChildErased
from shared.access import Decision
from shared.commands import Handled
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Done, Id, Kommune
from shared.contracts.consent import (
    AnswerConsent,
    AskConsent,
    RegisterAnswer,
    RegisterFamily,
    RegisterSharingByLaw,
    ReviewConsent,
    WithdrawConsent,
)
from shared.decider import Act
from shared.ids import derived
from shared.node import Node
from shared.timers import Timer, set_timers

AboutOne = AnswerConsent | WithdrawConsent | RegisterAnswer | ReviewConsent
AboutFamily = RegisterSharingByLaw | CareCommand
Asked = AskConsent | AboutOne | AboutFamily
Touched = Callable[[Family], Iterable[Consent]]  # the consents that an act is about, in the state after it


class Commands:
    def __init__(self, node: Node, rules: Mapping[Kommune, Rules], index: BlindIndex, families: Families) -> None:
        self._node, self._rules, self._index, self._families = node, rules, index, families

    async def register(self, request: RegisterFamily, act: Act) -> Done:
        decision = access.on_child(act.by, request.name, request.child, Family(), today(act.at))
        if await self._node.pool.fetchval(ERASURE["destroyed"], act.by.kommune, request.child):
            raise ChildErased  # before a birth number leads to it again
        await self._index.claim(act.by.kommune, told(request))
        await self._index.keep_birthday(act.by.kommune, request.child, request.born)
        handled = await self._handle(request, request.name, request.child, act, lambda _: (), decision)
        return self._node.done(request.child, handled)

    async def follow(self, command: RegisterFamily, act: Act) -> None:
        """What the population register says of a family that is known here."""
        await self._index.claim(act.by.kommune, told(command))
        await self._index.keep_birthday(act.by.kommune, command.child, command.born)
        await self._handle(command, "follow-register", command.child, act, lambda _: (), None)

    async def ask(self, request: AskConsent, act: Act) -> Done:
        decision = await self._may(request, act)

        def asked(family: Family) -> Iterable[Consent]:
            return (c for c in family.consents.values() if c.id == consent_id(act, request.child, c.service))

        handled = await self._handle(request, request.name, request.child, act, asked, decision)
        return self._node.done(request.child, handled)

    async def answer(self, request: AboutOne, act: Act) -> Done:
        decision = await self._may(request, act)

        def answered(family: Family) -> Iterable[Consent]:
            return (family.consents[request.consent],)

        handled = await self._handle(request, request.name, request.child, act, answered, decision)
        return self._node.done(request.child, handled)

    async def about_family(self, request: AboutFamily, act: Act) -> Done:
        decision = await self._may(request, act)
        handled = await self._handle(request, request.name, request.child, act, lambda _: (), decision)
        return self._node.done(request.child, handled)

    async def due(self, timer: Timer) -> None:
        act = self._node.act(timer.kommune, timer.command_id(), timer.command_id())
        # The database's clock says that it is due; ours may be a little behind it.
        act = replace(act, at=max(act.at, timer.due_at))

        def one(family: Family) -> Iterable[Consent]:
            return (family.consents[timer.item],)

        if timer.kind == MIDNIGHT:
            await self._midnight(timer, act)
        elif timer.kind == CARE:
            await self._grow(timer.subject, act)
        elif timer.kind == EXPIRY:
            command = ExpireConsent(timer.item)
            await self._handle(command, "expire-consent", timer.subject, act, one, None)
        else:
            reminder = RemindOfReview(timer.item)
            await self._handle(reminder, "consent-review-due", timer.subject, act, one, None)

    async def _midnight(self, timer: Timer, act: Act) -> None:
        """Everybody whose birthday it is, or, when new rules begin, everybody; then the next midnight."""
        day = date.fromisoformat(timer.item)
        law = self._rules.get(timer.kommune, CLOSED).law
        for child in await self._index.born_on(timer.kommune, None if law.sets.begin(day) else day):
            one = replace(act, id=derived(act.id, child), correlation=act.id)
            await self._grow(child, one)
        await self.next_midnight(timer.kommune, day + timedelta(days=1))

    async def _grow(self, child: Id, act: Act) -> None:
        command = Grow(child)
        await self._handle(command, "child-grows", child, act, lambda _: (), None)

    async def next_midnight(self, kommune: Kommune, day: date) -> None:
        async with self._node.pool.acquire() as pooled, pooled.transaction():
            connection = cast("asyncpg.Connection", pooled)
            await set_timers(connection, [Timer(kommune, MIDNIGHT, kommune, day.isoformat(), midnight(day))])

    async def begin(self) -> None:
        """From today on; what was missed while nothing ran is still there, and due."""
        for kommune in self._rules:
            await self.next_midnight(kommune, today(datetime.now(UTC)))
        await asyncio.Event().wait()

    async def _may(self, request: Asked, act: Act) -> Decision:
        _, family = await self._families.load(act, request.child)
        return access.on_child(act.by, request.name, request.child, family, today(act.at))

    async def _handle(
        self, command: FamilyCommand, action: str, child: Id, act: Act, touched: Touched, decision: Decision | None
    ) -> Handled:
        def audit(family: Family) -> AuditEntry:
            consents = list(touched(family))
            return self._node.trail.entry(
                act, action, child=child, resources=[consent.id for consent in consents],
                categories=sorted({category for consent in consents for category in consent.categories}),
                consents=[consent.mark for consent in consents], decision=decision,
            )  # fmt: skip

        _, known = await self._families.raw(act.by.kommune, child)
        family = decider(self._rules.get(act.by.kommune, CLOSED), known.born)
        return await self._node.commands.handle(family, SCHEMA, child, command, act, audit)
