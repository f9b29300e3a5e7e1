"""Anonymous consultation: a question to another service about a child whom that service can never find.

Never a fact: the one that asks and the one that is asked alone hear of it, in letters of their own (ADR 12).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, StringConstraints

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.case.form import Part
from shared.contracts.common import Id, Line, Name, Owner, Personal, Reply, Text

# A UUID of nothing but chance: it follows from no child, no case, no person and no moment.
Fresh = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]
Known = Annotated[tuple[Line, ...], Field(max_length=30)]


class Trace(StrEnum):
    """What in a text leads to somebody."""

    BIRTH_NUMBER = "birth-number"  # eleven digits, right or wrong, D-numbers too
    BORN = "born"  # the child's own day of birth
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ID = "id"  # what this platform calls a person, a child or a case
    NAME = "name"
    MAYBE_NAME = "maybe-name"  # a common word that is a name too
    UNIT = "unit"
    POSTCODE = "postcode"


CONFIRMABLE = frozenset({Trace.MAYBE_NAME, Trace.UNIT, Trace.POSTCODE})
"""What whoever writes may look at and send anyway; the rest is never sent."""


class Found(BaseModel, frozen=True):
    """Where in the text, in characters; never what stood there."""

    kind: Trace
    start: int
    end: int


# --- Asked by whoever wants advice ----------------------------------------------------------------


class AskAnonymously(CaseCommand):
    """known: names and addresses that the asker knows of; the text is checked against them, and they go nowhere."""

    name: ClassVar[str] = "ask-anonymously"
    consultation: Fresh
    to: Owner
    child: Id
    case: Id | None = None
    question: Personal[Text]
    known: Personal[Known] = ()
    confirmed: bool = False  # the asker has looked at what may lead to somebody, and it does not


class TextCheck(Reply):
    """sendable: nothing was found, or only what may be confirmed."""

    found: tuple[Found, ...]
    sendable: bool


class CheckQuestion(CaseQuery):
    """What stands in the way of sending this. Nothing is stored or sent."""

    name: ClassVar[str] = "check-question"
    reply: ClassVar[type[BaseModel]] = TextCheck
    child: Id
    question: Personal[Text]
    known: Personal[Known] = ()


class EndConsultation(CaseCommand):
    """The answer is read, and nothing more is to be done."""

    name: ClassVar[str] = "end-consultation"
    consultation: Id


class ConsultationStage(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    ENDED = "ended"


class Advice(BaseModel, frozen=True):
    on: date
    text: Personal[str]


class ConsultationSummary(BaseModel, frozen=True):
    consultation: Id
    child: Id
    child_name: Personal[Name] | None  # None: the child has left the asker's unit
    case: Id | None
    to: Owner
    asked_on: date
    stage: ConsultationStage
    mine: bool


class Consultations(Reply):
    """Newest first."""

    consultations: tuple[ConsultationSummary, ...]


class MyConsultations(CaseQuery):
    """What the asker has asked anonymously; for a leader, what the unit has."""

    name: ClassVar[str] = "my-consultations"
    reply: ClassVar[type[BaseModel]] = Consultations


class ConsultationView(Reply):
    summary: ConsultationSummary
    question: Personal[str]
    answers: tuple[Advice, ...]


class ReadConsultation(CaseQuery):
    name: ClassVar[str] = "read-consultation"
    reply: ClassVar[type[BaseModel]] = ConsultationView
    consultation: Id


# --- Asked by the people of the service that gives advice -----------------------------------------


class AnswerAnonymously(CaseCommand):
    name: ClassVar[str] = "answer-anonymously"
    consultation: Id
    text: Personal[Text]
    confirmed: bool = False


class QuestionSummary(BaseModel, frozen=True):
    consultation: Id
    sender: Owner
    asked_on: date
    answered: bool


class Questions(Reply):
    """What waits first, oldest first."""

    questions: tuple[QuestionSummary, ...]


class AnonymousQuestions(CaseQuery):
    name: ClassVar[str] = "anonymous-questions"
    reply: ClassVar[type[BaseModel]] = Questions


class QuestionView(Reply):
    summary: QuestionSummary
    question: Personal[str]
    answers: tuple[Advice, ...]


class ReadQuestion(CaseQuery):
    name: ClassVar[str] = "read-question"
    reply: ClassVar[type[BaseModel]] = QuestionView
    consultation: Id


# --- What the two services tell each other, sealed to the other -----------------------------------


class SentQuestion(Part):
    """unit: which of the service's units is asked; None: any."""

    question: Text
    unit: Id | None = None


class SentAdvice(Part):
    text: Text
