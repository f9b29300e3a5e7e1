"""The stafettpinne when nobody answers, when a leader steps in, when its holder is away: given / when / then."""

from datetime import UTC, date, datetime

import pytest

from services.case.stafettlogg import asked as of_log
from services.case.stafettlogg.asked import baton as asked
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events.closing import StafettloggClosed
from shared.contracts import case
from tests.unit.case.baton import (
    ACT_BY,
    AWAY,
    LAST,
    OFFER,
    THREE,
    TODAY,
    absence,
    clock,
    ended,
    leader,
    nurse,
    passed,
)
from tests.unit.case.log import ALL, LOG, adviser, invited, offered, opened, spec, teacher

# --- Unanswered -----------------------------------------------------------------------------------

unanswered = asked.MarkBatonUnanswered(offer=OFFER)


def test_an_offer_that_nobody_answered_is_told_and_stands() -> None:
    told = b.BatonUnanswered(holder="teacher", to="adviser")
    spec.given(*THREE, offered).when(unanswered, by=clock).then(told)
    take = asked.TakeBatonUnderConsent(command=case.AcceptBaton(stafettlogg=LOG), consented=ALL)
    spec.given(*THREE, offered, told).when(take, by=adviser).then(passed("teacher", "adviser", "accepted"))


@pytest.mark.parametrize(
    "since",
    [
        (ended("adviser", "declined"),),
        (passed("teacher", "adviser", "accepted"),),
        (ended("adviser", "withdrawn"), offered.model_copy(update={"offer": "another"})),
        (StafettloggClosed(because="family", reason=None),),
    ],
    ids=["declined", "accepted", "offered anew", "closed"],
)
def test_an_offer_that_stands_no_more_is_not_told(since: tuple[StafettloggEvent, ...]) -> None:
    spec.given(*THREE, offered, *since).when(unanswered, by=clock).then()


# --- A leader appoints ----------------------------------------------------------------------------


def appoint(to: str, consented: frozenset[str] = ALL) -> asked.AppointUnderConsent:
    command = case.AppointHolder(stafettlogg=LOG, to=to, reason="Ferie i barnehagen")
    return asked.AppointUnderConsent(command=command, consented=consented)


def appointed(giver: str, taker: str) -> b.HolderAppointed:
    return b.HolderAppointed(giver=giver, taker=taker, reason="Ferie i barnehagen")


def test_a_leader_gives_the_baton_to_somebody_who_takes_part() -> None:
    spec.given(*THREE).when(appoint("nurse"), by=leader).then(appointed("teacher", "nurse"))


def test_whoever_was_asked_may_be_appointed_and_an_offer_to_another_ends() -> None:
    spec.given(*THREE, offered).when(appoint("adviser"), by=leader).then(appointed("teacher", "adviser"))
    spec.given(*THREE, offered).when(appoint("nurse"), by=leader).then(
        ended("adviser", "appointed"), appointed("teacher", "nurse")
    )


def test_a_leader_may_leave_it_with_the_holder() -> None:
    spec.given(*THREE, offered).when(appoint("teacher"), by=leader).then(ended("adviser", "appointed"))
    spec.given(*THREE).when(appoint("teacher"), by=leader).then()


def test_nobody_outside_the_log_is_appointed() -> None:
    spec.given(opened, invited).when(appoint("adviser"), by=leader).refused(of_log.NotTakingPart)


def test_nobody_without_consent_is_appointed() -> None:
    spec.given(*THREE).when(appoint("nurse", ALL - {"helsestasjon"}), by=leader).refused(of_log.NoConsent)


def test_nobody_who_is_away_is_appointed_or_asked() -> None:
    away = absence("nurse")
    spec.given(*THREE, away).when(appoint("nurse"), by=leader).refused(asked.IsAway)
    offer = asked.OfferWithin(command=case.OfferBaton(stafettlogg=LOG, to="nurse"), answer_by=LAST)
    spec.given(*THREE, away).when(offer, by=teacher).refused(asked.IsAway)


# --- Away -----------------------------------------------------------------------------------------


def away(person: str, first: date = TODAY, last: date = LAST) -> asked.AbsenceWithin:
    command = case.SetAbsence(id=AWAY, stafettlogg=LOG, person=person, first=first, last=last)
    return asked.AbsenceWithin(command=command, answer_days=5)


def test_somebody_is_away_from_one_day_to_another() -> None:
    spec.given(*THREE).when(away("nurse"), by=nurse, id=AWAY).then(absence("nurse"))
    spec.given(*THREE, absence("nurse")).when(away("nurse"), by=nurse, id=AWAY).then()


def test_the_days_to_act_begin_with_the_absence() -> None:
    later = date(2026, 12, 1)
    spec.given(*THREE).when(away("nurse", first=later), by=nurse, id=AWAY).then(
        absence("nurse", first=later, act_by=date(2026, 12, 6))
    )


def test_only_who_takes_part_can_be_away() -> None:
    spec.given(opened).when(away("nurse"), by=leader).refused(of_log.NotTakingPart)


@pytest.mark.parametrize("last", [date(2026, 11, 22), date(2026, 11, 20)])
def test_an_absence_does_not_lie_behind_us_or_end_before_it_begins(last: date) -> None:
    spec.given(*THREE).when(away("nurse", first=date(2026, 11, 21), last=last), by=nurse).refused(
        asked.AbsenceNotPossible
    )


def test_who_comes_back_earlier_is_here_again() -> None:
    back = case.EndAbsence(stafettlogg=LOG, person="nurse")
    over = b.AbsenceEnded(person="nurse")
    spec.given(*THREE, absence("nurse")).when(back, by=nurse).then(over)
    spec.given(*THREE).when(back, by=nurse).then()
    spec.given(*THREE, absence("nurse"), over).when(appoint("nurse"), by=leader).then(appointed("teacher", "nurse"))


begins = asked.MarkHolderAbsent(absence=str(AWAY))
stand_in = asked.ReplaceAbsentHolder(absence=str(AWAY), consented=ALL)


def test_a_holder_who_is_away_keeps_the_baton_and_the_leaders_are_told() -> None:
    spec.given(*THREE, absence("teacher")).when(begins, by=clock).then(
        b.HolderAbsent(holder="teacher", offered_to=None, act_by=ACT_BY)
    )


def test_nobody_is_told_of_an_absence_that_concerns_no_baton_or_is_over() -> None:
    spec.given(*THREE, absence("nurse")).when(begins, by=clock).then()
    spec.given(*THREE, absence("teacher"), b.AbsenceEnded(person="teacher")).when(begins, by=clock).then()
    after = datetime(2026, 12, 5, 9, tzinfo=UTC)
    spec.given(*THREE, absence("teacher")).when(begins, by=clock, at=after).then()


def test_when_nobody_acts_the_baton_goes_to_whoever_is_here_and_took_part_longest() -> None:
    spec.given(*THREE, absence("teacher")).when(stand_in, by=clock).then(passed("teacher", "adviser", "absent"))
    without_ppt = stand_in.model_copy(update={"consented": ALL - {"ppt"}})
    spec.given(*THREE, absence("teacher")).when(without_ppt, by=clock).then(passed("teacher", "nurse", "absent"))


def test_whoever_was_asked_comes_before_whoever_took_part_longest() -> None:
    to_nurse = offered.model_copy(update={"to": "nurse"})
    spec.given(*THREE, to_nurse, absence("teacher")).when(stand_in, by=clock).then(passed("teacher", "nurse", "absent"))


def test_with_nobody_else_here_the_one_who_is_away_keeps_it() -> None:
    spec.given(opened, absence("teacher")).when(stand_in, by=clock).then()
    both = (absence("teacher"), absence("adviser"), absence("nurse"))
    spec.given(*THREE, *both).when(stand_in, by=clock).then()
