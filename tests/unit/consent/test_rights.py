"""Given what a family has asked about its own information, when somebody acts or a day passes, then this happens."""

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from services.consent.family import Family
from services.consent.rights import access
from services.consent.rights import events as e
from services.consent.rights import refusals as no
from services.consent.rights.decider import DECIDER, AskAccess, FallOverdue
from shared.access import Policies
from shared.contracts import consent as c
from shared.contracts.common import Actor, Role
from shared.contracts.consent import Handler, Right
from shared.days import midnight, months_after
from tests.unit.consent.world import CHILD, FATHER, MOTHER, TODAY, actor, clock, father, mother, stranger, teacher
from tests.unit.policies import without
from tests.unit.spec import Spec

spec = Spec(DECIDER)
ombud = actor("p-ombud", Role.DPO, "audit")
barnehage, familie = (actor(f"case-{owner}", Role.SYSTEM, owner) for owner in ("barnehage", "familie"))
ppt = actor("case-ppt", Role.SYSTEM, "ppt")
OF = {"child": CHILD, "request": "r-1"}
OWNERS = ("barnehage", "familie")
HANDLERS = (Handler(owner="barnehage", person="p-chief"), Handler(owner="ppt", person="p-other"))
DUE = months_after(TODAY, 1)
LATE = midnight(DUE + timedelta(days=1))
asked = e.AccessAsked(
    **OF, person=MOTHER, registered_by=None, asked_on=TODAY, due_on=DUE, owners=OWNERS, handlers=HANDLERS
)
answered = {owner: e.RightAnswered(**OF, owner=owner) for owner in OWNERS}
ready = e.AccessReady(**OF, told=(MOTHER,))
registered = e.RightRegistered(
    **OF, right=Right.RECTIFICATION, person=MOTHER, asked_on=TODAY, due_on=DUE, owner="barnehage"
)
answer = c.AnswerRight(**OF)
NEWS = e.RightNews(**OF, told=(MOTHER,))
extend = c.ExtendRight(**OF, reason="Mye å gå gjennom")


def ask(request: str = "r-1", person: str = MOTHER, by: str | None = None) -> AskAccess:
    return AskAccess(c.RequestAccess(child=CHILD, request=request), person, by, OWNERS, HANDLERS)


extended = e.RightExtended(**OF, by=ombud.id, due_on=months_after(TODAY, 3), reason=extend.reason)
told_of_it = e.AccessExtended(**OF, told=(MOTHER,), due_on=months_after(TODAY, 3))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_there_is(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_every_owner_is_asked_and_the_clock_begins() -> None:
    spec.given().when(ask(), by=mother).then(asked)


def test_an_id_is_used_once() -> None:
    spec.given(asked).when(ask(person=FATHER), by=father).refused(no.RequestExists)


def test_one_person_asks_once_at_a_time() -> None:
    spec.given(asked).when(ask("r-2"), by=mother).refused(no.AccessUnderWay)
    assert len(spec.given(asked).when(ask("r-2", FATHER), by=father).events) == 1
    assert len(spec.given(asked, *answered.values(), ready).when(ask("r-2"), by=mother).events) == 1


def test_it_is_ready_when_the_last_owner_has_decided() -> None:
    spec.given(asked).when(answer, by=barnehage).then(answered["barnehage"])
    spec.given(asked, answered["barnehage"]).when(answer, by=familie).then(answered["familie"], ready)
    spec.given(asked, answered["barnehage"]).when(answer, by=barnehage).then()


def test_whoever_was_not_asked_answers_nothing() -> None:
    spec.given().when(answer, by=barnehage).refused(no.NothingToAnswer)
    spec.given(asked).when(answer, by=ppt).refused(no.NothingToAnswer)


def test_two_months_more_once_and_in_time() -> None:
    spec.given(asked).when(extend, by=ombud).then(extended, told_of_it)
    spec.given(asked, extended, told_of_it).when(extend, by=ombud).refused(no.AlreadyExtended)
    spec.given(asked).when(extend, by=ombud, at=LATE).refused(no.TooLateToExtend)
    spec.given(asked, *answered.values(), ready).when(extend, by=ombud).refused(no.NothingToAnswer)
    spec.given().when(extend, by=ombud).refused(no.NothingToAnswer)


def test_those_who_have_not_decided_hear_that_the_day_has_passed() -> None:
    fall, told = FallOverdue(CHILD, "r-1"), e.AccessOverdue(**OF, told=("p-chief",))
    spec.given(asked).when(fall, by=clock, at=LATE).then(told)
    spec.given(asked).when(fall, by=clock, at=LATE - timedelta(seconds=1)).then()
    spec.given(asked, extended, told_of_it).when(fall, by=clock, at=LATE).then()
    spec.given(asked, *answered.values(), ready).when(fall, by=clock, at=LATE).then()
    spec.given().when(fall, by=clock, at=LATE).then()


def test_a_service_that_was_asked_alone_has_the_same_clock() -> None:
    register = c.RegisterRight(**OF, right=Right.RECTIFICATION, asked_by=MOTHER)
    spec.given().when(register, by=barnehage).then(registered)
    spec.given(registered).when(register, by=barnehage).refused(no.RequestExists)
    spec.given(registered).when(answer, by=barnehage).then(answered["barnehage"], e.RightSettled(**OF), NEWS)
    spec.given(registered).when(extend, by=ombud).then(extended)
    spec.given(registered).when(FallOverdue(CHILD, "r-1"), by=clock, at=LATE).then()


def test_whoever_asked_hears_from_the_service_that_was_asked_alone_that_there_is_news() -> None:
    spec.given(registered, answered["barnehage"]).when(c.TellNews(**OF), by=barnehage).then(NEWS)
    spec.given().when(c.TellNews(**OF), by=barnehage).refused(no.NothingToAnswer)
    other = barnehage.model_copy(update={"owner": "ppt"})
    spec.given(registered).when(c.TellNews(**OF), by=other).refused(no.NothingToAnswer)


def test_who_asks_for_erasure_is_answered_by_the_personvernombud_within_the_month() -> None:
    wish = c.RequestErasure(**OF)
    wished = registered.model_copy(update={"right": Right.ERASURE, "owner": "consent"})
    no_for_now = c.AnswerErasure(**OF, granted=False, answer="Det går en sak")
    said = e.ErasureAnswered(**OF, by=ombud.id, granted=False, answer="Det går en sak")
    spec.given().when(wish, by=mother).then(wished)
    spec.given(wished).when(wish, by=father).refused(no.RequestExists)
    again = c.RequestErasure(child=CHILD, request="r-2")
    spec.given(wished).when(again, by=mother).refused(no.ErasureUnderWay)
    assert len(spec.given(wished).when(again, by=father).events) == 1
    spec.given(wished).when(extend, by=ombud).then(extended)
    spec.given(wished).when(no_for_now, by=ombud).then(said, e.RightSettled(**OF), NEWS)
    spec.given(wished, said).when(no_for_now, by=ombud).refused(no.NothingToAnswer)
    spec.given(wished, said).when(extend, by=ombud).refused(no.NothingToAnswer)
    assert len(spec.given(wished, said).when(again, by=mother).events) == 1
    spec.given(registered).when(no_for_now, by=ombud).refused(no.NothingToAnswer)
    spec.given().when(no_for_now, by=ombud).refused(no.NothingToAnswer)


# --- The policies ---------------------------------------------------------------------------------

youth, service = actor(CHILD, Role.YOUTH, "familie"), barnehage
elsewhere = actor("p-other", Role.EMPLOYEE, "barnehage", "solbakken")
PEOPLE = (
    ombud, mother, father, stranger, youth, teacher, elsewhere, service, actor(MOTHER, Role.DPO, "familie"),
    actor(MOTHER, Role.EMPLOYEE, "familie"), actor("register", Role.REGISTER, "register"),
    teacher.model_copy(update={"role": Role.GUARDIAN}),
)  # fmt: skip
FAMILIES = (
    Family(),
    Family(child=CHILD, guardians={MOTHER: True, FATHER: False}, units=frozenset({("barnehage", "bekkelia")})),
    Family(child=CHILD, guardians={MOTHER: True}, of_own=True),
)  # fmt: skip
ACTIONS = (
    "request-access", "register-access", "read-rights", "extend-right", "register-right", "answer-right", "tell-news",
    "check-right", "check-entitled", "request-erasure", "answer-erasure",
)  # fmt: skip


def by_law(who: Actor, action: str, family: Family) -> bool:
    """The law, said once more, in another way."""
    if action in {"check-right", "check-entitled"}:
        return who is service
    if not family.child:
        return False
    if action in {"register-right", "answer-right", "tell-news"}:
        return who is service
    if action in {"extend-right", "answer-erasure"}:
        return who is ombud
    if action == "register-access":
        return who is teacher and bool(family.units)
    return who is mother or (who is youth and family.of_own)


def decisions(policies: Policies) -> list[bool]:
    access.POLICIES, kept = policies, access.POLICIES
    try:
        return [_allowed(*one) for one in product(PEOPLE, (*ACTIONS, "open-rights"), FAMILIES)]
    finally:
        access.POLICIES = kept


def _allowed(who: Actor, action: str, family: Family) -> bool:
    try:
        if action == "open-rights":
            access.on_municipality(who, action)
        else:
            access.on_child(who, action, CHILD, family)
    except access.AccessDenied:
        return False
    return True


def test_the_policies_say_what_the_law_says() -> None:
    expected = [
        who is ombud if action == "open-rights" else by_law(who, action, family)
        for who, action, family in product(PEOPLE, (*ACTIONS, "open-rights"), FAMILIES)
    ]
    assert decisions(access.POLICIES) == expected


@pytest.mark.parametrize("policy", sorted(access.POLICIES.annotations))
def test_every_policy_is_needed(policy: str, tmp_path: Path) -> None:
    fewer = without(policy, Path(access.__file__).parent, tmp_path)
    assert decisions(fewer) != decisions(access.POLICIES)
