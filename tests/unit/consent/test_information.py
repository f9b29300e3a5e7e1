"""A parent without foreldreansvar asks, and a service decides; the policies against the law said once more."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from services.consent.family import Family
from services.consent.information import access, refusals
from services.consent.information.decider import decider
from services.consent.information.events import (
    InformationAnswered,
    InformationAsked,
    InformationCame,
    InformationDecided,
)
from shared.access import Entity, Policies
from shared.contracts.common import Role
from shared.contracts.consent import AskInformation, DecideInformation, Grading
from shared.errors import AccessDenied
from tests.unit.consent.world import (
    CHILD,
    FATHER,
    MOTHER,
    actor,
    entry,
    father,
    mother,
    register,
    registered,
    stranger,
    teacher,
)
from tests.unit.consent.world import spec as family_spec
from tests.unit.policies import without
from tests.unit.spec import AT, Spec

FOLDER = Path(access.__file__).parent
siv = actor("p-siv", Role.LEADER, "barnehage", "bekkelia")
spec = Spec(decider((siv.id,)))
ASK = AskInformation(child=CHILD, request="r-1", question="Hvordan går det?")
ASKED = InformationAsked(child=CHILD, request="r-1", at=AT, person=FATHER, question="Hvordan går det?")
CAME = InformationCame(child=CHILD, request="r-1", told=(siv.id,))
YES = DecideInformation(child=CHILD, request="r-1", legal_basis="bl-47", reason="Rett til det", answer="Fint.")
GIVEN = InformationDecided(
    child=CHILD, request="r-1", at=AT, legal_basis="bl-47", granted=True, reason="Rett til det", answer="Fint."
)
ANSWERED = InformationAnswered(child=CHILD, request="r-1", told=(FATHER,))


def test_a_question_is_told_to_those_who_decide() -> None:
    spec.given().when(ASK, by=father).then(ASKED, CAME)


def test_one_question_at_a_time() -> None:
    again = ASK.model_copy(update={"request": "r-2"})
    spec.given(ASKED).when(again, by=father).refused(refusals.AskedAlready)
    spec.given(ASKED, GIVEN).when(ASK, by=father).refused(refusals.AskedAlready)
    assert spec.given(ASKED, GIVEN).when(again, by=father).events


def test_an_answer_goes_to_whoever_asked() -> None:
    spec.given(ASKED).when(YES, by=siv).then(GIVEN, ANSWERED)


def test_a_no_says_why_and_by_which_law() -> None:
    no = YES.model_copy(update={"legal_basis": "bl-47-nei", "answer": None})
    event, _ = spec.given(ASKED).when(no, by=siv).events
    assert isinstance(event, InformationDecided)
    assert (event.granted, event.answer, event.reason) == (False, None, "Rett til det")


@pytest.mark.parametrize("basis", ["fvl-13a", "none"])
def test_a_decision_rests_on_the_law_about_it(basis: str) -> None:
    command = YES.model_copy(update={"legal_basis": basis})
    spec.given(ASKED).when(command, by=siv).refused(refusals.NoGroundToRefuse)


def test_nothing_is_decided_twice() -> None:
    spec.given().when(YES, by=siv).refused(refusals.NothingToDecide)
    spec.given(ASKED, GIVEN).when(YES, by=siv).refused(refusals.NothingToDecide)


# --- Who may --------------------------------------------------------------------------------------

ACTIONS = ("ask-information", "decide-information", "read-information")
officer = actor("p-dpo", Role.DPO, "audit")
youth = actor(CHILD, Role.YOUTH, "familie")
service = actor("case-ppt", Role.SYSTEM, "ppt")
PEOPLE = (mother, father, stranger, siv, teacher, officer, youth, service, register)
KNOWN = family_spec.given(*registered(entry(MOTHER), entry(FATHER, responsible=False))).state


def wrong(policies: Policies) -> Iterator[str]:
    for who, action, grading in product(PEOPLE, ACTIONS, Grading):
        about = access.child_entity(CHILD, replace(KNOWN, grading=grading), (siv.id,))
        asks = who == father and grading is Grading.OPEN and action != "decide-information"
        law = asks or (who == siv and action != "ask-information")
        if policies.decide(access.principal(who), action, about, {}).allowed != law:
            yield f"{who.id} {action} {grading}"
    for who, whose in product(PEOPLE, (mother, father)):
        itself = Entity("Guardian", whose.id, {"person": whose.id})
        if policies.decide(access.principal(who), "whom-i-may-ask-about", itself, {}).allowed != (who == whose):
            yield f"{who.id} whom-i-may-ask-about {whose.id}"


def test_the_policies_are_the_law() -> None:
    """Neither who decides for the child, nor anybody whose child's address is protected, nor a stranger."""
    assert list(wrong(access.POLICIES)) == []


@pytest.mark.parametrize("policy", sorted(access.POLICIES.annotations))
def test_every_policy_is_needed(policy: str, tmp_path: Path) -> None:
    assert next(wrong(without(policy, FOLDER, tmp_path)), None)


def test_an_unknown_child_gets_the_same_answer() -> None:
    with pytest.raises(AccessDenied):
        access.on_child(father, "ask-information", CHILD, Family(), ())
