"""What a consent's record says, and how it hangs together."""

import hashlib
from datetime import timedelta

import pytest
import rfc8785

from services.consent import refusals
from services.consent.events import (
    AnswerRegistered,
    ConsentActivated,
    ConsentAsked,
    SharedByLaw,
)
from shared.contracts.common import Category
from shared.contracts.consent import How, Kind, Method, RegisterAnswer, RegisterSharingByLaw, Said
from shared.errors import AccessDenied
from tests.unit.consent.histories import (
    ACTIVE,
    FATHERS_YES,
    MOTHERS_CHANGE,
    PARTIAL,
    PPT,
    PROPOSED,
    both_let_in,
    told,
)
from tests.unit.consent.world import (
    CHILD,
    FATHER,
    LATER,
    MOTHER,
    STRANGER,
    TODAY,
    ask,
    asked,
    both,
    spec,
    teacher,
)
from tests.unit.spec import AT

SHEET = hashlib.sha256(b"a signed sheet").hexdigest()


# --- Versions that hang together ------------------------------------------------------------------


def test_each_version_holds_the_hash_of_the_one_before() -> None:
    before = spec.given(*PARTIAL).state.consents[PPT]
    after = spec.given(*ACTIVE).state.consents[PPT]
    assert (after.version, after.previous) == (before.version + 1, before.sha256)
    assert before.sha256 == hashlib.sha256(rfc8785.dumps(before.record)).hexdigest()
    assert after.whole


@pytest.mark.parametrize("changed", [{"expires_on": LATER + timedelta(days=1)}, {"givers": (MOTHER,)}])
def test_what_was_said_before_cannot_be_rewritten_alone(changed: dict[str, object]) -> None:
    rewritten = asked(PPT, "ppt").model_copy(update=changed)
    assert not spec.given(*both, rewritten, *ACTIVE[len(PROPOSED) :]).state.consents[PPT].whole


def test_what_is_not_known_does_not_stand_in_the_record() -> None:
    """So a field that comes later changes the hash of nothing that is there."""
    record = spec.given(*both, asked(PPT, "ppt").model_copy(update={"review_on": None})).state.consents[PPT].record
    assert "review_on" not in record
    assert None not in record.values()


# --- Every dimension named ------------------------------------------------------------------------


def test_a_new_services_consent_names_those_who_are_let_in_already() -> None:
    events = spec.given(*ACTIVE).when(ask("helsestasjon"), by=teacher).events
    named = {event.to: event.partners for event in events if isinstance(event, ConsentAsked)}
    assert named == {"barnehage": ("helsestasjon", "ppt"), "helsestasjon": ("barnehage", "ppt")}


def test_two_services_share_when_one_of_them_is_named_by_the_other() -> None:
    for events, shared in ((both_let_in(), False), (both_let_in("ppt"), True), (both_let_in("barnehage"), True)):
        state = spec.given(*events).state
        assert bool(state.sharing("ppt", "barnehage", Category.NOTES, TODAY)) is shared
        assert bool(state.sharing("barnehage", "ppt", Category.NOTES, TODAY)) is shared
        assert state.sharing("ppt", "familie", Category.NOTES, TODAY)


def test_what_is_shared_begins_when_it_was_agreed() -> None:
    earlier = TODAY - timedelta(days=30)
    for wanted, covered in ((None, TODAY), (earlier, earlier)):
        events = spec.given(*both).when(ask("ppt", covers_from=wanted), by=teacher).events
        assert {event.covers_from for event in events if isinstance(event, ConsentAsked)} == {covered}


def test_what_is_shared_does_not_begin_tomorrow() -> None:
    command = ask("ppt", covers_from=TODAY + timedelta(days=1))
    spec.given(*both).when(command, by=teacher).refused(refusals.PeriodNotAllowed)


# --- Kinds that open nothing ----------------------------------------------------------------------


def test_to_be_filmed_is_another_kind_of_consent_and_lets_nobody_in() -> None:
    command = ask("ppt", purpose="film", categories=())
    (event,) = spec.given(*both).when(command, by=teacher).events
    assert isinstance(event, ConsentAsked)
    assert (event.to, event.kind, event.partners, event.categories) == ("ppt", Kind.PROCESSING, (), ())
    given = FATHERS_YES.model_copy(update={"consent": event.consent, "kind": event.kind, "categories": ()})
    state = spec.given(*both, event, given).state
    assert state.admitted(TODAY) == state.was_admitted() == frozenset()


def test_what_is_shared_by_law_is_no_consent() -> None:
    told_ = SharedByLaw(
        sharing="s-1", by="barnehage", to="barnevern", legal_basis="bvl-13-4", categories=(Category.NOTES,), on=TODAY,
        what="Oppdiktet",
    )  # fmt: skip
    spec.given(*both).when(by_law(), by=teacher).then(told_)
    assert spec.given(*both, told_).state == spec.given(*both).state


@pytest.mark.parametrize("changed", [{"legal_basis": "fvl-13a"}, {"legal_basis": "x"}, {"on": TODAY + timedelta(1)}])
def test_only_what_a_law_says_is_shared_by_law(changed: dict[str, object]) -> None:
    spec.given(*both).when(by_law().model_copy(update=changed), by=teacher).refused(refusals.NotByLaw)


def by_law() -> RegisterSharingByLaw:
    return RegisterSharingByLaw(
        child=CHILD, sharing="s-1", to="barnevern", legal_basis="bvl-13-4", categories=(Category.NOTES,), on=TODAY,
        what="Oppdiktet",
    )  # fmt: skip


# --- Answers given elsewhere ----------------------------------------------------------------------


def registered_answer(said: Said, **more: object) -> RegisterAnswer:
    told_ = {"told_of_rights": True, "said_freely": True, "evidence": SHEET, "note": "Ikke på nett"}
    where = {"child": CHILD, "consent": PPT, "giver": FATHER, "answer": said, "method": Method.PAPER}
    return RegisterAnswer.model_validate({**where, **told_, **more})


NOTE = AnswerRegistered(consent=PPT, to="ppt", at=AT, giver=FATHER, note="Ikke på nett")
ON_PAPER = How(
    method=Method.PAPER, registered_by=teacher.id, evidence=SHEET, told_of_rights=True, said_freely=True
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "event"),
    [(Said.YES, FATHERS_YES), (Said.WITHDRAWN, MOTHERS_CHANGE.model_copy(update={"giver": FATHER}))],
)
def test_an_answer_on_paper_counts_as_the_givers_own(said: Said, event: ConsentActivated) -> None:
    expected = told(PARTIAL, event.model_copy(update={"how": ON_PAPER}))
    spec.given(*PARTIAL).when(registered_answer(said), by=teacher).then(expected, NOTE)


@pytest.mark.parametrize("lacking", ["told_of_rights", "said_freely"])
def test_a_yes_counts_from_somebody_who_knew_and_was_free(lacking: str) -> None:
    command = registered_answer(Said.YES, **{lacking: False})
    spec.given(*PARTIAL).when(command, by=teacher).refused(refusals.NotInformed)
    no = registered_answer(Said.NO, **{lacking: False})
    assert spec.given(*PARTIAL).when(no, by=teacher).events


def test_an_answer_on_paper_needs_the_paper() -> None:
    spec.given(*PARTIAL).when(registered_answer(Said.YES, evidence=None), by=teacher).refused(refusals.NoEvidence)
    said_there = registered_answer(Said.YES, evidence=None, method=Method.MEETING)
    assert spec.given(*PARTIAL).when(said_there, by=teacher).events


def test_nobody_answers_for_somebody_who_has_nothing_to_say() -> None:
    spec.given(*PARTIAL).when(registered_answer(Said.YES, giver=STRANGER), by=teacher).refused(AccessDenied)
