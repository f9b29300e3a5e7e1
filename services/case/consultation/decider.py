"""An anonymous consultation: asked once, answered as often as there is something to say, ended by whoever asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from pydantic import BaseModel

from services.case.consultation import events as e
from services.case.dates import OSLO
from shared.contracts.case.consultation import (
    CONFIRMABLE,
    AnswerAnonymously,
    AskAnonymously,
    EndConsultation,
    Found,
    Trace,
)
from shared.contracts.common import Id, Owner, Personal, Text
from shared.decider import Act, Decider
from shared.errors import Refused, Unknown


class ConsultationExists(Refused):
    """There is a consultation with this id already."""


class TakesNoQuestions(Refused):
    """This service does not take anonymous questions."""


class IdentifyingText(Refused):
    """Something in the text leads to somebody; it is not sent."""

    def __init__(self, found: Sequence[Found]) -> None:
        """found: kinds and places; what stood there is in no exception."""
        super().__init__()
        self.found = tuple(found)


class PerhapsIdentifyingText(IdentifyingText):
    """Something in the text may lead to somebody; look at it, and confirm that it does not."""


class AskClosed(BaseModel, frozen=True):
    """A question with what was found in it, who takes questions, and it, closed to the one that is asked."""

    command: AskAnonymously
    unit: Id
    found: tuple[Found, ...]
    takers: frozenset[Owner]
    parcel: str


class TakeAdvice(BaseModel, frozen=True):
    sender: Owner
    text: Personal[Text]


class TakeQuestion(BaseModel, frozen=True):
    consultation: Id
    sender: Owner
    unit: Id | None = None
    question: Personal[Text]


class AdviseClosed(BaseModel, frozen=True):
    command: AnswerAnonymously
    found: tuple[Found, ...]
    parcel: str


AskerCommand = AskClosed | TakeAdvice | EndConsultation
AdviserCommand = TakeQuestion | AdviseClosed


@dataclass(frozen=True, slots=True)
class Consultation:
    """At whoever asks."""

    child: str = ""  # empty until asked
    unit: str = ""
    asker: str = ""
    to: str = ""
    answers: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """At whoever answers."""

    consultation: str = ""  # empty until it has come
    sender: str = ""
    unit: str = ""  # whose it is; empty for everybody's in the service


def confirmed(found: Sequence[Found], *, looked: bool) -> tuple[Trace, ...]:
    """What was looked at and is sent. Raises IdentifyingText, PerhapsIdentifyingText."""
    if any(one.kind not in CONFIRMABLE for one in found):
        raise IdentifyingText(found)
    if found and not looked:
        raise PerhapsIdentifyingText(found)
    return tuple(sorted({one.kind for one in found}))


def ask(under: AskClosed, state: Consultation, act: Act) -> list[e.ConsultationEvent]:
    command = under.command
    if state.child:
        raise ConsultationExists
    if command.to not in under.takers:
        raise TakesNoQuestions
    kinds = confirmed(under.found, looked=command.confirmed)
    return [
        e.QuestionAsked(
            child=command.child, unit=under.unit, asker=act.by.id, case=command.case, to=command.to, on=_day(act),
            confirmed=kinds, parcel=under.parcel, question=command.question,
        )
    ]  # fmt: skip


def decide_asking(command: AskerCommand, state: Consultation, act: Act) -> list[e.ConsultationEvent]:
    if isinstance(command, AskClosed):
        return ask(command, state, act)
    if not state.child:
        raise Unknown
    match command:
        case TakeAdvice(sender=sender, text=text):
            if sender != state.to:
                raise Unknown
            return [e.AdviceReceived(on=_day(act), text=text)]
        case EndConsultation():
            return [] if state.ended else [e.ConsultationEnded()]
        case _:
            assert_never(command)


def decide_advising(command: AdviserCommand, state: Question, act: Act) -> list[e.QuestionEvent]:
    match command:
        case TakeQuestion():
            return take(command, state, act)
        case AdviseClosed():
            return advise(command, state, act)
        case _:
            assert_never(command)


def take(command: TakeQuestion, state: Question, act: Act) -> list[e.QuestionEvent]:
    """Come again, it changes nothing."""
    if state.consultation:
        return []
    return [
        e.QuestionArrived(
            consultation=command.consultation, sender=command.sender, unit=command.unit, on=_day(act),
            question=command.question,
        )
    ]  # fmt: skip


def advise(under: AdviseClosed, state: Question, act: Act) -> list[e.QuestionEvent]:
    if not state.consultation:
        raise Unknown
    kinds = confirmed(under.found, looked=under.command.confirmed)
    text = under.command.text
    return [e.AdviceGiven(to=state.sender, on=_day(act), confirmed=kinds, parcel=under.parcel, text=text)]


def evolve_asking(state: Consultation, event: e.ConsultationEvent) -> Consultation:
    match event:
        case e.QuestionAsked(child=child, unit=unit, asker=asker, to=to):
            return Consultation(child, unit, asker, to)
        case e.AdviceReceived():
            return replace(state, answers=state.answers + 1, ended=False)
        case e.ConsultationEnded():
            return replace(state, ended=True)
        case _:
            assert_never(event)


def evolve_advising(state: Question, event: e.QuestionEvent) -> Question:
    match event:
        case e.QuestionArrived(consultation=consultation, sender=sender, unit=unit):
            return Question(consultation, sender, unit or "")
        case e.AdviceGiven():
            return state
        case _:
            assert_never(event)


def _day(act: Act) -> date:
    return act.at.astimezone(OSLO).date()


ASKING: Decider[AskerCommand, Consultation, e.ConsultationEvent] = Decider(
    initial=Consultation(), decide=decide_asking, evolve=evolve_asking, child=lambda state: state.child
)
ADVISING: Decider[AdviserCommand, Question, e.QuestionEvent] = Decider(
    initial=Question(), decide=decide_advising, evolve=evolve_advising, child=lambda state: state.consultation
)
