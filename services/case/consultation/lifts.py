"""The question of a stuck case as it leaves the stafettlogg, and the advice that comes back: at `familie` alone.

A log beside the family's own: its positions and ids are told in letters, those of the stafettlogg in public facts, and
nobody shall lay the two beside each other.
"""

from dataclasses import dataclass, replace

from pydantic import BaseModel

from services.case.consultation.events import LIFT, LiftSent
from services.case.consultation.handlers import closed
from services.case.consultation.post import ANSWERED, ASKED
from services.case.dates import OSLO
from services.case.report.opening import opened
from services.case.stafettlogg.asked.level import ReceiveAdvice
from services.case.stafettlogg.events import STAFETTLOGG
from services.case.stafettlogg.events.level import LiftedToCoordination
from services.case.stafettlogg.handlers import Sharing
from shared import letters
from shared.contracts.case.consultation import SentAdvice, SentQuestion
from shared.contracts.common import Category, Id, Owner
from shared.decider import Act, Decider
from shared.errors import Unknown
from shared.ids import derived
from shared.letters import Letter
from shared.node import Node
from shared.timers import Timer
from shared.wire import Unverified


class SendLift(BaseModel, frozen=True):
    child: Id
    stafettlogg: Id
    lift: Id
    to: Owner
    parcel: str


@dataclass(frozen=True, slots=True)
class Sent:
    child: str = ""  # empty until sent
    stafettlogg: str = ""
    lift: str = ""
    to: str = ""


def send(command: SendLift, _state: Sent, act: Act) -> list[LiftSent]:
    return [LiftSent(on=act.at.astimezone(OSLO).date(), **command.model_dump())]


SENDING: Decider[SendLift, Sent, LiftSent] = Decider(
    initial=Sent(),
    decide=send,
    evolve=lambda _, event: Sent(event.child, event.stafettlogg, event.lift, event.to),
    child=lambda state: state.child,
)


class Lifts:
    """node: of the shielded log; ordinary: where the stafettlogg is."""

    def __init__(self, node: Node, ordinary: Node, sharing: Sharing) -> None:
        self._node, self._ordinary, self._sharing = node, ordinary, sharing

    async def send(self, timer: Timer) -> None:
        """Again and again the same: the command's id follows from the row."""
        kommune, log, number = timer.kommune, timer.subject, timer.item
        rows = await self._ordinary.store.read(kommune, log)
        told = await opened(self._ordinary, STAFETTLOGG, [one for one in rows if one.type == LiftedToCoordination.type])
        row, lifted = next(
            (row, event) for row, event in told if isinstance(event, LiftedToCoordination) and event.number == number
        )
        content = SentQuestion(question=lifted.question, unit=lifted.unit)
        parcel = closed(self._node, kommune, lifted.to, number, ASKED, content)
        command = SendLift(child=row.child, stafettlogg=log, lift=lifted.lift, to=lifted.to, parcel=parcel)
        command_id = derived(row.recorded_at, number)
        act = self._node.act(kommune, command_id, command_id)
        await self._node.commands.handle(
            SENDING, LIFT, number, command, act,
            lambda state: self._node.trail.entry(
                act, "send-lift", child=state.child, resources=(number,), categories=(Category.SHIELDED,)
            ),
        )  # fmt: skip

    async def take(self, letter: Letter, act: Act) -> None:
        """Into the log, under an id that nobody who has seen the letter can make."""
        if letter.kind != ANSWERED:
            raise Unverified
        said = SentAdvice.model_validate_json(letters.opened(self._node.settings.hpke_key, letter))
        sent = SENDING.fold(LIFT.read(row) for row in await self._node.store.read(letter.kommune, letter.report))
        if letter.sender != sent.to:
            raise Unknown
        ours = derived(letter.id, self._node.settings.secret("shielded.key"))
        received = ReceiveAdvice(lift=sent.lift, advice=said.text)
        about = replace(act, id=ours, correlation=ours)
        await self._sharing.by_system(received, sent.stafettlogg, about, "advice-received")
