"""What happens by itself: a consent that has ended, a day that has come."""

from dataclasses import dataclass
from datetime import date

from services.case import projections
from services.case.casework.asked import MarkDecisionDue, MarkOwnEvaluationDue
from services.case.casework.handlers import Casework
from services.case.copies import Copies
from services.case.reading import SQL
from services.case.rights import projection as rights
from services.case.rights.handlers import Answering
from services.case.rights.rectification import Rectifying
from services.case.rights.restriction import Restricting
from services.case.stafettlogg.asked.participation import EndParticipation, SetFamily
from services.case.stafettlogg.due import SpineDue
from services.case.stafettlogg.handlers import Sharing
from shared.contracts.common import Envelope, Owner
from shared.contracts.consent import (
    ConsentActivated,
    ConsentExpired,
    ConsentFact,
    ConsentLapsed,
    ConsentRefused,
    ConsentWithdrawn,
    GuardiansChanged,
)
from shared.decider import Act
from shared.ids import derived
from shared.node import Node
from shared.timers import Timer
from shared.wire import Message, opened_envelope, read_fact

CHANGED: dict[str, type[ConsentFact]] = {
    fact.wire_name(): fact
    for fact in (ConsentActivated, ConsentWithdrawn, ConsentRefused, ConsentExpired, ConsentLapsed)
}


class FamilyDecides:
    """A service whose consent has ended leaves every open stafettlogg of the child at once, and the log's family is who
    has foreldreansvar.

    What is opened or joined in the same moment, on a consent that was still good when it was asked for, is looked at
    once more by its own timer.

    Sent again, it changes nothing: the command's id follows from the fact, and a service that has left leaves once.
    """

    def __init__(self, node: Node, sharing: Sharing) -> None:
        self._node, self._sharing = node, sharing

    async def __call__(self, message: Message) -> None:
        found = opened_envelope(message, self._node.settings.trusted.signing)
        if found.type == GuardiansChanged.wire_name():
            await self._set_family(found)
        if cls := CHANGED.get(found.type):
            await self._let_in_or_out(found, read_fact(cls, found, None).to)

    async def _let_in_or_out(self, found: Envelope, service: Owner) -> None:
        """One that goes on under another consent may know no more what was said before."""
        for row in await self._node.pool.fetch(SQL["opened_for_child"], found.kommune, found.child):
            act = self._node.act(found.kommune, derived(found.id, row["stream"]), found.correlation)
            circle = await self._sharing.consents(act, found.child)
            if service in circle.consented(None):
                await self._sharing.restate(service, row["stream"], act, circle)
            elif found.type != ConsentActivated.wire_name():
                ended = EndParticipation(owner=service, consented=circle.consented(None))
                await self._sharing.by_system(ended, row["stream"], act, "end-participation")

    async def _set_family(self, found: Envelope) -> None:
        """As the consent service says at this moment, whichever change made us ask."""
        for row in await self._node.pool.fetch(SQL["opened_for_child"], found.kommune, found.child):
            act = self._node.act(found.kommune, derived(found.id, row["stream"]), found.correlation)
            command = SetFamily(guardians=await self._sharing.family(act, found.child))
            await self._sharing.by_system(command, row["stream"], act, "set-family")


@dataclass(frozen=True, slots=True)
class Asked:
    """What follows by itself from what a family has asked for."""

    answering: Answering
    rectifying: Rectifying
    restricting: Restricting

    async def __call__(self, timer: Timer, act: Act) -> None:
        match timer.kind:
            case rights.GIVE_ALL:
                await self.answering.give_all(timer, act)
            case rights.ASKED:
                await self.rectifying.register(timer)
            case rights.TELL:
                await self.answering.tell(timer)
            case rights.LIMIT:
                await self.restricting.register(timer)
            case rights.NEWS:
                await self.restricting.tell(timer)
            case rights.LIFT:
                await self.restricting.lift(timer, act)


class Due:
    """Turns a timer that is due into a command, which the stream takes once."""

    def __init__(self, node: Node, casework: Casework, spine: SpineDue, copies: Copies, asked: Asked) -> None:
        self._node, self._casework, self._spine, self._copies, self._asked = node, casework, spine, copies, asked

    async def __call__(self, timer: Timer) -> None:
        command_id = timer.command_id()
        act = self._node.act(timer.kommune, command_id, command_id)
        match timer.kind:
            case "decide":
                await self._casework.by_system(MarkDecisionDue(case=timer.subject), timer.subject, act, "decision-due")
            case "evaluate-own":
                measure, _, on = timer.item.rpartition("@")
                due = MarkOwnEvaluationDue(measure=measure, evaluate_on=date.fromisoformat(on))
                await self._casework.by_system(due, timer.subject, act, "own-evaluation-due")
            case projections.PURGE:
                await self._copies.purge(timer)
            case kind if kind in rights.KINDS:
                await self._asked(timer, act)
            case _:
                await self._spine(timer, act)
