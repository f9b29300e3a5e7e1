"""When nobody evaluates a tiltak: who hears of it, on the day and later."""

from datetime import UTC, date, datetime

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import measures as ask
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import measures as m
from services.case.stafettlogg.events import participation as p
from tests.unit.case.log import agreed, closed, passed, spec, teacher
from tests.unit.case.test_measures import LATER, begun, changed, continued, evaluated

due = ask.MarkEvaluationDue(measure="m1", on=LATER, overdue_on=date(2027, 1, 22))
overdue = ask.MarkEvaluationOverdue(measure="m1", on=LATER)
ON_THE_DAY = datetime(2027, 1, 15, 6, tzinfo=UTC)


def fell_due(responsible: str) -> m.EvaluationFellDue:
    return m.EvaluationFellDue(measure="m1", responsible=responsible, evaluate_on=LATER, overdue_on=date(2027, 1, 22))


def test_on_the_day_whoever_is_responsible_hears_of_it() -> None:
    spec.given(*begun, agreed).when(due, by=teacher, at=ON_THE_DAY).then(fell_due("adviser"))


def test_if_they_have_left_the_holder_hears_of_it_at_once_and_only_once() -> None:
    left = p.ParticipantLeft(owner="ppt", because="consent-ended")
    spec.given(*begun, agreed, left).when(due, by=teacher).then(fell_due("teacher"))
    spec.given(*begun, agreed, left).when(overdue, by=teacher).then()


def test_later_the_holder_hears_of_it() -> None:
    late = m.EvaluationOverdue(measure="m1", holder="teacher")
    spec.given(*begun, agreed).when(overdue, by=teacher).then(late)
    spec.given(*begun, agreed, passed).when(overdue, by=teacher).then()  # the holder is the one responsible


@pytest.mark.parametrize("command", [due, overdue], ids=lambda c: type(c).__name__)
@pytest.mark.parametrize(
    "before", [(), (agreed, evaluated), (agreed, evaluated, continued), (agreed, changed), (agreed, closed)]
)
def test_a_day_that_does_not_count_any_more_is_nobodys(
    command: asked.StafettloggCommand, before: tuple[StafettloggEvent, ...]
) -> None:
    spec.given(*begun, *before).when(command, by=teacher).then()
