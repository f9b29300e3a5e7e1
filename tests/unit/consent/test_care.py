"""Barnevernet has the care, or a guardian is suspected: who decides then, and who comes in no longer."""

from datetime import timedelta

import pytest

from services.consent import refusals
from services.consent.events import (
    CareOrderBegan,
    CareOrderEnded,
    ConsentAsked,
    ConsentLapsed,
    FamilyEvent,
    SuspicionLifted,
    SuspicionRegistered,
)
from services.consent.family import CARER, Family, midnight
from services.consent.people.growing import Grow
from services.consent.publish import PUBLISHED
from shared.contracts import consent
from shared.contracts.common import Category, Role
from shared.contracts.consent import (
    ChildHeard,
    EndCareOrder,
    Hearing,
    LiftSuspicion,
    RegisterCareOrder,
    RegisterSuspicion,
    State,
)
from shared.errors import AccessDenied, Unknown
from tests.answers import answered
from tests.unit.consent.histories import ACTIVE, PPT, PROPOSED
from tests.unit.consent.world import (
    CHILD,
    FATHER,
    LAW,
    MOTHER,
    STRANGER,
    TODAY,
    actor,
    answer,
    ask,
    both,
    clock,
    entry,
    family,
    father,
    mother,
    register,
    spec,
    teacher,
    withdraw,
)

carer = actor("p-carer", Role.LEADER, "barnevern", "barnevern-fjordvik")
ORDER = {"child": CHILD, "legal_basis": "bvl-5-1", "valid_from": TODAY}
TAKES = RegisterCareOrder.model_validate(ORDER)
BEGAN = CareOrderBegan(legal_basis="bvl-5-1", valid_from=TODAY, ended=(FATHER, MOTHER))
HEARD = ChildHeard(how=Hearing.TALK, by=carer.id)
Events = tuple[FamilyEvent, ...]


def seen(*events: FamilyEvent) -> Family:
    return LAW.on(spec.given(*events).state, TODAY)


def test_from_the_order_on_barnevernet_alone_decides_and_every_parent_is_out() -> None:
    began, lapsed, anew = spec.given(*ACTIVE).when(TAKES, by=carer).events
    assert began == BEGAN
    assert isinstance(lapsed, ConsentLapsed)
    assert isinstance(anew, ConsentAsked)
    assert (lapsed.consent, anew.givers, anew.rule_version) == (PPT, (CARER,), "barnelova-1981.2026-08.omsorg")
    now = seen(*ACTIVE, began, lapsed, anew)
    assert (now.responsible, now.deciders) == (frozenset(), {CARER})
    assert now.admitted(TODAY) == frozenset()
    for who in (mother, father):
        for command in (answer(anew.consent), withdraw(anew.consent)):
            spec.given(*ACTIVE, began, lapsed, anew).when(command, by=who).refused(AccessDenied)


def test_others_hear_who_is_out_and_not_why() -> None:
    for kind in (CareOrderBegan, CareOrderEnded):
        assert PUBLISHED[kind.type] is consent.GuardiansChanged
    assert SuspicionRegistered.type not in PUBLISHED
    fact = consent.GuardiansChanged.model_validate(BEGAN.model_dump())
    assert fact.model_dump(exclude={"id"}, exclude_defaults=True).keys() <= {"guardians", "ended"}


def test_what_was_read_before_no_timer_has_said_so_may_not_be_had_any_more() -> None:
    """The rules themselves say it, at the next request: nobody waits for an event."""
    assert seen(*ACTIVE).sharing("ppt", "familie", Category.NOTES, TODAY)
    assert not seen(*ACTIVE, BEGAN).sharing("ppt", "familie", Category.NOTES, TODAY)
    assert seen(*ACTIVE, BEGAN).consents[PPT].state is State.LAPSED


def in_care() -> tuple[Events, ConsentAsked]:
    events = spec.given(*PROPOSED).when(TAKES, by=carer).events
    question = events[-1]
    assert isinstance(question, ConsentAsked)
    return (*PROPOSED, *events), question


def test_a_leader_of_barnevernet_answers_for_it_and_the_record_says_who_it_was() -> None:
    events, question = in_care()
    spec.given(*events).when(answered(CHILD, question.consent), by=carer).refused(refusals.ChildUnheard)
    (yes,) = spec.given(*events).when(answered(CHILD, question.consent, child_heard=HEARD), by=carer).events
    assert yes.type == "consent-activated"
    assert (yes.giver, yes.how.registered_by, yes.how.child_heard) == (CARER, carer.id, HEARD)  # type: ignore[union-attr]
    colleague = actor("p-caseworker", Role.EMPLOYEE, "barnevern", "barnevern-fjordvik")
    spec.given(*events).when(answered(CHILD, question.consent), by=colleague).refused(AccessDenied)
    (back,) = spec.given(*events, yes).when(withdraw(question.consent), by=carer).events
    assert back.type == "consent-withdrawn"


def test_a_leader_of_barnevernet_says_nothing_where_it_does_not_have_the_care() -> None:
    for command in (answer(PPT), withdraw(PPT)):
        spec.given(*PROPOSED).when(command, by=carer).refused(AccessDenied)


def test_new_questions_go_to_barnevernet() -> None:
    events = spec.given(*both, BEGAN).when(ask("ppt"), by=teacher).events
    assert {event.givers for event in events if isinstance(event, ConsentAsked)} == {(CARER,)}


def test_when_the_order_ends_the_parents_decide_again_and_are_asked() -> None:
    events, question = in_care()
    (yes,) = spec.given(*events).when(answered(CHILD, question.consent, child_heard=HEARD), by=carer).events
    ended, lapsed, anew = spec.given(*events, yes).when(EndCareOrder(child=CHILD), by=carer).events
    assert ended == CareOrderEnded(guardians=(FATHER, MOTHER))
    assert isinstance(lapsed, ConsentLapsed)
    assert isinstance(anew, ConsentAsked)
    assert set(anew.givers) == {FATHER, MOTHER}
    assert seen(*events, yes, ended).deciders == {FATHER, MOTHER}


def test_an_order_with_a_last_day_ends_at_its_midnight() -> None:
    last = TODAY + timedelta(days=60)
    (began,) = spec.given(*both).when(TAKES.model_copy(update={"valid_to": last}), by=carer).events
    given = spec.given(*both, began)
    assert LAW.on(given.state, last - timedelta(days=1)).deciders == {CARER}
    assert LAW.on(given.state, last).deciders == {FATHER, MOTHER}
    given.when(Grow(CHILD), by=clock, at=midnight(last) - timedelta(seconds=1)).then()
    given.when(Grow(CHILD), by=clock, at=midnight(last)).then(CareOrderEnded(guardians=(FATHER, MOTHER)))


def test_what_the_register_says_meanwhile_lets_no_parent_in() -> None:
    told = family(entry(MOTHER), entry(FATHER), entry(STRANGER))
    events = spec.given(*both, BEGAN).when(told, by=register).events
    assert not [event for event in events if event.type == "guardians-changed"]
    assert seen(*both, BEGAN, *events).deciders == {CARER}
    assert seen(*both, BEGAN, *events, CareOrderEnded(guardians=())).deciders == {FATHER, MOTHER, STRANGER}


@pytest.mark.parametrize(
    "wrong",
    [
        {"legal_basis": "fvl-13a"}, {"legal_basis": "none"}, {"valid_from": TODAY + timedelta(days=1)},
        {"valid_to": TODAY}, {"legal_basis": "bvl-5-1", "valid_from": TODAY.replace(year=2022)},
    ],
)  # fmt: skip
def test_an_order_and_a_suspicion_rest_on_a_law_that_holds(wrong: dict[str, object]) -> None:
    spec.given(*both).when(TAKES.model_copy(update=wrong), by=carer).refused(refusals.NotByLaw)
    suspicion = RegisterSuspicion.model_validate({**ORDER, "guardian": FATHER, "legal_basis": "bvl-13-2"})
    spec.given(*both).when(suspicion.model_copy(update=wrong), by=carer).refused(refusals.NotByLaw)


def test_what_is_not_there_is_not_ended() -> None:
    spec.given(*both).when(EndCareOrder(child=CHILD), by=carer).refused(refusals.NoSuchOrder)
    spec.given(*both).when(LiftSuspicion(child=CHILD, guardian=FATHER), by=carer).refused(refusals.NoSuchOrder)
    spec.given().when(TAKES, by=carer).refused(Unknown)


# --- Suspected ------------------------------------------------------------------------------------

SUSPECTS = RegisterSuspicion.model_validate({**ORDER, "guardian": FATHER, "legal_basis": "bvl-13-2"})
SUSPECTED = SuspicionRegistered(guardian=FATHER, legal_basis="bvl-13-2", valid_from=TODAY)


def test_while_a_guardian_is_suspected_nobody_is_asked_and_nothing_else_is_changed() -> None:
    """That something ended would tell."""
    spec.given(*ACTIVE).when(SUSPECTS, by=carer).then(SUSPECTED)
    spec.given(*both, SUSPECTED).when(ask("ppt"), by=teacher).refused(refusals.NobodyCanConsent)
    before, after = seen(*ACTIVE), seen(*ACTIVE, SUSPECTED)
    assert (after.deciders, after.consents) == (before.deciders, before.consents)
    assert spec.given(*ACTIVE, SUSPECTED).when(withdraw(PPT), by=father).events


def test_a_suspicion_of_somebody_who_decides_nothing_hinders_nobody() -> None:
    stranger = SUSPECTS.model_copy(update={"guardian": STRANGER})
    spec.given(*both).when(stranger, by=carer).refused(refusals.NotByLaw)
    known = (*both, SUSPECTED)
    alone = spec.given(*known).when(family(entry(MOTHER), entry(FATHER, responsible=False)), by=register).events
    assert spec.given(*known, *alone).when(ask("ppt"), by=teacher).events


def test_when_it_is_lifted_or_over_the_family_is_asked_again() -> None:
    lift = LiftSuspicion(child=CHILD, guardian=FATHER)
    spec.given(*both, SUSPECTED).when(lift, by=carer).then(SuspicionLifted(guardian=FATHER))
    assert spec.given(*both, SUSPECTED, SuspicionLifted(guardian=FATHER)).when(ask("ppt"), by=teacher).events
    over = SUSPECTED.model_copy(update={"valid_to": TODAY})
    assert spec.given(*both, over).when(ask("ppt"), by=teacher).events


def test_with_barnevernets_care_a_suspected_parent_hinders_no_question() -> None:
    events = spec.given(*both, SUSPECTED, BEGAN).when(ask("ppt"), by=teacher).events
    assert {event.givers for event in events if isinstance(event, ConsentAsked)} == {(CARER,)}
