"""The rules of anonymous consultation on both sides, and what its letters hold."""

from itertools import product
from uuid import uuid4

import pytest
import uuid_utils.compat as uuid
from pydantic import ValidationError

from services.case.consultation import access
from services.case.consultation import events as e
from services.case.consultation.decider import (
    ADVISING,
    ASKING,
    AdviseClosed,
    AskClosed,
    ConsultationExists,
    IdentifyingText,
    PerhapsIdentifyingText,
    TakeAdvice,
    TakeQuestion,
    TakesNoQuestions,
)
from services.case.consultation.projection import writes
from services.case.report.post import by_kind
from shared import letters
from shared.access import Entity
from shared.contracts.case import consultation as c
from shared.contracts.common import Actor, Role
from shared.decider import Act
from shared.errors import Unknown
from shared.letters import Letter
from shared.wire import Unverified
from tests.unit.case.private import leader, teacher
from tests.unit.shared.rows import row
from tests.unit.spec import AT, Spec

NUMBER = str(uuid4())
TODAY = AT.date()
helper = Actor(id="helper", role=Role.EMPLOYEE, kommune="4999", owner="barnevern", unit="office")
asking, advising = Spec(ASKING), Spec(ADVISING)
name = c.Found(kind=c.Trace.NAME, start=3, end=7)
unit = c.Found(kind=c.Trace.UNIT, start=9, end=17)
asked = e.QuestionAsked(
    child="child", unit="unit", asker="teacher", case=None, to="barnevern", on=TODAY, confirmed=(), parcel="AAAA",
    question="Hva bør vi se etter?",
)  # fmt: skip
advice = e.AdviceReceived(on=TODAY, text="Se etter søvn")
ended = e.ConsultationEnded()
arrived = e.QuestionArrived(consultation=NUMBER, sender="barnehage", on=TODAY, question="Hva bør vi se etter?")
given = e.AdviceGiven(to="barnehage", on=TODAY, confirmed=(), parcel="BBBB", text="Se etter søvn")


def ask(*found: c.Found, to: str = "barnevern", confirmed: bool = False) -> AskClosed:
    command = c.AskAnonymously(
        consultation=NUMBER, to=to, child="child", question="Hva bør vi se etter?", known=("Mor Berg",),
        confirmed=confirmed,
    )  # fmt: skip
    return AskClosed(command=command, unit="unit", found=found, takers=frozenset({"barnevern"}), parcel="AAAA")


def advise(*found: c.Found, confirmed: bool = False) -> AdviseClosed:
    command = c.AnswerAnonymously(consultation=NUMBER, text="Se etter søvn", confirmed=confirmed)
    return AdviseClosed(command=command, found=found, parcel="BBBB")


# --- Whoever asks ---------------------------------------------------------------------------------


def test_a_question_is_sent_when_nothing_leads_to_anybody() -> None:
    asking.given().when(ask(), by=teacher).then(asked)


def test_what_may_lead_to_somebody_is_sent_when_the_asker_has_looked() -> None:
    asking.given().when(ask(unit), by=teacher).refused(PerhapsIdentifyingText)
    confirmed = asked.model_copy(update={"confirmed": (c.Trace.UNIT,)})
    asking.given().when(ask(unit, unit, confirmed=True), by=teacher).then(confirmed)


@pytest.mark.parametrize("kind", [kind for kind in c.Trace if kind not in c.CONFIRMABLE])
def test_what_leads_to_somebody_is_never_sent(kind: c.Trace) -> None:
    found = c.Found(kind=kind, start=0, end=11)
    asking.given().when(ask(unit, found, confirmed=True), by=teacher).refused(IdentifyingText)
    advising.given(arrived).when(advise(found, confirmed=True), by=helper).refused(IdentifyingText)


def test_a_refusal_tells_kinds_and_places_and_never_what_stood_there() -> None:
    with pytest.raises(IdentifyingText) as caught:
        asking.given().when(ask(name, unit), by=teacher).decide()
    assert caught.value.found == (name, unit)
    assert "Hva" not in str(caught.value) + repr(caught.value)


def test_a_consultation_is_asked_once() -> None:
    asking.given(asked).when(ask(), by=teacher).refused(ConsultationExists)


def test_only_a_service_that_takes_questions_is_asked() -> None:
    asking.given().when(ask(to="ppt"), by=teacher).refused(TakesNoQuestions)


def test_advice_comes_back_as_often_as_it_is_given() -> None:
    take = TakeAdvice(sender="barnevern", text="Se etter søvn")
    asking.given(asked).when(take, by=teacher).then(advice)
    asking.given(asked, advice, ended).when(take, by=teacher).then(advice)
    asking.given().when(take, by=teacher).refused(Unknown)


def test_advice_comes_from_the_service_that_was_asked() -> None:
    asking.given(asked).when(TakeAdvice(sender="ppt", text="Se etter søvn"), by=teacher).refused(Unknown)


def test_whoever_asked_puts_it_away_once() -> None:
    end = c.EndConsultation(consultation=NUMBER)
    asking.given(asked, advice).when(end, by=teacher).then(ended)
    asking.given(asked, ended).when(end, by=teacher).then()
    asking.given(asked, ended, advice).when(end, by=teacher).then(ended)
    asking.given().when(end, by=teacher).refused(Unknown)


@pytest.mark.parametrize(
    "wrong",
    ["c-1a2b3c4d", "", str(uuid.uuid7()), "5f0c7a64-1a2b-1c3d-8e9f-001122334455"],
    ids=["a child", "nothing", "of a time", "of a machine"],
)
def test_the_number_that_is_sent_is_one_of_chance_alone(wrong: str) -> None:
    with pytest.raises(ValidationError):
        c.AskAnonymously(consultation=wrong, to="barnevern", child="child", question="Hva")


# --- Whoever answers ------------------------------------------------------------------------------


def test_a_question_arrives_once() -> None:
    take = TakeQuestion(consultation=NUMBER, sender="barnehage", question="Hva bør vi se etter?")
    advising.given().when(take, by=helper).then(arrived)
    advising.given(arrived).when(take, by=helper).then()


def test_a_question_is_answered_as_often_as_there_is_something_to_say() -> None:
    advising.given(arrived).when(advise(), by=helper).then(given)
    advising.given(arrived, given).when(advise(), by=helper).then(given)
    advising.given().when(advise(), by=helper).refused(Unknown)


def test_an_answer_is_looked_through_too() -> None:
    advising.given(arrived).when(advise(unit), by=helper).refused(PerhapsIdentifyingText)
    confirmed = given.model_copy(update={"confirmed": (c.Trace.UNIT,)})
    advising.given(arrived).when(advise(unit, confirmed=True), by=helper).then(confirmed)


@pytest.mark.parametrize("kind", ["report.sent.v1", "report.received.v1", "report.answered.v1"])
async def test_a_service_that_neither_takes_reports_nor_answers_them_says_nothing_of_one(kind: letters.Kind) -> None:
    taken: list[str] = []

    async def consulted(letter: Letter, _act: Act) -> None:
        taken.append(letter.kind)

    take = by_kind(None, consulted)
    told = Letter(
        id=uuid4(), kommune="4999", sender="ppt", to="barnehage", position=1, report=NUMBER, kind=kind, at=AT,
        parcel="",
    )  # fmt: skip
    act = Act(by=helper, at=AT, id=uuid4(), correlation=uuid4())
    with pytest.raises(Unverified):
        await take(told, act)
    await take(told.model_copy(update={"kind": "consultation.asked.v1"}), act)
    assert taken == ["consultation.asked.v1"]


# --- What is kept, and what stands where ----------------------------------------------------------


def test_all_of_it_is_closed_under_keys_that_nobody_else_has() -> None:
    assert {event.sealed_under() for event in (asked, advice, ended, arrived, given)} == {"shielded"}


def test_the_side_that_answers_has_no_field_that_could_name_a_child() -> None:
    assert set(e.QuestionArrived.model_fields) == {"consultation", "sender", "unit", "on", "question"}
    assert set(c.SentQuestion.model_fields) == {"question", "unit"}
    assert set(c.SentAdvice.model_fields) == {"text"}
    assert "child" not in {*c.QuestionView.model_fields, *c.QuestionSummary.model_fields}


def test_each_side_finds_its_own_and_whose_turn_it_is() -> None:
    told = row("anonymous-question-asked", 1, b"{}")
    who, at = (told.kommune, told.stream), told.recorded_at
    assert list(writes(told, asked)) == [("ask", (*who, "teacher", "unit", told.child, told.position))]
    assert list(writes(told, advice)) == [("await_asker", (*who, at))]
    assert list(writes(told, ended)) == [("await_asker", (*who, None))]
    assert list(writes(told, arrived)) == [("await_advice", (*who, told.position, at, None))]
    assert list(writes(told, given)) == [("advised", who)]


# --- Who may --------------------------------------------------------------------------------------


def _people() -> list[Entity]:
    staff = [
        Entity("Employee", who, {"person": who, "owner": owner, "unit": unit, "role": role})
        for who, owner, unit, role in product(("me", "you"), ("barnehage", "ppt"), ("u1", "u2"), ("employee", "leader"))
    ]
    return [*staff, Entity("Guardian", "me", {"person": "me"}), Entity("System", "s", {"role": "system"})]


def _may(who: Entity, action: str) -> bool:
    """The same law, said in another way. Of barnehage, in unit u1; asked by `me`."""
    told = who.attributes
    if who.type != "Employee" or told["owner"] != "barnehage":
        return False
    leads = told["role"] == "leader" and told["unit"] == "u1"
    return {
        "ask": told["unit"] == "u1", "list": True, "answer": True, "answer in u1": told["unit"] == "u1",
        "endConsultation": told["person"] == "me",
        "readConsultation": told["person"] == "me" or leads,
    }[action]  # fmt: skip


ON = {
    "ask": Entity("Child", "c", {"owner": "barnehage", "unit": "u1"}),
    **dict.fromkeys(("list", "answer"), Entity("Questions", "barnehage", {"owner": "barnehage", "unit": ""})),
    "answer in u1": Entity("Questions", "barnehage", {"owner": "barnehage", "unit": "u1"}),
    **dict.fromkeys(
        ("readConsultation", "endConsultation"),
        Entity("Consultation", "k", {"owner": "barnehage", "unit": "u1", "asker": "me"}),
    ),
}


@pytest.mark.parametrize("action", ON)
def test_the_policies_say_what_the_law_says(action: str) -> None:
    for who in _people():
        assert access.POLICIES.decide(who, action.partition(" ")[0], ON[action], {}).allowed is _may(who, action), (
            action,
            who,
        )


def test_a_leader_reads_and_only_the_asker_puts_away() -> None:
    state = ASKING.fold([asked])
    assert access.on_consultation(leader, "readConsultation", NUMBER, "barnehage", state).allowed
    with pytest.raises(Unknown):
        access.on_consultation(leader, "endConsultation", NUMBER, "barnehage", state)
    with pytest.raises(Unknown):
        access.on_consultation(helper, "readConsultation", NUMBER, "barnehage", state)
