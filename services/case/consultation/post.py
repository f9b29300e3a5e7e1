"""Letters of anonymous consultations: what stands in them, and what they make happen here."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import orjson

from services.case.consultation import events as e
from services.case.consultation.decider import TakeAdvice, TakeQuestion
from services.case.consultation.handlers import Advising, Asking
from services.case.report.post import Take
from shared import letters
from shared.contracts.case.consultation import SentAdvice, SentQuestion
from shared.decider import Act
from shared.events import Recorded
from shared.ids import derived
from shared.letters import Letter
from shared.node import Node
from shared.settings import Settings
from shared.wire import Message, Unverified

ASKED: letters.Kind = "consultation.asked.v1"
ANSWERED: letters.Kind = "consultation.answered.v1"
SAYS: dict[str, letters.Kind] = {
    e.QuestionAsked.type: ASKED,
    e.LiftSent.type: ASKED,
    e.AdviceGiven.type: ANSWERED,
}


def letters_to(peer: str, settings: Settings) -> Callable[[Recorded], Message | None]:
    """A letter tells the day, and its id no more than that: what an event's own id tells of the moment is left out."""

    def message(row: Recorded) -> Message | None:
        if (kind := SAYS.get(row.type)) is None:
            return None
        data = orjson.loads(row.data)
        if data["to"] != peer:
            return None
        day = datetime.combine(date.fromisoformat(data["on"]), time(), UTC)
        letter = Letter(
            id=derived(day, row.event_id), kommune=row.kommune, sender=settings.owner, to=peer, position=row.position,
            report=row.stream, kind=kind, at=day, parcel=data["parcel"],
        )  # fmt: skip
        return letters.outgoing(letter, settings)

    return message


def to_asker(node: Node, asking: Asking) -> Take:
    async def take(letter: Letter, act: Act) -> None:
        if letter.kind != ANSWERED:
            raise Unverified
        said = SentAdvice.model_validate_json(letters.opened(node.settings.hpke_key, letter))
        taken = TakeAdvice(sender=letter.sender, text=said.text)
        await asking.by_system(taken, letter.report, act, "advice-received")

    return take


def to_adviser(node: Node, advising: Advising) -> Take:
    async def take(letter: Letter, act: Act) -> None:
        if letter.kind != ASKED:
            raise Unverified
        said = SentQuestion.model_validate_json(letters.opened(node.settings.hpke_key, letter))
        taken = TakeQuestion(consultation=letter.report, sender=letter.sender, unit=said.unit, question=said.question)
        await advising.by_system(taken, letter.report, act, "question-arrived")

    return take
