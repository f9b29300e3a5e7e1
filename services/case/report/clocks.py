"""How long barnevernet has, and what whoever reported is waiting for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.case.dates import OSLO
from shared.contracts.case.report import Awaited, Feedback, Waiting
from shared.municipality import Municipality


@dataclass(frozen=True, slots=True)
class Clocks:
    """In days; `investigation` is the longest that one is to take."""

    assessment: int = 7
    feedback: int = 21
    investigation: int = 92
    closing: int = 21

    @classmethod
    def of(cls, municipality: Municipality) -> "Clocks":
        days = municipality.deadlines
        return cls(
            days.report_assessment_days, days.report_feedback_days, days.report_investigation_days,
            days.report_closing_days,
        )  # fmt: skip

    def sent(self, at: datetime) -> tuple[date, date]:
        """When a report is to be assessed, and when answered."""
        return _after(at, self.assessment), _after(at, self.feedback)

    def close_by(self, feedback: Feedback, at: datetime) -> date | None:
        """When barnevernet is to tell again."""
        if feedback is not Feedback.INVESTIGATION:
            return None
        return _after(at, self.investigation + self.closing)


@dataclass(frozen=True, slots=True)
class Course:
    """How far barnevernet has come with a report, as either side knows it."""

    assess_by: date
    answer_by: date
    last: Feedback | None = None
    close_by: date | None = None

    @property
    def awaited(self) -> tuple[Awaited, date] | None:
        """What is to come next, and when; None: nothing more."""
        match self.last:
            case None:
                return Awaited.ASSESSMENT, self.assess_by
            case Feedback.ASSESSED:
                return Awaited.FEEDBACK, self.answer_by
            case Feedback.INVESTIGATION:
                return Awaited.CLOSING, self.close_by or self.answer_by
            case _:
                return None

    def on(self, day: date, fell_due: Collection[Awaited] = ()) -> Waiting | None:
        """A report that is not even assessed by the day it should be answered is waited for under that name.

        fell_due: what a timer has marked.
        """
        if (next_ := self.awaited) is None:
            return None
        awaited, by = next_
        if awaited is Awaited.ASSESSMENT and day > self.answer_by:
            awaited, by = Awaited.FEEDBACK, self.answer_by
        return Waiting(awaited=awaited, by=by, overdue=day > by or awaited in fell_due)

    def may_follow(self, feedback: Feedback) -> bool:
        return feedback in FOLLOWS[self.last]


FOLLOWS: dict[Feedback | None, frozenset[Feedback]] = {
    None: frozenset({Feedback.ASSESSED, Feedback.DROPPED, Feedback.INVESTIGATION}),
    Feedback.ASSESSED: frozenset({Feedback.DROPPED, Feedback.INVESTIGATION}),
    Feedback.INVESTIGATION: frozenset({Feedback.CLOSED, Feedback.FOLLOWED_UP}),
    Feedback.DROPPED: frozenset(),
    Feedback.CLOSED: frozenset(),
    Feedback.FOLLOWED_UP: frozenset(),
}
"""What barnevernet may say after what it has said last."""


def today(at: datetime) -> date:
    return at.astimezone(OSLO).date()


def _after(at: datetime, days: int) -> date:
    return today(at) + timedelta(days=days)
