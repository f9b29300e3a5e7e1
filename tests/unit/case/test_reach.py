"""Who could have read: the policies asked about each moment that has passed, from the facts that an owner has."""

from datetime import date, timedelta

import pytest

from services.case.reach.access import POLICIES
from services.case.reach.past import Could, Past
from shared.access import Entity
from shared.contracts import case, consent
from shared.contracts.common import SHARED_CATEGORIES, Actor, Category, Fact, Role
from tests.unit.case.log import adviser, parent, teacher
from tests.unit.case.told import LOG, Told
from tests.unit.spec import AT

FAR = AT.date() + timedelta(days=300)
joined = case.InvitationAccepted(person="adviser", owner="ppt", person_name="Rådgiver")
ADVISER_READS = Could("adviser", "familie", Category.AGREEMENTS)
ACTIONS, OWNERS = ("who-could-read", "read-consent-gaps"), ("audit", "barnehage", "familie")
system = Actor(id="consent", role=Role.SYSTEM, kommune="4999", owner="familie")


def activated(to: str, expires_on: date = FAR) -> Fact:
    return consent.ConsentActivated(
        consent=f"k-{to}", to=to, asker="teacher", asked_by_owner="barnehage", purpose="stafettlogg",
        categories=SHARED_CATEGORIES, expires_on=expires_on,
    )  # fmt: skip


def heard(made: Told, fact: Fact, by: Actor = system) -> None:
    """What the consent service says belongs to no log, and is not sealed."""
    found = made.say(fact, by, "familie")
    if isinstance(fact, consent.ConsentFact | consent.EmergencyFact | consent.ProtectionChanged):
        made.envelopes[-1] = found.model_copy(update={"owner": "consent", "stream": "child", "key": None})


def told(*facts: tuple[Fact, Actor]) -> Told:
    """A minute apart: the log is opened in the first."""
    made = Told()
    heard(made, activated("barnehage"))
    heard(made, activated("ppt"))
    heard(made, joined, adviser)
    for fact, by in facts:
        heard(made, fact, by)
    return made


def reach(made: Told, owner: str, first: int = 0, end: int = 60) -> dict[Could, list[tuple[int, int]]]:
    """In minutes."""
    found = Past(made.envelopes, "4999", owner).reach(AT + timedelta(minutes=first), AT + timedelta(minutes=end))
    return {
        could: [((one.since - AT) // timedelta(minutes=1), (one.until - AT) // timedelta(minutes=1)) for one in spans]
        for could, spans in found.items()
    }


def test_somebody_who_takes_part_could_read_from_then_on_and_until_the_consent_was_withdrawn() -> None:
    made = told((consent.ConsentWithdrawn(consent="k-ppt", to="ppt"), system))
    assert reach(made, "ppt") == {ADVISER_READS: [(4, 5)]}


def test_of_the_days_that_are_asked_about_alone() -> None:
    assert reach(told(), "ppt", 10, 20) == {ADVISER_READS: [(10, 20)]}
    assert reach(told(), "ppt", 0, 3) == {}
    assert reach(told(), "ppt", 20, 10) == {}


def test_each_owner_answers_for_its_own_people() -> None:
    made = told()
    assert {could.person for could in reach(made, "barnehage")} == {"teacher"}
    assert {could.person for could in reach(made, "familie")} == {"mother"}
    assert reach(made, "helsestasjon") == {}


def test_who_left_and_came_back_could_read_twice() -> None:
    made = told((case.ParticipantLeft(owner="ppt", because="withdrawn"), teacher), (joined, adviser))
    assert reach(made, "ppt") == {ADVISER_READS: [(4, 5), (6, 60)]}


def test_what_a_service_shares_is_a_reach_of_its_own() -> None:
    made = told()
    made.say(
        case.ContributionWritten(stafettlogg=LOG, kind=case.Kind.NOTE, category=Category.NOTES, text="Ord"),
        teacher, "barnehage", category=Category.NOTES,
    )  # fmt: skip
    assert reach(made, "ppt")[Could("adviser", "barnehage", Category.NOTES)] == [(5, 60)]


def test_a_consent_that_ran_out_ended_it_also_where_nobody_has_said_so() -> None:
    made = Told()
    heard(made, activated("ppt", (AT + timedelta(days=1)).date()))
    heard(made, joined, adviser)
    ((_, until),) = reach(made, "ppt", end=60 * 24 * 9)[ADVISER_READS]
    assert until < 60 * 24


def test_an_emergency_opens_for_one_person_while_it_lasts() -> None:
    urgent = consent.EmergencyOpened(
        emergency="e-1", person="nurse", owner="helsestasjon", until=AT + timedelta(minutes=30),
        review_on=FAR, told=(),
    )  # fmt: skip
    made = told((urgent, system))
    assert reach(made, "helsestasjon") == {Could("nurse", "familie", Category.AGREEMENTS): [(5, 30)]}
    guarded = consent.ProtectionChanged(grading=consent.Grading.STRICT)
    assert reach(told((guarded, system), (urgent, system)), "helsestasjon") == {}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("owner", OWNERS)
def test_the_personvernombud_and_nobody_else_may_ask(role: Role, owner: str, action: str) -> None:
    who = Entity("Caller", parent.id, {"role": role.value, "owner": owner})
    decision = POLICIES.decide(who, action, Entity("Reach", "c-1", {}), {})
    assert decision.allowed is ((role, owner) == (Role.DPO, "audit"))
