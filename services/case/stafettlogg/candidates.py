"""Whom a leader may appoint: names that a leader who takes no part needs, and nothing else of the log."""

from collections.abc import Iterable

from services.case.casework.records import Records
from services.case.stafettlogg.asked import LogClosed
from services.case.stafettlogg.events import STAFETTLOGG, StafettloggEvent, StafettloggOpened
from services.case.stafettlogg.events.closing import StafettloggReopened
from services.case.stafettlogg.events.participation import InvitationAccepted
from services.case.stafettlogg.handlers import Sharing
from services.case.stafettlogg.needs import JOINED
from services.case.stafettlogg.succession import may_hold
from shared.contracts.case import Candidate, Candidates, WhoMayHold
from shared.contracts.common import Category
from shared.decider import Act
from shared.events import Recorded
from shared.node import Node


class Appointing:
    def __init__(self, node: Node, sharing: Sharing) -> None:
        self._node, self._sharing, self._records = node, sharing, Records(node)

    async def candidates(self, query: WhoMayHold, act: Act) -> Candidates:
        """Raises AccessDenied."""
        kommune, log = act.by.kommune, query.stafettlogg
        await self._node.seen(kommune, query.seen)
        _, circle, decision = await self._sharing.now(query, log, act)
        found = await self._sharing.found(kommune, log)
        state = found.state
        if state.closed:
            raise LogClosed
        entry = self._node.trail.entry(
            act, query.name, child=state.child, resources=(log,), categories=(Category.AGREEMENTS,),
            consents=circle.used(), decision=decision,
        )  # fmt: skip
        await self._node.trail.record(entry)
        names = await self._names(found.rows)
        return Candidates(
            candidates=tuple(
                Candidate(
                    person=person, person_name=names[person], owner=state.participants[person],
                    holds=person == state.holder, asked=person == state.offered_to,
                )
                for person in may_hold(state, circle.consented(None), circle.today)
            )
        )  # fmt: skip

    async def _names(self, rows: Iterable[Recorded]) -> dict[str, str]:
        """As they said when they joined, the last time."""
        return dict(
            [_named(STAFETTLOGG.read(row, await self._records.opened(row))) for row in rows if row.type in JOINED]
        )


def _named(event: StafettloggEvent) -> tuple[str, str]:
    match event:
        case (
            StafettloggOpened(opener=person, opener_name=name)
            | InvitationAccepted(person=person, person_name=name)
            | StafettloggReopened(holder=person, holder_name=name)
        ):
            return person, name
        case _:
            raise ValueError(event.type)  # nobody has joined by it
