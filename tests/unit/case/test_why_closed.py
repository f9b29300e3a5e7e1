"""Why a text is closed to somebody is told by the rules that closed it."""

from datetime import date
from uuid import UUID

import pytest

from services.case import access
from services.case.access import Circle, Consent
from services.case.spine import fold
from services.case.timeline import ending
from shared.contracts import case, consent
from shared.contracts.common import Category
from shared.decider import Act
from shared.errors import AccessDenied
from tests.unit.case.log import adviser, employee, nurse, parent, teacher
from tests.unit.case.told import LOG, Told
from tests.unit.spec import AT

LOG_ID = UUID(int=7)
NOTES, HEALTH, TODAY = Category.NOTES, Category.HEALTH, date(2026, 11, 23)
NOT_WITH = "Tjenesten deltar ikke i loggen."
NO_CONSENT = "Familien har ikke samtykket til at tjenesten leser dette."
SAID_NO = "Familien har sagt nei til tjenesten, eller samtykket er trukket eller gått ut."


def circle(*people: str, **states: str) -> Circle:
    consents = [
        Consent(f"s-{owner}", 1, owner, state, frozenset({"agreements", "notes"}), date(2027, 1, 1))
        for owner, state in ({"barnehage": "active"} | states).items()
    ]
    known = {one.id: one.owner for one in (teacher, adviser, nurse)}
    taking = {who: known[who] for who in ("teacher", *people)}
    return Circle("child", taking, frozenset({"mother"}), frozenset(), consents, TODAY, known=known)


def why(around: Circle, of: str = "ppt", category: Category = NOTES) -> str:
    return access.why_closed(around, "4999", of, "barnehage", category)


def test_it_says_what_is_missing_and_nothing_else() -> None:
    assert why(circle("adviser", ppt="active")) == ""
    assert why(circle(ppt="active")) == NOT_WITH
    assert why(circle("adviser", ppt="proposed")) == NO_CONSENT
    assert why(circle("adviser", ppt="active"), category=HEALTH).startswith(NO_CONSENT)
    assert why(circle()) == f"{NOT_WITH} {NO_CONSENT}"


@pytest.mark.parametrize("state", ["refused", "withdrawn", "expired", "lapsed"])
def test_what_forbids_is_told_before_what_is_missing(state: str) -> None:
    assert why(circle(ppt=state)) == SAID_NO
    assert "aldri i stafettloggen" in why(circle("adviser", ppt="active"), category=Category.PRIVATE)


def test_it_is_told_to_those_who_may_know_that_the_log_is_there_and_to_nobody_else() -> None:
    around = circle(ppt="withdrawn")
    for who in (teacher, adviser, nurse):
        access.on_log(Act(by=who, at=AT, id=LOG_ID, correlation=LOG_ID), "explain", around)
    moved = adviser.model_copy(update={"owner": "barnevern"})
    for who in (employee("stranger", "ppt"), moved, parent):
        with pytest.raises(AccessDenied):
            access.on_log(Act(by=who, at=AT, id=LOG_ID, correlation=LOG_ID), "explain", around)


def test_whoever_has_taken_part_or_was_asked_by_name_is_known_afterwards() -> None:
    told = Told()
    told.say(case.InvitationAccepted(person="adviser", owner="ppt", person_name="Rådgiver"), adviser, "familie")
    told.say(case.ColleagueInvited(person="nurse", owner="ppt"), adviser, "familie")
    told.say(case.ParticipantLeft(owner="ppt", because="consent-ended"), adviser, "familie")
    spine = fold(LOG, told.envelopes)
    assert spine.known == {"teacher": "barnehage", "adviser": "ppt", "nurse": "ppt"}
    assert (spine.participants, spine.called) == ({"teacher": "barnehage"}, {})


def test_the_last_answer_that_closed_it_is_told_with_its_day() -> None:
    told = Told()
    for fact in (consent.ConsentRefused, consent.ConsentWithdrawn):
        found = told.say(fact(consent="s-ppt", to="ppt"), parent, "familie")
        told.envelopes[-1] = found.model_copy(update={"owner": "consent", "key": None})
    last = ending(fold(LOG, told.envelopes), "ppt")
    assert (last and last.type) == "consent.withdrawn.v1"
    assert ending(fold(LOG, told.envelopes), "helsestasjon") is None
