"""A giver's own copy of a consent, as two standards have it."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import pytest
import rfc8785

from services.consent.events import Because, ConsentAsked, ConsentExpired, ConsentLapsed, FamilyEvent
from services.consent.exports import fhir, receipt
from services.consent.family import midnight
from services.consent.legal import LEGAL_BASES
from services.consent.texts import TEXTS
from shared.contracts.consent import Kind, State
from tests.unit.consent import standards
from tests.unit.consent.exporting import exported
from tests.unit.consent.histories import (
    ACTIVE,
    FATHERS_NO,
    FATHERS_YES,
    MOTHERS_CHANGE,
    OUT_OF_DATE,
    PARTIAL,
    PPT,
    PROPOSED,
    Events,
    told,
)
from tests.unit.consent.world import LATER, TODAY, asked, both, spec
from tests.unit.spec import AT


@dataclass(frozen=True)
class Case:
    events: Events
    status: str
    decision: str
    states: tuple[str, ...]


STORIES = {
    State.PROPOSED: Case(PROPOSED, "draft", "deny", ("ConsentRequested",)),
    State.PARTIAL: Case(PARTIAL, "draft", "deny", ("ConsentRequested", "ConsentRequested")),
    State.ACTIVE: Case(ACTIVE, "active", "permit", ("ConsentRequested", "ConsentRequested", "ConsentGiven")),
    State.REFUSED: Case(
        (*PARTIAL, told(PARTIAL, FATHERS_NO)), "not-done", "deny",
        ("ConsentRequested", "ConsentRequested", "ConsentRefused"),
    ),
    State.WITHDRAWN: Case(
        (*ACTIVE, told(ACTIVE, MOTHERS_CHANGE)), "inactive", "deny",
        ("ConsentRequested", "ConsentRequested", "ConsentGiven", "ConsentWithdrawn"),
    ),
    State.EXPIRED: Case(
        (*ACTIVE, told(ACTIVE, OUT_OF_DATE)), "inactive", "deny",
        ("ConsentRequested", "ConsentRequested", "ConsentGiven", "ConsentExpired"),
    ),
    State.LAPSED: Case(
        (*ACTIVE, told(ACTIVE, ConsentLapsed(consent=PPT, to="ppt", rule_version="2026-01"))), "inactive", "deny",
        ("ConsentRequested", "ConsentRequested", "ConsentGiven", "ConsentInvalidated"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("state", STORIES)
def test_a_receipt_tells_every_version(state: State) -> None:
    case = STORIES[state]
    document = receipt.receipt(exported(case.events))
    read = standards.Receipt.model_validate(document)
    assert tuple(event.event_state.partition("#")[2] for event in read.events) == case.states
    assert read.header.state == state
    versions = [event.record_version for event in read.events]
    assert versions == list(range(1, len(versions) + 1))
    assert [event.previous_sha256 for event in read.events[1:]] == [event.record_sha256 for event in read.events[:-1]]
    record = spec.given(*case.events).state.consents[PPT].record
    assert read.header.record_sha256 == hashlib.sha256(rfc8785.dumps(record)).hexdigest()


@pytest.mark.parametrize("state", STORIES)
def test_a_resource_has_the_codes_that_fhir_binds(state: State) -> None:
    case = STORIES[state]
    document = fhir.resource(exported(case.events))
    standards.resource(document)
    assert standards.wrong_codes(document) == []
    assert (document["status"], document["decision"]) == (case.status, case.decision)
    assert ("provision" in document) == (state is State.ACTIVE)


def test_the_library_alone_would_not_notice_a_wrong_code() -> None:
    good = fhir.resource(exported(ACTIVE))
    for changed in ({"status": "kanskje"}, {"decision": "kanskje"}):
        assert standards.resource(good | changed)
        assert standards.wrong_codes(good | changed) == [" ".join(*changed.items())]
    said = orjson.loads(orjson.dumps(good).replace(b'"family"', b'"kanskje"'))
    assert standards.resource(said)
    assert set(standards.wrong_codes(said)) == {f"{standards.TERMINOLOGY}consentverification kanskje"}


def test_every_state_and_kind_has_its_words_in_both() -> None:
    assert STORIES.keys() == set(State)
    assert receipt.STATES.keys() == fhir.STATUS.keys() == set(State)
    asked_for = set(Kind) - {Kind.BY_LAW}
    assert receipt.PROCESSING.keys() == fhir.ABOUT.keys() == fhir.ACTIONS.keys() == asked_for


def question(purpose: str, service: str = "helsestasjon") -> ConsentAsked:
    text = TEXTS.find(purpose, service, "nb", TODAY)
    assert text
    return asked(PPT, service, categories=(), partners=()).model_copy(
        update={
            "purpose": purpose, "kind": text.kind, "legal_basis": text.legal_basis, "text_version": text.id,
            "text_sha256": text.sha256, "covers_from": None,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("purpose", "kind", "about", "basis"),
    [("film", "processing", "ICOL", "pvf-6-1-a"), ("helsehjelp", "health-care", "treatment", "pbrl-4-1")],
)
def test_another_kind_of_consent_is_never_told_as_the_same(purpose: str, kind: str, about: str, basis: str) -> None:
    asked_ = question(purpose)
    given = FATHERS_YES.model_copy(
        update={"to": asked_.to, "purpose": purpose, "kind": Kind(kind), "categories": (), "partners": ()}
    )
    made = exported((*both, asked_, given))
    told_, resource = receipt.receipt(made), fhir.resource(made)
    read = standards.Receipt.model_validate(told_)
    standards.resource(resource)
    assert standards.wrong_codes(resource) == []
    assert (read.pii_processing.kind, read.pii_processing.recipient_third_parties) == (kind, [f"4999-{asked_.to}"])
    assert read.pii_processing.lawful_basis == standards.Basis(
        id=basis, cited=f"{LEGAL_BASES[basis].law} {LEGAL_BASES[basis].section}"
    )
    assert [item.pii_type for item in read.pii_processing.pii_information] == [purpose]
    assert resource["category"][0]["coding"][0]["code"] == about


def test_the_oldest_questions_named_nobody_and_say_whom_it_became() -> None:
    old = {"partners": None, "covers_from": None, "legal_basis": None, "at": None, "review_on": None}
    unnamed = asked(PPT, "ppt").model_copy(update=old)
    nursery = (
        asked("k-b", "barnehage").model_copy(update=old),
        FATHERS_YES.model_copy(update={"consent": "k-b", "to": "barnehage", "partners": None}),
    )
    made = exported((*both, *nursery, unnamed))
    read = standards.Receipt.model_validate(receipt.receipt(made))
    assert read.pii_processing.recipient_third_parties == ["4999-ppt", "4999-barnehage"]
    assert read.pii_processing.lawful_basis is None
    assert read.events[0].event_time == AT
    standards.resource(fhir.resource(made))


def renewal(because: Because) -> tuple[FamilyEvent, ...]:
    fresh = asked("k-new", "ppt")
    yes = FATHERS_YES.model_copy(update={"consent": "k-new"})
    return (*ACTIVE, fresh, yes, told(ACTIVE, ConsentExpired(consent=PPT, to="ppt", because=because)))


def test_a_renewal_is_told_as_one_and_ends_what_it_renews() -> None:
    def last(which: str) -> str:
        document: dict[str, Any] = receipt.receipt(exported(renewal(Because.RENEWED), which))
        return str(document["events"][-1]["event_state"])

    assert last("k-new") == "https://w3id.org/dpv#RenewedConsentGiven"
    assert last(PPT) == "https://w3id.org/dpv#ConsentRevoked"


def test_what_has_run_out_is_not_told_as_standing_before_a_timer_says_so() -> None:
    made = exported(ACTIVE, on=midnight(LATER))
    assert receipt.receipt(made)["header"]["state"] == "expired"
    assert (fhir.resource(made)["status"], fhir.resource(made)["decision"]) == ("inactive", "deny")


def test_the_last_day_is_counted_as_each_standard_counts() -> None:
    made = exported(ACTIVE)
    last = (LATER - timedelta(days=1)).isoformat()
    assert fhir.resource(made)["period"] == {"start": TODAY.isoformat(), "end": last}
    assert receipt.receipt(made)["events"][-1]["validity_duration"] == f"{TODAY}/{LATER}"
    withdrawn = exported(STORIES[State.WITHDRAWN].events)
    assert fhir.resource(withdrawn)["period"]["end"] == TODAY.isoformat()


def test_the_text_is_there_word_for_word() -> None:
    made = exported(ACTIVE)
    text = TEXTS.text(made.consent.text_version)
    notice = receipt.receipt(made)["pii_processing"]["privacy_notice"]
    assert (notice["text"], notice["sha256"]) == (text, hashlib.sha256(text.encode()).hexdigest())
    (content,) = fhir.resource(made)["contained"][0]["content"]
    assert base64.b64decode(content["attachment"]["data"]).decode() == text
