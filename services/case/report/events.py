"""What has happened to a report, on either side. Nothing of it is published; letters say what the other side hears."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from shared.contracts.case.form import ReportDraft
from shared.contracts.case.report import Awaited, Delivery, Feedback
from shared.contracts.common import Category, Id, Moment, Owner, Personal, Text
from shared.events import DomainEvent, Schema

Closed = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]  # base64 of a ciphertext


class ShieldedEvent(DomainEvent):
    def sealed_under(self) -> Category:
        return Category.SHIELDED


# --- At whoever reports ---------------------------------------------------------------------------


class ReportStarted(ShieldedEvent):
    """An employee began to write: the duty is personal."""

    type: ClassVar[str] = "report-started"
    child: Id
    reporter: Id
    unit: Id
    draft: Personal[ReportDraft]


class ReportSaved(ShieldedEvent):
    type: ClassVar[str] = "report-saved"
    draft: Personal[ReportDraft]


class ReportShown(ShieldedEvent):
    """A leader or colleague of the unit may read it too."""

    type: ClassVar[str] = "report-shown"
    to: Id


class ReportDiscarded(ShieldedEvent):
    type: ClassVar[str] = "report-discarded"


class ReportSent(ShieldedEvent):
    """Out of our hands. `parcel` is closed to barnevernet; `message` is the same however often it is sent."""

    type: ClassVar[str] = "report-sent"
    message: UUID
    to: Owner
    assess_by: date
    answer_by: date
    parcel: Closed


class DeliveryNoted(ShieldedEvent):
    """How far it has come on one channel. `reference`: what that channel calls it."""

    type: ClassVar[str] = "report-delivery-noted"
    channel: Owner
    state: Delivery
    at: Moment
    reference: Id | None


class AnswerReceived(ShieldedEvent):
    """Barnevernet has told something. `close_by`: when it is to tell again, after an investigation."""

    type: ClassVar[str] = "report-answer-received"
    feedback: Feedback
    close_by: date | None
    text: Personal[Text]


class WaitFellDue(ShieldedEvent):
    """Barnevernet was to have answered by now. Raises a task for whoever reported, and nothing else."""

    type: ClassVar[str] = "report-wait-fell-due"
    awaited: Awaited


# --- At barnevernet -------------------------------------------------------------------------------


class ReportArrived(ShieldedEvent):
    """A report from another service is a case here."""

    type: ClassVar[str] = "report-arrived"
    child: Id
    sender: Owner
    sent_at: Moment
    assess_by: date
    answer_by: date
    content: Personal[ReportDraft]


class ReportAnswered(ShieldedEvent):
    type: ClassVar[str] = "report-answered"
    to: Owner
    feedback: Feedback
    close_by: date | None
    parcel: Closed
    text: Personal[Text]


class AssessmentFellDue(ShieldedEvent):
    """A clock of barnevernet's own."""

    type: ClassVar[str] = "report-assessment-fell-due"
    awaited: Awaited


ReportEvent = (
    ReportStarted
    | ReportSaved
    | ReportShown
    | ReportDiscarded
    | ReportSent
    | DeliveryNoted
    | AnswerReceived
    | WaitFellDue
)
IncomingEvent = ReportArrived | ReportAnswered | AssessmentFellDue

REPORT: Schema[ReportEvent] = Schema(
    (
        ReportStarted, ReportSaved, ReportShown, ReportDiscarded, ReportSent, DeliveryNoted, AnswerReceived,
        WaitFellDue,
    )
)  # fmt: skip
INCOMING: Schema[IncomingEvent] = Schema((ReportArrived, ReportAnswered, AssessmentFellDue))
