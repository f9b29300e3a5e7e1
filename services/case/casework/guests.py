"""What parents may do here: read the invitation addressed to them, and prepare. Nothing else of the casework."""

from services.case import access, reading
from services.case.casework.events import INVITED, PREPARATION, ConversationInvited
from services.case.casework.handlers import Casework
from services.case.casework.preparation import DECIDER, PrepareUnder
from services.case.casework.records import Records
from services.case.casework.state import Case
from shared.access import Decision
from shared.contracts.audit import AuditEntry
from shared.contracts.case import (
    ConversationInvitation,
    Conversations,
    MyConversations,
    ParentsAnswer,
    PrepareForConversation,
)
from shared.contracts.common import Category, Done, Role
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.node import Node


class Guests:
    def __init__(self, node: Node, casework: Casework) -> None:
        self._node, self._casework, self._records = node, casework, Records(node)

    async def mine(self, query: MyConversations, act: Act) -> Conversations:
        """Whoever has lost foreldreansvar since sees the invitation no more."""
        if act.by.role is not Role.GUARDIAN:
            raise AccessDenied
        await self._node.seen(act.by.kommune, query.seen)
        rows = await self._node.pool.fetch(reading.SQL["invitations_to"], act.by.kommune, act.by.id)
        found = [await self._shown(query, act, row["case_id"], row["invitation"]) for row in rows]
        return Conversations(invitations=tuple(one for one in found if one))

    async def prepare(self, command: PrepareForConversation, act: Act) -> Done:
        kommune, invitation = act.by.kommune, command.invitation
        case = await self._node.pool.fetchval(reading.SQL["invitation_to"], kommune, act.by.id, invitation)
        if case is None:
            raise Unknown
        state, decision = await self._addressed(act, case, invitation)
        told = state.invitations[invitation]
        under = PrepareUnder(command=command, child=state.child, meets_at=told.meets_at, cancelled=told.cancelled)
        entry = self._entry(act, command.name, state.child, invitation, decision)
        await self._node.commands.handle(DECIDER, PREPARATION, invitation, under, act, lambda _: entry)
        return Done(stream=invitation)  # without a mark: it would tell how much the service writes

    async def _shown(
        self, query: MyConversations, act: Act, case: str, invitation: str
    ) -> ConversationInvitation | None:
        try:
            state, decision = await self._addressed(act, case, invitation)
        except AccessDenied:
            return None
        await self._node.trail.record(self._entry(act, query.name, state.child, invitation, decision))
        invited = await self._invited(act.by.kommune, case, invitation)
        answers: dict[str, ParentsAnswer] = await self._records.answers(act.by.kommune, invitation)
        return ConversationInvitation(
            invitation=invitation, child=state.child, meets_at=invited.meets_at, place=invited.place,
            message=invited.message, cancelled=state.invitations[invitation].cancelled, answer=answers.get(act.by.id),
        )  # fmt: skip

    async def _addressed(self, act: Act, case: str, invitation: str) -> tuple[Case, Decision]:
        """Raises AccessDenied."""
        state = await self._casework.case(act.by.kommune, case)
        guardians = await self._records.guardians(act, state.child)
        return state, access.on_invitation(act, invitation, state.invitations[invitation].guardians, guardians)

    async def _invited(self, kommune: str, case: str, invitation: str) -> ConversationInvited:
        for row in await self._node.store.read(kommune, case):
            if row.type == ConversationInvited.type and INVITED.read(row).invitation == invitation:
                return INVITED.read(row, await self._records.opened(row))
        raise Unknown

    def _entry(self, act: Act, name: str, child: str, invitation: str, decision: Decision) -> AuditEntry:
        return self._node.trail.entry(
            act, name, child=child, resources=(invitation,), categories=(Category.PRIVATE,), decision=decision
        )
