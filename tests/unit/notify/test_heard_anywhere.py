"""Who hears without taking part in any log: those whom the fact itself names, and the family."""

from datetime import UTC, datetime

from shared.contracts import consent
from tests.unit.notify.circle import DAY, FATHER, MOTHER, NOW, TEACHER, digest, heard


def test_those_who_answer_a_family_and_whoever_asked_hear_at_once_also_without_a_log() -> None:
    asked = consent.AccessAsked(request="r-1", due_on=DAY, handlers=(consent.Handler(owner="ppt", person="p-chief"),))
    ready = consent.AccessReady(request="r-1", told=(MOTHER,))
    assert heard(asked, by=MOTHER) == {"p-chief": NOW}
    assert heard(ready, by="case-ppt") == {MOTHER: NOW}


def test_the_family_hears_that_everything_is_erased() -> None:
    destroyed = consent.KeysDestroyed(erasure="e-1", entry=1, head="0" * 64)
    assert heard(destroyed, by="consent") == digest(MOTHER, FATHER)


def test_the_leader_and_the_personvernombud_hear_at_once_of_an_emergency_wherever_they_are_and_nobody_else() -> None:
    until = datetime(2026, 11, 23, 10, tzinfo=UTC)
    opened = consent.EmergencyOpened(
        emergency="e-1", person=TEACHER, owner="barnehage", until=until, review_on=until.date(),
        told=("p-leader", "p-ombud"),
    )  # fmt: skip
    assert heard(opened, by=TEACHER, owner="consent") == {"p-leader": NOW, "p-ombud": NOW}


def test_those_who_decided_hear_of_a_receipt_that_is_missing_wherever_they_are() -> None:
    missing = consent.ErasureReceiptMissing(erasure="e-1", owners=("ppt",), told=("p-ombud",))
    assert heard(missing, by="consent") == {"p-ombud": NOW}
