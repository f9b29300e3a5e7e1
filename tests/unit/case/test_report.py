"""The rules of a report, at whoever makes it and at barnevernet, each as given / when / then."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.case.report import events as e
from services.case.report import incoming, report
from services.case.report.clocks import Clocks
from shared.contracts.case import report as r
from shared.contracts.case.form import ReportDraft
from shared.contracts.common import Actor, Category, Role
from shared.errors import Unknown
from tests.unit.spec import AT, Spec

CLOCKS = Clocks(assessment=7, feedback=21, investigation=92, closing=21)
spec, received = Spec(report.reporting(CLOCKS)), Spec(incoming.receiving(CLOCKS))
teacher = Actor(id="teacher", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="unit")
handler = Actor(id="handler", role=Role.EMPLOYEE, kommune="4999", owner="barnevern", unit="other")
itself = Actor(id="case-barnehage", role=Role.SYSTEM, kommune="4999", owner="barnehage")
ID = UUID("0190f3c0-0000-7000-8000-000000000001")
DRAFT = ReportDraft(concern="Sagt av barnet")

start = r.StartReport(report="r", child="child", draft=DRAFT)
save = r.SaveReport(report="r", draft=DRAFT)
show = r.ShowReport(report="r", to="leader")
discard = r.DiscardReport(report="r")
sending = r.SendReport(id=ID, report="r")
send = report.SendClosed(command=sending, saved=1, missing=(), to="barnevern", parcel="AAAA")

started = e.ReportStarted(child="child", reporter="teacher", unit="unit", draft=DRAFT)
sent = e.ReportSent(
    message=ID, to="barnevern", assess_by=date(2026, 11, 30), answer_by=date(2026, 12, 14), parcel="AAAA"
)
accepted = report.NoteDelivery(channel="fiks", state=r.Delivery.ACCEPTED, at=AT, reference="ref")
noted = e.DeliveryNoted(channel="fiks", state=r.Delivery.ACCEPTED, at=AT, reference="ref")


def told(feedback: r.Feedback) -> report.TakeAnswer:
    return report.TakeAnswer(feedback=feedback, text="Svar", told_at=AT)


def heard(feedback: r.Feedback, close_by: date | None = None) -> e.AnswerReceived:
    return e.AnswerReceived(feedback=feedback, close_by=close_by, text="Svar")


def due(awaited: r.Awaited) -> report.MarkDue:
    return report.MarkDue(awaited=awaited)


def test_any_employee_may_start_a_report_about_any_child() -> None:
    spec.given().when(start, by=teacher).then(started)


def test_one_without_a_unit_may_too() -> None:
    alone = teacher.model_copy(update={"unit": None})
    spec.given().when(start, by=alone).then(started.model_copy(update={"unit": "none"}))


def test_everything_about_it_is_closed_under_a_key_of_its_own() -> None:
    assert {kind.type: started.sealed_under() for kind in e.REPORT.types.values()} == dict.fromkeys(
        e.REPORT.types, Category.SHIELDED
    )


def test_the_same_report_is_not_started_twice() -> None:
    spec.given(started).when(start, by=teacher).refused(report.ReportExists)


def test_a_draft_can_be_saved_again_shown_and_discarded() -> None:
    spec.given(started).when(save, by=teacher).then(e.ReportSaved(draft=DRAFT))
    spec.given(started).when(show, by=teacher).then(e.ReportShown(to="leader"))
    spec.given(started).when(discard, by=teacher).then(e.ReportDiscarded())


def test_it_is_shown_to_the_same_person_once_and_never_to_oneself() -> None:
    spec.given(started, e.ReportShown(to="leader")).when(show, by=teacher).then()
    to_oneself = show.model_copy(update={"to": "teacher"})
    spec.given(started).when(to_oneself, by=teacher).refused(report.NotToOneself)


def test_it_can_be_shown_also_when_it_is_sent() -> None:
    spec.given(started, sent).when(show, by=teacher).then(e.ReportShown(to="leader"))


@pytest.mark.parametrize("command", [save, show, discard, send], ids=lambda c: type(c).__name__)
def test_there_is_nothing_to_do_with_one_that_nobody_started_or_that_is_discarded(
    command: report.ReportCommand,
) -> None:
    spec.given().when(command, by=teacher).refused(Unknown)
    spec.given(started, e.ReportDiscarded()).when(command, by=teacher).refused(Unknown)


@pytest.mark.parametrize("command", [save, discard], ids=lambda c: c.name)
def test_what_is_sent_cannot_be_changed(command: report.ReportCommand) -> None:
    spec.given(started, sent).when(command, by=teacher).refused(report.ReportIsSent)


def test_it_is_sent_without_asking_anybody_and_both_clocks_start() -> None:
    spec.given(started).when(send, by=teacher, id=ID).then(sent)


def test_the_clocks_count_days_as_they_are_in_norway() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # past midnight in Oslo
    expected = sent.model_copy(update={"assess_by": date(2026, 12, 1), "answer_by": date(2026, 12, 15)})
    spec.given(started).when(send, by=teacher, at=late, id=ID).then(expected)


def test_it_is_sent_once_however_often_somebody_presses_send() -> None:
    spec.given(started, sent).when(send, by=teacher).then()


def test_an_incomplete_report_is_not_sent() -> None:
    spec.given(started).when(send.model_copy(update={"missing": ("history",)}), by=teacher).refused(
        report.ReportIncomplete
    )


def test_a_draft_that_was_saved_meanwhile_is_looked_at_once_more() -> None:
    spec.given(started, e.ReportSaved(draft=DRAFT)).when(send, by=teacher).refused(report.DraftChanged)


def test_a_delivery_is_a_line_when_it_is_new() -> None:
    spec.given(started, sent).when(accepted, by=itself).then(noted)
    spec.given(started, sent, noted).when(accepted, by=itself).then()
    spec.given(started).when(accepted, by=itself).then()
    other = accepted.model_copy(update={"channel": "barnevern"})
    spec.given(started, sent, noted).when(other, by=itself).then(noted.model_copy(update={"channel": "barnevern"}))


def test_an_answer_is_taken_and_an_investigation_has_a_day_to_wait_for() -> None:
    spec.given(started, sent).when(told(r.Feedback.ASSESSED), by=itself).then(heard(r.Feedback.ASSESSED))
    spec.given(started, sent).when(told(r.Feedback.INVESTIGATION), by=itself).then(
        heard(r.Feedback.INVESTIGATION, date(2027, 3, 16))
    )


@pytest.mark.parametrize(
    ("before", "out_of_turn"),
    [
        ((), r.Feedback.CLOSED),
        ((r.Feedback.ASSESSED,), r.Feedback.ASSESSED),
        ((r.Feedback.DROPPED,), r.Feedback.INVESTIGATION),
        ((r.Feedback.INVESTIGATION,), r.Feedback.DROPPED),
        ((r.Feedback.INVESTIGATION, r.Feedback.CLOSED), r.Feedback.FOLLOWED_UP),
    ],
)
def test_what_barnevernet_says_out_of_turn_changes_nothing(
    before: tuple[r.Feedback, ...], out_of_turn: r.Feedback
) -> None:
    spec.given(started, sent, *map(heard, before)).when(told(out_of_turn), by=itself).then()
    arrived_so = [arrived, *map(answered, before)]
    received.given(*arrived_so).when(answering(out_of_turn), by=handler).refused(incoming.AnsweredAlready)


def test_an_answer_to_what_was_never_sent_changes_nothing() -> None:
    spec.given(started).when(told(r.Feedback.DROPPED), by=itself).then()


def test_a_wait_that_is_over_time_is_marked_once() -> None:
    for awaited in (r.Awaited.ASSESSMENT, r.Awaited.FEEDBACK):
        marked = e.WaitFellDue(awaited=awaited)
        spec.given(started, sent).when(due(awaited), by=itself).then(marked)
        spec.given(started, sent, marked).when(due(awaited), by=itself).then()
    spec.given(started, sent).when(due(r.Awaited.CLOSING), by=itself).then()


def test_nothing_falls_due_that_has_come_or_that_nobody_waits_for() -> None:
    spec.given(started).when(due(r.Awaited.ASSESSMENT), by=itself).then()
    assessed = heard(r.Feedback.ASSESSED)
    spec.given(started, sent, assessed).when(due(r.Awaited.ASSESSMENT), by=itself).then()
    spec.given(started, sent, assessed).when(due(r.Awaited.FEEDBACK), by=itself).then(
        e.WaitFellDue(awaited=r.Awaited.FEEDBACK)
    )
    spec.given(started, sent, heard(r.Feedback.DROPPED)).when(due(r.Awaited.FEEDBACK), by=itself).then()
    opened = heard(r.Feedback.INVESTIGATION, date(2027, 3, 16))
    spec.given(started, sent, opened).when(due(r.Awaited.CLOSING), by=itself).then(
        e.WaitFellDue(awaited=r.Awaited.CLOSING)
    )


# --- At barnevernet -------------------------------------------------------------------------------

take = incoming.TakeReport(child="child", sender="barnehage", sent_at=AT, content=DRAFT)
arrived = e.ReportArrived(
    child="child", sender="barnehage", sent_at=AT, assess_by=date(2026, 11, 30), answer_by=date(2026, 12, 14),
    content=DRAFT,
)  # fmt: skip


def answering(feedback: r.Feedback) -> incoming.AnswerClosed:
    command = r.AnswerReport(report="r", feedback=feedback, text="Svar")
    return incoming.AnswerClosed(command=command, parcel="BBBB")


def answered(feedback: r.Feedback, close_by: date | None = None) -> e.ReportAnswered:
    return e.ReportAnswered(to="barnehage", feedback=feedback, close_by=close_by, parcel="BBBB", text="Svar")


def test_a_report_arrives_once_and_the_week_runs_from_when_it_was_sent() -> None:
    later = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
    received.given().when(take, by=itself, at=later).then(arrived)
    received.given(arrived).when(take, by=itself).then()


def test_barnevernet_answers_in_turn() -> None:
    received.given(arrived).when(answering(r.Feedback.ASSESSED), by=handler).then(answered(r.Feedback.ASSESSED))
    received.given(arrived).when(answering(r.Feedback.INVESTIGATION), by=handler).then(
        answered(r.Feedback.INVESTIGATION, date(2027, 3, 16))
    )


def test_what_has_not_come_is_not_answered() -> None:
    received.given().when(answering(r.Feedback.DROPPED), by=handler).refused(Unknown)


def test_barnevernets_own_clock_marks_once_and_only_while_it_runs() -> None:
    marked = e.AssessmentFellDue(awaited=r.Awaited.ASSESSMENT)
    received.given(arrived).when(due(r.Awaited.ASSESSMENT), by=itself).then(marked)
    received.given(arrived, marked).when(due(r.Awaited.ASSESSMENT), by=itself).then()
    received.given(arrived, answered(r.Feedback.DROPPED)).when(due(r.Awaited.FEEDBACK), by=itself).then()
    received.given().when(due(r.Awaited.ASSESSMENT), by=itself).then()
