"""When each service was last heard from, and which of them is silent: computed from the facts that everybody has."""

from datetime import date, timedelta

from services.case.spine import fold
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.closing import StafettloggClosed
from services.case.standings import standings
from shared.contracts import case
from shared.contracts.common import Actor
from tests.property.copies import LOG, Copy
from tests.unit.case.log import adviser, invited, joined, measure, opened, parent, teacher
from tests.unit.case.test_participation import clock
from tests.unit.spec import AT

BEGUN = ((opened, teacher), (invited, teacher), (joined, adviser))
TODAY, SILENCE = AT.date(), 42


def told(*events: tuple[StafettloggEvent, Actor]) -> Copy:
    copy = Copy()
    for event, by in (*BEGUN, *events):
        copy.hear(event, by)
    return copy


def standing(copy: Copy, owner: str, day: date = TODAY, *measures: case.Measure) -> case.ServiceStanding:
    every = standings(fold(LOG, copy.envelopes), [], measures, day, SILENCE)
    return next(one for one in every if one.owner == owner)


def agreed(responsible: str, evaluate_on: date, stage: case.MeasureStage = case.MeasureStage.AGREED) -> case.Measure:
    return case.Measure(
        measure=measure.measure, title="T", description=None, responsible=responsible, evaluate_on=evaluate_on,
        agreed_at=AT, stage=stage,
    )  # fmt: skip


def test_a_service_was_last_active_when_one_of_its_people_did_something() -> None:
    copy = told((p.ServiceInvited(invited="helsestasjon"), teacher))
    assert standing(copy, "barnehage").last_active_at == copy.envelopes[-1].at
    assert standing(copy, "ppt").last_active_at == copy.envelopes[2].at
    assert standing(copy, "helsestasjon").last_active_at is None


def test_what_a_clock_or_a_consent_does_is_nobodys_activity() -> None:
    copy = told((p.ServiceFellSilent(owner="ppt", since=TODAY, holder="teacher"), clock))
    copy.hear_consent("helsestasjon", adviser)
    assert standing(copy, "ppt").last_active_at == copy.envelopes[2].at


def test_a_service_that_takes_part_is_silent_when_the_days_have_passed() -> None:
    copy = told()
    assert not standing(copy, "ppt", TODAY + timedelta(days=SILENCE)).silent
    assert standing(copy, "ppt", TODAY + timedelta(days=SILENCE + 1)).silent


def test_who_has_left_and_who_is_only_invited_are_never_silent_nor_anybody_in_a_closed_log() -> None:
    much_later = TODAY + timedelta(days=400)
    left = told((p.ParticipantLeft(owner="ppt", because="left"), adviser))
    assert not standing(left, "ppt", much_later).silent
    assert not standing(told((p.ServiceInvited(invited="barnevern"), teacher)), "barnevern", much_later).silent
    assert not standing(told((StafettloggClosed(because="family", reason=None), parent)), "ppt", much_later).silent


def test_tiltak_past_their_day_are_counted_for_whoever_is_responsible() -> None:
    late, done = agreed("adviser", TODAY - timedelta(days=1)), agreed("adviser", TODAY, case.MeasureStage.EVALUATED)
    assert standing(told(), "ppt", TODAY, late, done, agreed("adviser", TODAY)).overdue_measures == 1
    assert standing(told(), "barnehage", TODAY, late).overdue_measures == 0


def test_everybody_sees_when_a_service_was_asked_to_write() -> None:
    copy = told((p.ServiceNudged(owner="ppt", on=TODAY), parent))
    assert standing(copy, "ppt").asked_to_write_on == TODAY
    assert standing(copy, "barnehage").asked_to_write_on is None
