"""What a stafettlogg tells of consents: those that let somebody in, each once."""

from datetime import date

import pytest

from shared.contracts import consent
from shared.contracts.consent import ConsentFact, Kind
from tests.unit.case.log import parent
from tests.unit.case.told import Told

DAY = date(2027, 1, 1)


def asked(kind: Kind) -> consent.ConsentAsked:
    return consent.ConsentAsked(
        consent="k", to="ppt", asker="teacher", asked_by_owner="barnehage", givers=("mother",), purpose="stafettlogg",
        categories=(), expires_on=DAY, kind=kind,
    )  # fmt: skip


def lines(*facts: ConsentFact) -> list[str]:
    told = Told()
    for fact in facts:
        said = told.say(fact, parent, "familie", stream="consent")
        told.envelopes[-1] = said.model_copy(update={"owner": "consent", "key": None})
    return [entry.what for entry in reversed(told.read().entries)][1:]


def expired(because: str | None) -> consent.ConsentExpired:
    return consent.ConsentExpired(consent="k", to="ppt", because=because)


@pytest.mark.parametrize("because", ["date", "guardians", "not-needed", None])
def test_a_consent_that_has_ended_is_told(because: str | None) -> None:
    assert lines(asked(Kind.SECRECY), expired(because)) == ["consent.expired.v1"]


def test_one_that_another_took_the_place_of_has_not_run_out_for_anybody() -> None:
    assert lines(asked(Kind.SECRECY), expired("renewed")) == []


@pytest.mark.parametrize("kind", [Kind.PROCESSING, Kind.HEALTH_CARE])
def test_another_kind_of_yes_and_its_end_are_nothing_the_log_tells(kind: Kind) -> None:
    ends = (consent.ConsentWithdrawn(consent="k", to="ppt"), consent.ConsentRefused(consent="k", to="ppt"))
    yes = consent.ConsentActivated(
        consent="k", to="ppt", categories=(), expires_on=DAY, purpose="stafettlogg", asker="teacher",
        asked_by_owner="barnehage", kind=kind,
    )  # fmt: skip
    assert lines(asked(kind), yes, *ends, expired("date")) == []
