"""What a yes rests on: rights that were told, a free word, and a child who was heard; in the record and its exports."""

import pytest
from pydantic import ValidationError

from services.consent import refusals
from services.consent.events import ConsentAsked
from services.consent.exports import fhir, receipt
from shared.contracts.consent import (
    UNHEARD,
    AnswerConsent,
    ChildHeard,
    Heard,
    Hearing,
    How,
    Method,
    RegisterAnswer,
    Said,
)
from tests.answers import answered
from tests.unit.consent import standards
from tests.unit.consent.exporting import exported
from tests.unit.consent.histories import FATHERS_YES, PARTIAL, PPT, Events, told
from tests.unit.consent.test_growing import TURN, turns, youth
from tests.unit.consent.world import CHILD, FATHER, MOTHER, TODAY, ask, asked, both, father, mother, spec, teacher

ASKED_FIRST = (Heard.ALWAYS, Heard.GREAT_WEIGHT)
PLAYED = ChildHeard(how=Hearing.PLAY, by=MOTHER)


def question(heard: Heard | None) -> Events:
    return (*both, asked(PPT, "ppt").model_copy(update={"heard": heard}))


@pytest.mark.parametrize("lacking", ["told_of_rights", "said_freely"])
def test_a_yes_in_the_portal_counts_as_one_on_paper_does(lacking: str) -> None:
    command = answered(CHILD, PPT).model_copy(update={lacking: False})
    spec.given(*PARTIAL).when(command, by=father).refused(refusals.NotInformed)


def test_a_no_and_a_withdrawal_rest_on_nothing() -> None:
    (event,) = spec.given(*PARTIAL).when(AnswerConsent(child=CHILD, consent=PPT, yes=False), by=father).events
    assert event.how == How(method=Method.PORTAL)  # type: ignore[union-attr]


@pytest.mark.parametrize("heard", ASKED_FIRST)
def test_from_its_age_the_child_is_asked_before_anybody_says_yes(heard: Heard) -> None:
    spec.given(*question(heard)).when(answered(CHILD, PPT), by=mother).refused(refusals.ChildUnheard)
    assert spec.given(*question(heard)).when(answered(CHILD, PPT, yes=False), by=mother).events
    for how in Hearing:
        said = ChildHeard(how=how, by=None if how in UNHEARD else MOTHER)
        (event,) = spec.given(*question(heard)).when(answered(CHILD, PPT, child_heard=said), by=mother).events
        assert event.how.child_heard == said  # type: ignore[union-attr]


@pytest.mark.parametrize("heard", ASKED_FIRST)
def test_an_answer_that_is_written_down_says_it_too(heard: Heard) -> None:
    where = {"child": CHILD, "consent": PPT, "giver": FATHER, "answer": Said.YES, "method": Method.MEETING}
    silent = RegisterAnswer.model_validate({**where, "told_of_rights": True, "said_freely": True, "note": "I møtet"})
    spec.given(*question(heard)).when(silent, by=teacher).refused(refusals.ChildUnheard)
    event, _ = spec.given(*question(heard)).when(silent.model_copy(update={"child_heard": PLAYED}), by=teacher).events
    assert event.how.child_heard == PLAYED  # type: ignore[union-attr]


@pytest.mark.parametrize("heard", [None, Heard.AS_ABLE, Heard.DECIDES])
def test_a_small_child_is_heard_as_it_is_able_and_a_youth_by_its_own_answer(heard: Heard | None) -> None:
    assert spec.given(*question(heard)).when(answered(CHILD, PPT), by=mother).events


def test_a_youth_who_answers_is_not_asked_what_it_means() -> None:
    known = asked(PPT, "ppt", FATHER, MOTHER, CHILD).model_copy(update={"heard": Heard.GREAT_WEIGHT})
    assert turns(15, known).when(answered(CHILD, PPT), by=youth, at=TURN).events


@pytest.mark.parametrize(
    ("years", "heard"), [(6, Heard.AS_ABLE), (7, Heard.ALWAYS), (12, Heard.GREAT_WEIGHT), (15, Heard.DECIDES)]
)
def test_how_much_the_child_counts_follows_from_its_age_and_stands_in_the_question(years: int, heard: Heard) -> None:
    events = turns(years).when(ask("ppt"), by=teacher, at=TURN).events
    assert {event.heard for event in events if isinstance(event, ConsentAsked)} == {heard}


@pytest.mark.parametrize("wrong", [{"how": "talk"}, {"how": "too-young", "by": MOTHER}])
def test_a_child_is_heard_by_somebody(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        ChildHeard.model_validate(wrong)


def test_the_record_says_it_all_and_its_hash_holds_it() -> None:
    how = How(method=Method.PORTAL, told_of_rights=True, said_freely=True, child_heard=PLAYED)
    before, after = (spec.given(*PARTIAL, told(PARTIAL, yes)).state.consents[PPT] for yes in (
        FATHERS_YES, FATHERS_YES.model_copy(update={"how": how}),
    ))  # fmt: skip
    assert after.record["answers"][FATHER]["how"] == {
        "method": "portal", "told_of_rights": True, "said_freely": True, "child_heard": {"how": "play", "by": MOTHER},
    }  # fmt: skip
    assert before.sha256 != after.sha256
    assert (after.record["heard"], after.record["rule_version"]) == ("as-able", "barnelova-1981.2026-08.barn")
    assert after.record["valid_from"] == TODAY.isoformat()


def test_a_question_from_before_hashes_as_it_did() -> None:
    record = spec.given(*question(None)).state.consents[PPT].record
    assert {"heard", "rule_version", "valid_from"} & record.keys() == set()


def test_both_exports_tell_it() -> None:
    how = How(method=Method.PORTAL, told_of_rights=True, said_freely=True, child_heard=PLAYED)
    made = exported((*PARTIAL, told(PARTIAL, FATHERS_YES.model_copy(update={"how": how}))))
    read = standards.Receipt.model_validate(receipt.receipt(made))
    assert (read.header.heard, read.header.valid_from) == ("as-able", TODAY)
    last = read.events[-1]
    assert (last.told_of_rights, last.said_freely) == (True, True)
    assert last.child_heard == standards.Heard(how="play", by=MOTHER)
    document = fhir.resource(made)
    standards.resource(document)
    assert standards.wrong_codes(document) == []
    (fathers,) = (one for one in document["verification"] if one["verifiedWith"]["reference"].endswith(FATHER))
    assert fathers["extension"] == [
        {"url": "urn:stafett:told-of-rights", "valueBoolean": True},
        {"url": "urn:stafett:said-freely", "valueBoolean": True},
        {"url": "urn:stafett:child-heard", "valueCode": "play"},
        {"url": "urn:stafett:child-heard-by", "valueCode": MOTHER},
    ]


def test_what_was_never_said_is_not_told() -> None:
    silent = FATHERS_YES.model_copy(update={"how": How(method=Method.PORTAL)})
    document = fhir.resource(exported((*PARTIAL, told(PARTIAL, silent))))
    assert ["extension" in one for one in document["verification"]] == [True, False]
