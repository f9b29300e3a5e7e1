"""Given what has been changed, when an administrator changes something, then this stands, or this is refused."""

from datetime import date
from typing import Any

import pytest

from deploy.system import MUNICIPALITIES
from services.consent.choices import access
from services.consent.choices.decider import decider
from services.consent.choices.events import ChoicesChanged
from services.consent.choices.refusals import CaseMissing, ChangedMeanwhile, NotChangeable, NothingNew
from shared.contracts.common import Actor, Role
from shared.contracts.consent import ChangeChoices, DeadlineDays, Ground, OwnTerm, Pause
from shared.errors import AccessDenied
from shared.municipality import load
from tests.unit.spec import Spec

FJORDVIK = load(MUNICIPALITIES)["4999"]
spec = Spec(decider(FJORDVIK, ("stafettlogg", "measure")))
administrator = Actor(id="p-admin", role=Role.ADMINISTRATOR, kommune="4999", owner="consent")
TEN = DeadlineDays(name="decide_case_days", days=10)
PLAN = OwnTerm(
    term="stafettlogg", word="tverrfaglig plan", definite="tverrfaglige planen", plural="tverrfaglige planer"
)
FIRST = ChoicesChanged(number=1, ground=Ground.PRACTICE, deadlines=(TEN,))


def changing(after: int = 0, ground: Ground = Ground.PRACTICE, **what: Any) -> ChangeChoices:
    return ChangeChoices(after=after, ground=ground, **what)


def test_a_deadline_gets_other_days() -> None:
    spec.given().when(changing(deadlines=(TEN,)), by=administrator).then(FIRST)


def test_the_next_change_keeps_what_was_changed_before() -> None:
    changed = changing(1, Ground.DECISION, case="2026/77", words=(PLAN,))
    stands = ChoicesChanged(number=2, ground=Ground.DECISION, case="2026/77", deadlines=(TEN,), words=(PLAN,))
    spec.given(FIRST).when(changed, by=administrator).then(stands)


def test_a_deadline_may_be_as_the_files_say_again() -> None:
    back = DeadlineDays(name=TEN.name, days=FJORDVIK.deadlines.decide_case_days)
    stands = ChoicesChanged(number=2, ground=Ground.MISTAKE, deadlines=(back,))
    spec.given(FIRST).when(changing(1, Ground.MISTAKE, deadlines=(back,)), by=administrator).then(stands)


def test_levels_get_other_names() -> None:
    names = ("Trinn 0", "Trinn 1", "Trinn 2", "Trinn 3")
    spec.given().when(changing(levels=names), by=administrator).then(
        ChoicesChanged(number=1, ground=Ground.PRACTICE, levels=names)
    )


def test_somebody_is_on_leave_until_it_is_said_otherwise() -> None:
    away = Pause(person="p-1", first=date(2026, 11, 1))
    back = Pause(person="p-1", first=date(2026, 11, 20), until=date(2026, 11, 19))
    stands = ChoicesChanged(number=2, ground=Ground.PRACTICE, deadlines=(TEN,), pauses=(away,))
    spec.given(FIRST).when(changing(1, pauses=(away,)), by=administrator).then(stands)
    spec.given(FIRST, stands).when(changing(2, pauses=(back,)), by=administrator).then(
        ChoicesChanged(number=3, ground=Ground.PRACTICE, deadlines=(TEN,), pauses=(back,))
    )
    assert [one.holds(date(2026, 11, 20)) for one in (away, back)] == [True, False]


def test_nobody_changes_anything_of_themselves() -> None:
    own = Pause(person=administrator.id, first=date(2026, 11, 1))
    spec.given().when(changing(pauses=(own,)), by=administrator).refused(NotChangeable)


def test_what_is_already_so_is_no_change() -> None:
    spec.given(FIRST).when(changing(1, deadlines=(TEN,)), by=administrator).refused(NothingNew)
    spec.given().when(changing(), by=administrator).refused(NothingNew)


def test_nobody_changes_what_another_has_changed_since_they_looked() -> None:
    spec.given(FIRST).when(changing(0, words=(PLAN,)), by=administrator).refused(ChangedMeanwhile)


@pytest.mark.parametrize("ground", [Ground.LAW, Ground.DECISION])
def test_a_law_or_a_decision_stands_in_a_case(ground: Ground) -> None:
    spec.given().when(changing(0, ground, deadlines=(TEN,)), by=administrator).refused(CaseMissing)


@pytest.mark.parametrize(
    "what",
    [
        {"deadlines": (DeadlineDays(name="made_up_days", days=3),)},
        {"deadlines": (DeadlineDays(name="decide_case_days", days=91),)},  # more than one may be
        {"deadlines": (DeadlineDays(name="report_feedback_days", days=20),)},  # the law's
        {"words": (PLAN.model_copy(update={"term": "child"}),)},
    ],
)
def test_only_what_a_municipality_chooses_can_be_changed(what: dict[str, Any]) -> None:
    spec.given().when(changing(**what), by=administrator).refused(NotChangeable)


@pytest.mark.parametrize("word", ["Stafett", "hun sa at", "12 34", "a", "plan\n", "x" * 41, "plan for maja k"])
def test_a_word_has_no_room_for_what_somebody_says_about_somebody(word: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        OwnTerm(term="stafettlogg", word=word, definite="planen", plural="planer")


EVERYBODY = [
    Actor(id="p-1", role=role, kommune="4999", owner=owner) for role in Role for owner in ("consent", "audit", "ppt")
]


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: f"{who.role} of {who.owner}")
def test_the_administrator_changes_and_the_ombud_sees(who: Actor) -> None:
    administers = (who.role, who.owner) == (Role.ADMINISTRATOR, "consent")
    sees = administers or (who.role, who.owner) == (Role.DPO, "audit")
    assert (allowed(who, "change-choices"), allowed(who, "read-changes")) == (administers, sees)


def allowed(who: Actor, action: str) -> bool:
    try:
        return access.on_municipality(who, action).allowed
    except AccessDenied:
        return False
