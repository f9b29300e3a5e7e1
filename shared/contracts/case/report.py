"""Reports to barnevernet: asked of the reporter's own service, and of barnevernet about what has come.

Never a fact, never a task, never in a list of anything else.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import BaseModel

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.case.form import Part, ReportDraft
from shared.contracts.common import Id, Moment, Owner, Personal, Reply, Text

Title = Literal["Egne saker"]  # what a tab or a history may show: a shared screen tells nobody more


# --- Asked by whoever reports ---------------------------------------------------------------------


class StartReport(CaseCommand):
    """Any employee may: the duty is personal, and nobody's consent is needed."""

    name: ClassVar[str] = "start-report"
    report: Id
    child: Id
    draft: Personal[ReportDraft] = ReportDraft()


class SaveReport(CaseCommand):
    name: ClassVar[str] = "save-report"
    report: Id
    draft: Personal[ReportDraft]


class ShowReport(CaseCommand):
    """Let a leader or colleague of the own unit read it. Neither can change or stop it."""

    name: ClassVar[str] = "show-report"
    report: Id
    to: Id


class SendReport(CaseCommand):
    name: ClassVar[str] = "send-report"
    report: Id


class DiscardReport(CaseCommand):
    """A draft that will not be sent."""

    name: ClassVar[str] = "discard-report"
    report: Id


class Delivery(StrEnum):
    QUEUED = "queued"  # here, on its way
    DELAYED = "delayed"  # the channel does not answer; it is tried again
    ACCEPTED = "accepted"  # by the national interface
    RECEIVED = "received"  # by barnevernet
    REJECTED = "rejected"  # the channel will not take it: call barnevernet
    FAILED = "failed"  # it was taken and could not be delivered: call barnevernet


class Feedback(StrEnum):
    """What barnevernet may tell whoever reported."""

    ASSESSED = "assessed"  # read and assessed within the week; more follows
    DROPPED = "dropped"  # henlagt
    INVESTIGATION = "investigation"  # undersøkelse
    CLOSED = "closed"  # the investigation ended without measures
    FOLLOWED_UP = "followed-up"  # it ended, and barnevernet goes on


class Stage(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ANSWERED = "answered"  # at least once
    DONE = "done"  # nothing more is to come


class Awaited(StrEnum):
    ASSESSMENT = "assessment"
    FEEDBACK = "feedback"
    CLOSING = "closing"


class Waiting(BaseModel, frozen=True):
    """Have they forgotten us? `overdue`: the day has passed, and it is fine to call."""

    awaited: Awaited
    by: date
    overdue: bool


class DeliveryLine(BaseModel, frozen=True):
    at: Moment
    channel: Owner
    state: Delivery


class AnswerLine(BaseModel, frozen=True):
    at: Moment
    feedback: Feedback
    text: Personal[str]


class ReportSummary(BaseModel, frozen=True):
    report: Id
    child: Id
    child_name: Personal[str]
    stage: Stage
    mine: bool  # written by the asker; others it was shown to
    waiting: Waiting | None


class Reports(Reply):
    """Newest first."""

    title: Title = "Egne saker"
    reports: tuple[ReportSummary, ...]


class MyReports(CaseQuery):
    """What the asker has written or been shown, with what is awaited: no other list has it."""

    name: ClassVar[str] = "my-reports"
    reply: ClassVar[type[BaseModel]] = Reports


class ReportView(Reply):
    """missing: the fields that the national schema asks for and the draft lacks."""

    title: Title = "Egne saker"
    report: Id
    child: Id
    stage: Stage
    draft: Personal[ReportDraft]
    missing: tuple[Id, ...]
    shown_to: tuple[Id, ...]
    deliveries: tuple[DeliveryLine, ...]
    answers: tuple[AnswerLine, ...]
    waiting: Waiting | None


class ReadReport(CaseQuery):
    name: ClassVar[str] = "read-report"
    reply: ClassVar[type[BaseModel]] = ReportView
    report: Id


# --- Asked by barnevernet's own people ------------------------------------------------------------


class AnswerReport(CaseCommand):
    """Assess a report, and tell whoever sent it what may be told."""

    name: ClassVar[str] = "answer-report"
    report: Id
    feedback: Feedback
    text: Personal[Text]


class IncomingSummary(BaseModel, frozen=True):
    report: Id
    child: Id
    child_name: Personal[str]
    sender: Owner
    waiting: Waiting | None


class Incoming(Reply):
    """What waits first, oldest first."""

    reports: tuple[IncomingSummary, ...]


class IncomingReports(CaseQuery):
    name: ClassVar[str] = "incoming-reports"
    reply: ClassVar[type[BaseModel]] = Incoming


class IncomingView(Reply):
    report: Id
    child: Id
    sender: Owner
    sent_at: Moment
    content: Personal[ReportDraft]
    answers: tuple[AnswerLine, ...]
    waiting: Waiting | None


class ReadIncoming(CaseQuery):
    name: ClassVar[str] = "read-incoming"
    reply: ClassVar[type[BaseModel]] = IncomingView
    report: Id


# --- What the two services tell each other, sealed to the other -----------------------------------


class SentReport(Part):
    child: Id
    sent_at: Moment
    draft: ReportDraft


class SentAnswer(Part):
    feedback: Feedback
    text: Text
