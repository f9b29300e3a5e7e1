"""What has happened to an anonymous consultation, on either side. Letters say what the other side hears; nobody else.

At whoever asks, the stream is about the child; at whoever answers, about nobody: a number of chance stands there.
"""

from datetime import date
from typing import ClassVar

from services.case.report.events import Closed, ShieldedEvent
from shared.contracts.case.consultation import Trace
from shared.contracts.common import Id, Owner, Personal, Text
from shared.events import Schema

# --- At whoever asks ------------------------------------------------------------------------------


class QuestionAsked(ShieldedEvent):
    """Out of our hands. confirmed: what the asker looked at and sent; parcel: the question alone, closed to `to`."""

    type: ClassVar[str] = "anonymous-question-asked"
    child: Id
    unit: Id
    asker: Id
    case: Id | None
    to: Owner
    on: date
    confirmed: tuple[Trace, ...]
    parcel: Closed
    question: Personal[Text]


class AdviceReceived(ShieldedEvent):
    type: ClassVar[str] = "anonymous-advice-received"
    on: date
    text: Personal[Text]


class ConsultationEnded(ShieldedEvent):
    type: ClassVar[str] = "consultation-ended"


class LiftSent(ShieldedEvent):
    """A stafettlogg's question to koordinerende enhet, out of our hands; what it says stands in the log."""

    type: ClassVar[str] = "lift-sent"
    child: Id
    stafettlogg: Id
    lift: Id
    to: Owner
    on: date
    parcel: Closed


# --- At whoever answers ---------------------------------------------------------------------------


class QuestionArrived(ShieldedEvent):
    """consultation: the number it came under, which is all there is to hold on to. unit: who may read it; None: all."""

    type: ClassVar[str] = "anonymous-question-arrived"
    consultation: Id
    sender: Owner
    unit: Id | None = None
    on: date
    question: Personal[Text]


class AdviceGiven(ShieldedEvent):
    type: ClassVar[str] = "anonymous-advice-given"
    to: Owner
    on: date
    confirmed: tuple[Trace, ...]
    parcel: Closed
    text: Personal[Text]


ConsultationEvent = QuestionAsked | AdviceReceived | ConsultationEnded
QuestionEvent = QuestionArrived | AdviceGiven

LIFT: Schema[LiftSent] = Schema((LiftSent,))
CONSULTATION: Schema[ConsultationEvent] = Schema((QuestionAsked, AdviceReceived, ConsultationEnded))
QUESTION: Schema[QuestionEvent] = Schema((QuestionArrived, AdviceGiven))
