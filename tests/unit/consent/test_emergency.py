"""Break-glass: how long it lasts, who hears of it, and who answers for it afterwards."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.consent.emergency.decider import Emergency, MissReview, Plan, decider, working_days
from services.consent.emergency.events import (
    EmergencyExplained,
    EmergencyOpened,
    EmergencyReviewed,
    EmergencyReviewMissed,
)
from services.consent.emergency.refusals import AlreadyReviewed, NobodyToTell
from shared.contracts.common import Actor, Role
from shared.contracts.consent import Cause, OpenInEmergency, ReviewEmergency
from shared.errors import Unknown
from tests.unit.consent.world import CHILD, actor, clock, teacher
from tests.unit.spec import AT, Spec

LEADER, OFFICER = "p-leader", "p-officer"
WHY = "Barnet er funnet bevisstløst ute på plassen"
PLAN = Plan(officers=(OFFICER,), leaders={"bekkelia": (LEADER,)})
ID = UUID(int=7)
spec = Spec(decider(PLAN))
leader = actor(LEADER, Role.LEADER, "barnehage", "bekkelia")
opening = OpenInEmergency(id=ID, child=CHILD, because=Cause.LIFE_OR_HEALTH, reason=WHY)


def opened(by: Actor = teacher, because: Cause = Cause.LIFE_OR_HEALTH, **changes: object) -> EmergencyOpened:
    told = {
        "child": CHILD, "emergency": str(ID), "person": by.id, "owner": by.owner, "unit": by.unit, "because": because,
        "at": AT, "until": AT + timedelta(minutes=60), "review_on": date(2026, 11, 26),
        "review_by": datetime(2026, 11, 26, 23, tzinfo=UTC), "told": (LEADER, OFFICER),
    }  # fmt: skip
    return EmergencyOpened.model_validate(told | changes)


def why(by: Actor = teacher, text: str = WHY) -> EmergencyExplained:
    return EmergencyExplained(child=CHILD, emergency=str(ID), by=by.id, why=text)


def review(*, tell_family: bool = False, child: str = CHILD) -> ReviewEmergency:
    return ReviewEmergency(child=child, emergency=str(ID), justified=True, tell_family=tell_family, note="Riktig brukt")


REVIEWED = EmergencyReviewed(
    child=CHILD, emergency=str(ID), by=LEADER, at=AT, justified=True, tell_family=False, told=(teacher.id,),
)  # fmt: skip


def test_it_lasts_an_hour_and_the_leader_and_the_personvernombud_hear_of_it() -> None:
    spec.given().when(opening, by=teacher).then(why(), opened())


def test_a_leader_who_opens_is_not_the_one_who_hears_of_it() -> None:
    spec.given().when(opening, by=leader).then(why(leader), opened(leader, told=(OFFICER,)))


def test_a_municipality_may_let_it_last_shorter_and_be_reviewed_sooner() -> None:
    shorter = Spec(decider(Plan((OFFICER,), minutes=20, review_days=1)))
    review_on, review_by = date(2026, 11, 24), datetime(2026, 11, 24, 23, tzinfo=UTC)
    shorter.given().when(opening, by=teacher).then(
        why(), opened(until=AT + timedelta(minutes=20), review_on=review_on, review_by=review_by, told=(OFFICER,))
    )


def test_nobody_opens_where_no_personvernombud_hears_of_it() -> None:
    nobody = Spec(decider(Plan(leaders={"bekkelia": (LEADER,)})))
    nobody.given().when(opening, by=teacher).refused(NobodyToTell)


@pytest.mark.parametrize("reason", ["", "Det haster", " " * 40, "x" * 29, "x" + " " * 40])
def test_a_reason_is_thirty_characters_or_more(reason: str) -> None:
    with pytest.raises(ValidationError):
        OpenInEmergency(child=CHILD, because=Cause.MISSING, reason=reason)


def test_another_says_once_whether_it_was_right() -> None:
    spec.given(opened()).when(review(), by=leader).then(why(leader, "Riktig brukt"), REVIEWED)
    spec.given(opened(), REVIEWED).when(review(), by=leader).refused(AlreadyReviewed)


def test_a_review_is_of_the_child_it_names() -> None:
    spec.given(opened()).when(review(child="c-2"), by=leader).refused(Unknown)


def test_what_nobody_reviews_in_time_is_told_and_what_is_reviewed_is_not() -> None:
    missed = MissReview(CHILD, str(ID))
    told = EmergencyReviewMissed(child=CHILD, emergency=str(ID), told=(LEADER, OFFICER))
    spec.given(opened()).when(missed, by=clock).then(told)
    spec.given(opened(), REVIEWED).when(missed, by=clock).then()


def test_it_can_be_reviewed_after_the_time_is_out_too() -> None:
    told = EmergencyReviewMissed(child=CHILD, emergency=str(ID), told=(LEADER, OFFICER))
    spec.given(opened(), told).when(review(), by=leader).then(why(leader, "Riktig brukt"), REVIEWED)


@pytest.mark.parametrize("because", Cause)
def test_a_family_is_told_at_once_unless_it_could_put_the_child_in_danger(because: Cause) -> None:
    state: Emergency = spec.given(opened(because=because)).state
    assert state.told_family == (because is not Cause.VIOLENCE)
    assert not spec.given(opened(because=Cause.VIOLENCE), REVIEWED).state.told_family
    assert spec.given(
        opened(because=Cause.VIOLENCE), REVIEWED.model_copy(update={"tell_family": True})
    ).state.told_family


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 26)),  # Monday to Thursday
        (date(2026, 11, 26), 3, date(2026, 12, 1)),  # Thursday to Tuesday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday to Monday
    ],
)
def test_a_weekend_holds_no_working_days(start: date, days: int, end: date) -> None:
    assert working_days(start, days) == end
