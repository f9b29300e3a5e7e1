"""Meetings: called, held with what was agreed there, corrected, confirmed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import measures as ask_measures
from services.case.stafettlogg.asked import meetings as ask
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import meetings as t
from services.case.stafettlogg.events import voices as v
from services.case.stafettlogg.events.level import LevelChanged
from shared.contracts import case
from shared.errors import Unknown
from tests.unit.case.log import LOG, adviser, agreed, invited, joined, measure, opened, parent, spec, teacher
from tests.unit.spec import AT

begun = (opened, invited, joined)
SOON = AT + timedelta(days=14)
TODAY = date(2026, 11, 23)
terms = case.MeetingTerms(
    meeting="mo1", starts_at=SOON, where="Møterom 2", agenda="Hvordan går det?", invited=("adviser",)
)
call = case.CallMeeting(stafettlogg=LOG, **terms.model_dump())
called = t.MeetingCalled(
    meeting="mo1", starts_at=SOON, video=False, invited=("teacher", "adviser", "mother"), evaluation=False,
    where="Møterom 2", agenda="Hvordan går det?",
)  # fmt: skip
cancel = case.CancelMeeting(stafettlogg=LOG, meeting="mo1", reason="Syk")
cancelled = t.MeetingCancelled(meeting="mo1", reason="Syk")
record = case.RecordMeeting(
    stafettlogg=LOG, meeting="mo1", held_on=TODAY, present=("teacher", "mother"), minutes="Vi ble enige"
)
held = t.MeetingHeld(
    meeting="mo1", held_on=TODAY, present=("teacher", "mother"), evaluation=False, suggested_level=None,
    minutes="Vi ble enige", without_voice_because=None,
)  # fmt: skip
evaluation = record.model_copy(update={"evaluation": True})
evaluated = held.model_copy(update={"evaluation": True})
heard = (
    v.VoiceAppointed(person="teacher"), v.ChildHeard(person="teacher", heard_on=TODAY, said="Gøy", how=None),
)  # fmt: skip
correct = case.CorrectMinutes(stafettlogg=LOG, meeting="mo1", minutes="Vi ble nesten enige")
corrected = t.MinutesCorrected(meeting="mo1", edition=2, minutes="Vi ble nesten enige")
confirm = case.ConfirmMinutes(stafettlogg=LOG, meeting="mo1", edition=1)
confirmed = t.MinutesConfirmed(meeting="mo1", edition=1, guardian="mother")


def test_the_family_is_invited_to_every_meeting() -> None:
    spec.given(*begun).when(call, by=teacher).then(called)
    alone = call.model_copy(update={"invited": ()})
    spec.given(*begun).when(alone, by=teacher).then(called.model_copy(update={"invited": ("teacher", "mother")}))


def test_a_meeting_that_is_still_on_is_reminded_of() -> None:
    near = ask.MarkMeetingNear(meeting="mo1")
    spec.given(*begun, called).when(near, by=teacher).then(t.MeetingCameNear(meeting="mo1"))
    for before in ((), (called, cancelled), (called, held)):
        spec.given(*begun, *before).when(near, by=teacher).then()


def test_a_meeting_may_be_on_video() -> None:
    on_video = call.model_copy(update={"video": True})
    spec.given(*begun).when(on_video, by=teacher).then(called.model_copy(update={"video": True}))


def test_only_those_around_the_child_are_invited() -> None:
    spec.given(opened, invited).when(call, by=teacher).refused(asked.NotTakingPart)


def test_a_meeting_is_called_for_a_time_to_come() -> None:
    now = call.model_copy(update={"starts_at": AT})
    spec.given(*begun).when(now, by=teacher).refused(ask.MeetingInThePast)


@pytest.mark.parametrize("before", [(called,), (called, cancelled), (held,)])
def test_a_meeting_is_called_once(before: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*begun, *before).when(call, by=teacher).refused(ask.MeetingExists)


def test_a_meeting_to_come_is_cancelled_once() -> None:
    spec.given(*begun, called).when(cancel, by=teacher).then(cancelled)
    spec.given(*begun, called, cancelled).when(cancel, by=teacher).then()
    spec.given(*begun, called, held).when(cancel, by=teacher).refused(ask.MeetingOver)
    spec.given(*begun).when(cancel, by=teacher).refused(Unknown)


@pytest.mark.parametrize("before", [(), (called,)], ids=["not called", "called"])
def test_a_meeting_is_recorded_when_it_has_been_held(before: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*begun, *before).when(record, by=teacher).then(held)


def test_all_that_a_meeting_comes_to_is_saved_together() -> None:
    in_one = record.model_copy(
        update={
            "measures": (case.MeasureTerms(**measure.model_dump(exclude={"id", "stafettlogg"})),),
            "next_meeting": terms.model_copy(update={"meeting": "mo2"}),
            "suggested_level": 3,
        }
    )
    spec.given(*begun).when(in_one, by=teacher).then(
        held.model_copy(update={"suggested_level": 3}),
        agreed.model_copy(update={"meeting": "mo1"}),
        called.model_copy(update={"meeting": "mo2"}),
    )


def agreeing(*terms: case.MeasureTerms) -> case.RecordMeeting:
    return record.model_copy(update={"measures": terms})


def test_if_one_thing_cannot_stand_nothing_is_saved() -> None:
    same = case.MeasureTerms(**measure.model_dump(exclude={"id", "stafettlogg"}))
    spec.given(*begun).when(agreeing(same, same), by=teacher).refused(ask_measures.MeasureExists)
    past = same.model_copy(update={"evaluate_on": TODAY})
    spec.given(*begun).when(agreeing(past), by=teacher).refused(ask_measures.EvaluationInThePast)
    itself = record.model_copy(update={"next_meeting": terms})
    spec.given(*begun).when(itself, by=teacher).refused(ask.MeetingExists)


def test_a_meeting_is_recorded_once() -> None:
    spec.given(*begun, held).when(record, by=teacher).refused(ask.MeetingOver)
    spec.given(*begun, called, cancelled).when(record, by=teacher).refused(ask.MeetingOver)


def test_a_meeting_is_not_recorded_before_it_is_held() -> None:
    tomorrow = record.model_copy(update={"held_on": TODAY + timedelta(days=1)})
    spec.given(*begun).when(tomorrow, by=teacher).refused(ask.MeetingInTheFuture)
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight in Oslo
    spec.given(*begun).when(tomorrow, by=teacher, at=late).then(held.model_copy(update={"held_on": date(2026, 11, 24)}))


def test_only_those_around_the_child_were_there() -> None:
    stranger = record.model_copy(update={"present": ("stranger",)})
    spec.given(*begun).when(stranger, by=teacher).refused(asked.NotTakingPart)


def test_an_evaluation_of_several_services_needs_the_childs_voice() -> None:
    spec.given(*begun).when(evaluation, by=teacher).refused(ask.VoiceMissing)
    spec.given(*begun, *heard).when(evaluation, by=teacher).then(evaluated)


def test_or_the_reason_why_there_is_none() -> None:
    reason = {"without_voice_because": "Hun er ti måneder"}
    spec.given(*begun).when(evaluation.model_copy(update=reason), by=teacher).then(evaluated.model_copy(update=reason))


def test_what_was_called_as_an_evaluation_is_one() -> None:
    for_evaluation = called.model_copy(update={"evaluation": True})
    spec.given(*begun, for_evaluation).when(record, by=teacher).refused(ask.VoiceMissing)
    spec.given(*begun, for_evaluation, *heard).when(record, by=teacher).then(evaluated)


def test_each_evaluation_needs_the_voice_anew() -> None:
    again = evaluation.model_copy(update={"meeting": "mo2"})
    spec.given(*begun, *heard, evaluated).when(again, by=teacher).refused(ask.VoiceMissing)
    spec.given(*begun, *heard, held).when(again, by=teacher).then(evaluated.model_copy(update={"meeting": "mo2"}))


def test_in_one_service_alone_the_voice_is_not_demanded() -> None:
    down = LevelChanged(level=1, was=2, reason="Ro")
    spec.given(*begun, down).when(evaluation, by=teacher).then(evaluated)


def test_minutes_are_corrected_as_a_new_edition() -> None:
    spec.given(*begun, held).when(correct, by=teacher).then(corrected)
    spec.given(*begun, held, corrected).when(correct, by=teacher).then(corrected.model_copy(update={"edition": 3}))


def test_a_guardian_confirms_the_newest_edition_once() -> None:
    spec.given(*begun, held).when(confirm, by=parent).then(confirmed)
    spec.given(*begun, held, confirmed).when(confirm, by=parent).then()
    spec.given(*begun, held, confirmed, corrected).when(confirm, by=parent).refused(ask.OtherMinutes)
    again = confirm.model_copy(update={"edition": 2})
    expected = confirmed.model_copy(update={"edition": 2})
    spec.given(*begun, held, confirmed, corrected).when(again, by=parent).then(expected)


def test_staff_do_not_confirm_on_the_familys_behalf() -> None:
    spec.given(*begun, held).when(confirm, by=teacher).refused(asked.NotTheFamily)


def test_there_are_no_minutes_before_the_meeting() -> None:
    spec.given(*begun, called).when(correct, by=teacher).refused(ask.NotHeld)
    spec.given(*begun, called).when(confirm, by=parent).refused(ask.NotHeld)
    spec.given(*begun).when(correct, by=teacher).refused(Unknown)


@pytest.mark.parametrize("command", [call, cancel, record, correct], ids=lambda c: type(c).__name__)
def test_only_the_holder_leads_meetings(command: asked.StafettloggCommand) -> None:
    for who in (adviser, parent):
        spec.given(*begun, called).when(command, by=who).refused(asked.NotTheHolder)
