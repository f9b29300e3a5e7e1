"""Carries out what the register, employees and guardians ask for; every act with its audit row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from services.consent import access
from services.consent.answering import ExpireConsent, RemindOfReview
from services.consent.asking import CLOSED, Rules, consent_id
from services.consent.birth_numbers import told
from services.consent.decider import FamilyCommand, decider
from services.consent.events import SCHEMA
from services.consent.family import Family, today
from services.consent.people import BlindIndex
from services.consent.projections import EXPIRY
from services.consent.record import Consent
from services.consent.records import load
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
from shared.node import Node
from shared.timers import Timer

AboutOne = AnswerConsent | WithdrawConsent | RegisterAnswer | ReviewConsent
Asked = AskConsent | AboutOne | RegisterSharingByLaw
Touched = Callable[[Family], Iterable[Consent]]  # the consents that an act is about, in the state after it


class Commands:
    def __init__(self, node: Node, rules: Mapping[Kommune, Rules], index: BlindIndex) -> None:
        self._node, self._rules, self._index = node, rules, index

    async def register(self, request: RegisterFamily, act: Act) -> Done:
        decision = access.on_child(act.by, request.name, request.child, Family(), today(act.at))
        await self._index.claim(act.by.kommune, told(request))
        handled = await self._handle(request, request.name, request.child, act, lambda _: (), decision)
        return self._node.done(request.child, handled)

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

    async def share_by_law(self, request: RegisterSharingByLaw, act: Act) -> Done:
        decision = await self._may(request, act)
        handled = await self._handle(request, request.name, request.child, act, lambda _: (), decision)
        return self._node.done(request.child, handled)

    async def due(self, timer: Timer) -> None:
        act = self._node.act(timer.kommune, timer.command_id(), timer.command_id())
        # The database's clock says that it is due; ours may be a little behind it.
        act = replace(act, at=max(act.at, timer.due_at))

        def one(family: Family) -> Iterable[Consent]:
            return (family.consents[timer.item],)

        if timer.kind == EXPIRY:
            command = ExpireConsent(timer.item)
            await self._handle(command, "expire-consent", timer.subject, act, one, None)
        else:
            reminder = RemindOfReview(timer.item)
            await self._handle(reminder, "consent-review-due", timer.subject, act, one, None)

    async def _may(self, request: Asked, act: Act) -> Decision:
        _, family = await load(self._node, act.by.kommune, request.child)
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

        family = decider(self._rules.get(act.by.kommune, CLOSED))
        return await self._node.commands.handle(family, SCHEMA, child, command, act, audit)
