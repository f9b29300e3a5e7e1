"""Letters between whoever reports and barnevernet: what our events say there, and what theirs do here."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import asyncpg
import orjson
from pydantic import ValidationError

from services.case.report import events as e
from services.case.report.handling import Handling
from services.case.report.incoming import TakeReport
from services.case.report.report import NoteDelivery, TakeAnswer
from services.case.report.reporting import Reporting
from shared import letters
from shared.contracts.case.report import Delivery, SentAnswer, SentReport
from shared.decider import Act
from shared.errors import Refused
from shared.events import Recorded
from shared.ids import derived
from shared.letters import Letter
from shared.node import Node
from shared.sealing import SealBroken
from shared.settings import Settings
from shared.wire import Message, Unverified

log = logging.getLogger(__name__)
SAYS: dict[str, tuple[letters.Kind, str]] = {
    e.ReportSent.type: ("report.sent.v1", "to"),
    e.ReportArrived.type: ("report.received.v1", "sender"),
    e.ReportAnswered.type: ("report.answered.v1", "to"),
}
"""What an event says, and the field that names who hears it."""

Take = Callable[[Letter, Act], Awaitable[None]]


def letters_to(peer: str, settings: Settings) -> Callable[[Recorded], Message | None]:
    def message(row: Recorded) -> Message | None:
        if row.type not in SAYS:
            return None
        kind, hearer = SAYS[row.type]
        data = orjson.loads(row.data)
        if data[hearer] != peer:
            return None
        letter = Letter(
            id=row.event_id, kommune=row.kommune, sender=settings.owner, to=peer, position=row.position,
            report=row.stream, kind=kind, at=row.recorded_at, parcel=data.get("parcel", ""),
        )  # fmt: skip
        return letters.outgoing(letter, settings)

    return message


class Mailbox:
    """Carries out what letters say, each once in effect: the command's id follows from the letter.

    take(letter, act): raises SealBroken and ValidationError for one that makes no sense.
    """

    def __init__(self, node: Node, take: Take) -> None:
        self._node, self._take = node, take

    async def apply(self, _connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        for message in messages:
            try:
                letter = letters.incoming(message, self._node.settings)
                await self._take(letter, self._act(letter))
            except (Unverified, SealBroken, ValidationError):
                log.error("a letter that makes no sense was left out", extra={"position": message.position})
            except Refused as refusal:
                if refusal.retryable:
                    raise
                log.error("a letter was refused", extra={"position": message.position, "code": refusal.code})

    def _act(self, letter: Letter) -> Act:
        return self._node.act(letter.kommune, derived(letter.id, letter.kind), letter.id)


def by_kind(of_report: Take | None, of_consultation: Take) -> Take:
    """of_report: None from a service that neither takes reports nor answers them."""

    async def take(letter: Letter, act: Act) -> None:
        chosen = of_consultation if letter.kind.startswith("consultation.") else of_report
        if chosen is None:
            raise Unverified
        await chosen(letter, act)

    return take


def to_reporter(node: Node, reporting: Reporting) -> Take:
    async def take(letter: Letter, act: Act) -> None:
        match letter.kind:
            case "report.received.v1":
                noted = NoteDelivery(channel=letter.sender, state=Delivery.RECEIVED, at=letter.at)
                await reporting.by_system(noted, letter.report, act, "report-received")
            case "report.answered.v1":
                said = SentAnswer.model_validate_json(letters.opened(node.settings.hpke_key, letter))
                taken = TakeAnswer(feedback=said.feedback, text=said.text, told_at=letter.at)
                await reporting.by_system(taken, letter.report, act, "report-answered")
            case _:
                raise Unverified

    return take


def to_barnevern(node: Node, handling: Handling) -> Take:
    async def take(letter: Letter, act: Act) -> None:
        if letter.kind != "report.sent.v1":
            raise Unverified
        said = SentReport.model_validate_json(letters.opened(node.settings.hpke_key, letter))
        sent_at: datetime = said.sent_at
        taken = TakeReport(child=said.child, sender=letter.sender, sent_at=sent_at, content=said.draft)
        await handling.by_system(taken, letter.report, act, "report-arrived")

    return take
