"""Carries out what people, timers and services ask about erasing a child's keys; every act with its audit row."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from cryptography.exceptions import InvalidSignature

from services.consent.erasure import access, asked, ledger
from services.consent.erasure import decider as d
from services.consent.erasure.archived import RETENTION, kept_until
from services.consent.erasure.destroying import DUE, RECEIPTS, TELL
from services.consent.erasure.events import SCHEMA
from services.consent.erasure.ledger import SQL, Copy
from services.consent.erasure.refusals import NothingToErase
from services.consent.records import Families
from shared.access import Decision
from shared.commands import Handled
from shared.contracts import consent as c
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Done, Id, Kommune
from shared.decider import Act
from shared.errors import NotAuthentic
from shared.municipality import Municipality
from shared.node import Node
from shared.timers import Timer

KINDS = frozenset({DUE, TELL, RECEIPTS, RETENTION})
ByPeople = (
    c.ProposeErasure | c.ConfirmErasure | c.CancelErasure | c.VetoErasure | c.SetLegalHold | c.LiftLegalHold
    | c.DecideNothingToArchive
)  # fmt: skip


def stream(child: Id) -> str:
    """Beside the family's own, which is named by the child alone."""
    return f"erasure-{hashlib.sha256(child.encode()).hexdigest()[:32]}"


class Erasing:
    def __init__(
        self, node: Node, municipalities: Mapping[Kommune, Municipality], copy: Copy, families: Families
    ) -> None:
        self._node, self._municipalities, self._copy, self._families = node, municipalities, copy, families

    async def by_people(self, request: ByPeople, act: Act) -> Done:
        decision = await self._may(request, act)
        handled = await self._handle(request, act, request.name, decision)
        return self._node.done(request.child, handled)

    async def receipt(self, request: c.GiveErasureReceipt, act: Act) -> Done:
        """Raises NotAuthentic when it is not signed by the service that asks."""
        decision = await self._may(request, act)
        key = self._node.settings.trusted.signing(act.by.id)
        said = c.receipt(act.by.kommune, request.child, request.head, act.by.owner)
        try:
            if key is None:
                raise NotAuthentic
            key.verify(base64.b64decode(request.signature), said)
        except InvalidSignature as error:
            raise NotAuthentic from error
        position, lines = await self._position(act.by.kommune, request.child), await ledger.read(self._node.pool)
        line = lines[position - 1] if position else None
        if line is None or line.head.hex() != request.head:
            raise NothingToErase
        taken = asked.TakeReceipt(request.child, line.told["erasure"], act.by.owner, request.signature)
        handled = await self._handle(taken, act, request.name, decision)
        return self._node.done(request.child, handled)

    async def read(self, request: c.ReadErasure, act: Act) -> c.ErasureView:
        decision = await self._may(request, act)
        await self._node.trail.record(self._node.trail.entry(act, request.name, child=request.child, decision=decision))
        state, around = await self._state(act, request.child), await self._around(act, request.child)
        certificate = await self._certificate(act, request.child, state)
        return c.ErasureView(
            child=request.child, erasure=state.id, legal_basis=state.legal_basis, agreed=state.agreed,
            state=c.ErasureState.DESTROYED if certificate else state.state, due_at=state.due_at, held=state.held,
            unarchived=tuple(sorted(around.unarchived - state.not_archived)),
            missing=state.missing if state.head else (), certificate=certificate,
        )  # fmt: skip

    async def due(self, timer: Timer) -> None:
        act = self._node.act(timer.kommune, timer.command_id(), timer.command_id())
        # The database's clock says that it is due; ours may be a little behind it.
        act = replace(act, at=max(act.at, timer.due_at))
        if timer.kind == RETENTION:
            await self._handle(asked.EndRetention(timer.subject, "retention"), act, "retention-ended")
        elif timer.kind == DUE:
            await self._handle(asked.FallDue(timer.item, timer.subject), act, "erasure-due")
        elif timer.kind == TELL:
            await self._handle(await self._told(timer), act, "erasure-told")
        else:
            await self._handle(asked.MissReceipts(timer.item, timer.subject), act, "erasure-receipts-due")

    async def _told(self, timer: Timer) -> asked.TellDestroyed:
        """Nothing is called destroyed before the ledger outlives this database."""
        lines = await ledger.read(self._node.pool)
        self._copy.catch_up(lines)
        line = lines[await self._position(timer.kommune, timer.item) - 1]
        return asked.TellDestroyed(timer.item, timer.subject, line.position, line.head.hex())

    async def _position(self, kommune: Kommune, child: Id) -> int:
        """In the ledger; 0: the child's keys were never destroyed."""
        return await self._node.pool.fetchval(SQL["of_child"], kommune, child) or 0

    async def _certificate(self, act: Act, child: Id, state: d.Erasure) -> c.Certificate | None:
        position = await self._position(act.by.kommune, child)
        if not position or state.state is c.ErasureState.DUE:
            return None
        return ledger.certified(await ledger.read(self._node.pool), position, state.receipts)

    async def _may(self, request: ByPeople | c.GiveErasureReceipt | c.ReadErasure, act: Act) -> Decision:
        _, family = await self._families.load(act, request.child)
        deciders = self._of(act.by.kommune).erasure.deciders
        return access.on_child(act.by, request.name, request.child, family, deciders)

    async def _state(self, act: Act, child: Id) -> d.Erasure:
        rows = await self._node.store.read(act.by.kommune, stream(child))
        return d.decider(asked.Around(timedelta())).fold(SCHEMA.read(row) for row in rows)

    async def _around(self, act: Act, child: Id) -> asked.Around:
        of = self._of(act.by.kommune)
        years = of.erasure.retention_years or 0
        logs = await self._node.pool.fetch(SQL["logs"], act.by.kommune, child)
        return asked.Around(
            delay=timedelta(hours=of.erasure.delay_hours), deciders=of.erasure.deciders,
            services=tuple(sorted(of.services)),
            unarchived=frozenset(log["stafettlogg"] for log in logs if log["unarchived"]),
            open_logs=any(log["closed_at"] is None or kept_until(log["closed_at"], years) > act.at for log in logs),
        )  # fmt: skip

    def _of(self, kommune: Kommune) -> Municipality:
        return self._municipalities[kommune]

    async def _handle(self, command: asked.Command, act: Act, action: str, decision: Decision | None = None) -> Handled:
        rules, child = d.decider(await self._around(act, command.child)), command.child

        def audit(state: d.Erasure) -> AuditEntry:
            resources = [state.id] if state.id else []
            return self._node.trail.entry(act, action, child=child, resources=resources, decision=decision)

        return await self._node.commands.handle(rules, SCHEMA, stream(child), command, act, audit)
