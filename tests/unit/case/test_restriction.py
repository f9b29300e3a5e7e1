"""Given what a family asks to have left alone, then it is answered once, and lifted when the family has been told."""

from datetime import date, timedelta
from uuid import uuid4

from services.case.access import Circle, Consent
from services.case.contribution import decider as contributions
from services.case.contribution import events as c
from services.case.rights import events as e
from services.case.rights import restricting as r
from services.case.rights.asking import AskOf, NobodyNamed, NotGiven
from services.case.spine import fold, open_facts
from services.case.timeline import closed_to
from shared.contracts import case
from shared.contracts.case import (
    AnnounceLifting,
    AskRestriction,
    Entry,
    RefuseRestriction,
    RestrictionGround,
    SetRestriction,
)
from shared.contracts.common import Actor, Category, Id, Role
from tests.unit.case.log import adviser, nurse, parent, teacher
from tests.unit.case.told import KEYS, Told
from tests.unit.spec import AT, Spec

spec, texts = Spec(r.DECIDER), Spec(contributions.DECIDER)
ITEM, DUE, DAY = uuid4(), date(2026, 12, 23), date(2026, 12, 1)
OF = {"child": "c-1", "request": "r-1"}
WRONG = RestrictionGround.ACCURACY
mother = Actor(id="p-mother", role=Role.GUARDIAN, kommune="4999", owner="familie")
chief = Actor(id="p-chief", role=Role.LEADER, kommune="4999", owner="ppt", unit="ppt-1")
asked = e.RestrictionAsked(
    **OF, person=mother.id, item=ITEM, of="k-1", ground=WRONG, due_on=DUE, handlers=(chief.id,), text="Ikke sant"
)
restricted = e.RestrictionSet(**OF, by=chief.id, of="k-1", ground=WRONG, reason="Vi sjekker")
refused = e.RestrictionRefused(**OF, by=chief.id, basis=case.NoRestriction.PVF_18_1, reason="Vi har sjekket")
announced = e.LiftingAnnounced(**OF, by=chief.id, lift_on=DAY, reason="Sjekket")
lifted = e.RestrictionLifted(**OF, of="k-1")
yes = SetRestriction(**OF, ground=WRONG, reason="Vi sjekker")
no = RefuseRestriction(**OF, basis=case.NoRestriction.PVF_18_1, reason="Vi har sjekket")


def ask(of: Id | None = "k-1", handlers: tuple[Id, ...] = (chief.id,)) -> AskOf[AskRestriction]:
    return AskOf(AskRestriction(**OF, item=ITEM, ground=WRONG, text="Ikke sant"), of, DUE, handlers)


def lift(on: date = DAY) -> AnnounceLifting:
    return AnnounceLifting(**OF, lift_on=on, reason="Sjekket")


def test_what_was_given_can_be_asked_to_be_left_alone() -> None:
    spec.given().when(ask(), by=mother).then(asked)


def test_what_was_not_given_is_answered_like_what_is_not_there_and_somebody_must_answer() -> None:
    spec.given().when(ask(of=None), by=mother).refused(NotGiven)
    spec.given().when(ask(handlers=()), by=mother).refused(NobodyNamed)
    spec.given(asked).when(ask(), by=mother).refused(r.RestrictionExists)


def test_it_is_answered_once_with_a_law() -> None:
    spec.given(asked).when(yes, by=chief).then(restricted)
    spec.given(asked).when(no, by=chief).then(refused)
    for so_far in ((), (asked, restricted), (asked, refused), (asked, restricted, announced)):
        for command in (yes, no):
            spec.given(*so_far).when(command, by=chief).refused(r.NothingToRestrict)


def test_the_family_is_told_a_week_before_it_ends() -> None:
    spec.given(asked, restricted).when(lift(), by=chief).then(announced)
    spec.given(asked, restricted).when(lift(AT.date() + timedelta(days=6)), by=chief).refused(r.LiftedTooSoon)
    for so_far in ((), (asked,), (asked, refused), (asked, restricted, announced)):
        spec.given(*so_far).when(lift(), by=chief).refused(r.NotRestricted)


def test_it_ends_on_the_day_that_was_told_and_on_no_other() -> None:
    clock, then = Actor(id="case-ppt", role=Role.SYSTEM, kommune="4999", owner="ppt"), r.Lift("r-1", DAY)
    spec.given(asked, restricted, announced).when(then, by=clock).then(lifted)
    spec.given(asked, restricted, announced).when(r.Lift("r-1", DUE), by=clock).then()
    for so_far in ((asked, restricted), (asked, refused), (asked, restricted, announced, lifted)):
        spec.given(*so_far).when(then, by=clock).then()


# --- In the stafettlogg -----------------------------------------------------------------------------------------------

NOTES = Category.NOTES
written = c.ContributionWritten(child="c-1", stafettlogg="log", kind=case.Kind.NOTE, category=NOTES, text="Ikke sant")
shut, let_go = (
    kind(stafettlogg="log", category=NOTES, request="r-1")
    for kind in (c.ContributionRestricted, c.ContributionReleased)
)


def test_a_contribution_is_restricted_and_released_once_for_each_request() -> None:
    restrict, release = contributions.Restrict("r-1"), contributions.Release("r-1")
    texts.given(written).when(restrict, by=chief).then(shut)
    texts.given(written, shut).when(restrict, by=chief).then()
    texts.given(written, shut).when(release, by=chief).then(let_go)
    for so_far in ((written,), (written, shut, let_go)):
        texts.given(*so_far).when(release, by=chief).then()


def told(*requests: str, released: tuple[str, ...] = (), owner: str = "ppt") -> Told:
    log = Told()
    fact = case.ContributionWritten(stafettlogg="log", kind=case.Kind.NOTE, category=NOTES, text="Ikke sant")
    log.say(fact, adviser, "ppt", "c-1", NOTES)
    corrected = case.ContributionCorrected(stafettlogg="log", category=NOTES, text="Heller ikke sant")
    log.say(corrected, adviser, "ppt", "c-1", NOTES)
    for request in requests:
        about = case.ContributionRestricted(stafettlogg="log", category=NOTES, request=request)
        log.say(about, adviser, owner, "c-1")
    for request in released:
        log.say(case.ContributionReleased(stafettlogg="log", category=NOTES, request=request), adviser, owner, "c-1")
    return log


def read(log: Told, reader: Actor) -> Entry:
    """The newest entry, as the policies let this one read it."""
    spine, today = fold("log", log.envelopes), AT.date()
    consents = [
        Consent(f"s-{owner}", 1, owner, "active", frozenset({"agreements", "notes"}), today + timedelta(days=9))
        for owner in ("barnehage", "ppt", "helsestasjon")
    ]
    people = {one.id: one.owner for one in (teacher, adviser, nurse)}
    circle = Circle("child", people, frozenset({parent.id}), frozenset(), consents, today)
    slots = {slot: ("familie", slot[0]) for slot in KEYS}
    keys = {key.id: key for key in KEYS.values()}
    return open_facts(spine, keys, slots, restricted=closed_to(reader, spine, circle)).entries[0]


def test_others_see_that_it_is_there_and_no_word_of_it_and_the_family_reads_on() -> None:
    log = told("r-1")
    for reader in (teacher, nurse, adviser):
        entry = read(log, reader)
        assert (entry.restricted, entry.text, entry.earlier, entry.data, entry.contribution) == (True, {}, (), {}, None)
        assert "sant" not in str(entry)
    family = read(log, parent)
    assert (family.restricted, family.text) == (False, {"text": "Heller ikke sant"})


def test_it_is_read_again_when_the_last_request_is_released_and_nobody_else_restricts_it() -> None:
    assert read(told("r-1", "r-2", released=("r-1",)), teacher).restricted
    for log in (told("r-1", "r-2", released=("r-1", "r-2")), told("r-1", owner="barnehage")):
        assert read(log, teacher).text == {"text": "Heller ikke sant"}
